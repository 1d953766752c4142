using System.Text.Json.Nodes;
using Grpc.Core;
using Matching.Competence.V1;
using Matching.Hosting;
using Matching.Vacancies.V1;
using Microsoft.Extensions.Configuration;
using Importance = Matching.Vacancies.V1.Requirement.Types.Importance;
using Origin = Matching.Vacancies.V1.Requirement.Types.Origin;
using Precision = Matching.Vacancies.V1.Workplace.Types.Precision;
using State = Matching.Vacancies.V1.Vacancy.Types.State;
using Type = Matching.Vacancies.V1.Requirement.Types.Type;

namespace Matching.Vacancies.Tests;

public sealed class ImportTests
{
    [Fact]
    public async Task Import_SameAdAgain_ChangesNothingAndAChangedOneUpdates()
    {
        await using var server = await VacancyServer.StartAsync();

        var first = await server.ImportAsync(Ads.Ad("1"));
        var again = await server.ImportAsync("[" + Ads.Ad("1", ad => ad["timestamp"] = 17) + "]");
        var changed = await server.ImportAsync(Ads.Ad("1", ad => ad["headline"] = "Trädgårdsmästare"));

        Assert.Equal((1, 1), (first.ReceivedCount, first.CreatedCount));
        Assert.Equal((1, first.Sequence), (again.UnchangedCount, again.Sequence));
        Assert.Equal(1, changed.UpdatedCount);
        var change = Assert.Single(await server.ChangesAsync());
        Assert.Equal((changed.Sequence, 2, "Trädgårdsmästare"), (change.Sequence, change.Version, change.Vacancy.Title));
    }

    /// <summary>The same text is not read again, and counts as it did when it was.</summary>
    [Fact]
    public async Task Import_SameTextAgain_IsWeighedAgainstWhatHasHappenedToTheVacancySince()
    {
        await using var server = await VacancyServer.StartAsync();
        await server.ImportAsync(Ads.Ad("1") + Ads.Ad("2") + Ads.Ad("3") + Ads.Ad("4"));
        var edited = await server.GetAsync("1");
        await server.Client.UpdateVacancyAsync(new UpdateVacancyRequest
        {
            Vacancy = new V1.Vacancy { Name = edited.Name, Title = "Ändrad" },
        });
        await server.ImportAsync(Ads.Removal("2"));
        await server.Client.CloseVacancyAsync(new CloseVacancyRequest { Name = (await server.GetAsync("3")).Name });

        var again = await server.ImportAsync(Ads.Ad("1") + Ads.Ad("2") + Ads.Ad("3") + Ads.Ad("4"));

        Assert.Equal((4, 2, 2), (again.ReceivedCount, again.UpdatedCount, again.UnchangedCount));
        Assert.Equal((edited.Title, State.Open), ((await server.GetAsync("1")).Title, (await server.GetAsync("1")).State));
        Assert.Equal(State.Open, (await server.GetAsync("2")).State);
        Assert.Equal(State.Closed, (await server.GetAsync("3")).State);
        Assert.Equal(4, (await server.ImportAsync(Ads.Ad("1") + Ads.Ad("2") + Ads.Ad("3") + Ads.Ad("4"))).UnchangedCount);
    }

    [Fact]
    public async Task Import_SameIdTwiceInOneBody_TheLastCountsAsAnUpdate()
    {
        await using var server = await VacancyServer.StartAsync();

        var response = await server.ImportAsync(
            $"[{Ads.Ad("1")},{Ads.Ad("1", ad => ad["headline"] = "Second")},{Ads.Ad("1", ad => ad["headline"] = "Third")}]");

        Assert.Equal((3, 1, 2), (response.ReceivedCount, response.CreatedCount, response.UpdatedCount));
        Assert.Equal("Third", (await server.GetAsync("1")).Title);
    }

    [Fact]
    public async Task Import_OtherSystem_KeepsItsOwnIds()
    {
        await using var server = await VacancyServer.StartAsync();

        await server.ImportAsync(Ads.Ad("1"));
        var response = await server.ImportAsync(Ads.Ad("1"), system: "ats-2");

        Assert.Equal(1, response.CreatedCount);
        Assert.NotEqual((await server.GetAsync("1")).Name, (await server.GetAsync("1", "ats-2")).Name);
    }

    [Fact]
    public async Task Import_BadSystem_IsInvalid()
    {
        await using var server = await VacancyServer.StartAsync();

        using var call = server.Client.ImportVacancies(deadline: VacancyServer.Deadline);
        await call.RequestStream.WriteAsync(new ImportVacanciesRequest { System = "Job Stream" });
        var error = await Failure.OfAsync(() => call.ResponseAsync);

        Assert.Equal((StatusCode.InvalidArgument, "system"), (error.Code, error.Fields.Single()));
    }

    [Fact]
    public async Task Import_EmptyCalls_TakeNothing()
    {
        await using var server = await VacancyServer.StartAsync();

        using var call = server.Client.ImportVacancies(deadline: VacancyServer.Deadline);
        await call.RequestStream.CompleteAsync();

        Assert.Equal(new ImportVacanciesResponse(), await call);
        Assert.Equal(new ImportVacanciesResponse(), await server.ImportAsync("[]"));
    }

    [Theory]
    [InlineData("""{"id": 7, "removed": true, "removed_date": "2020-02-28T03:11:33"}""")]
    [InlineData(
        """
        {"id": "7", "removed": true, "removed_date": null, "occupation": "geNh_Yah_F3J",
         "occupation_group": "2xQ4_4kh_kTZ", "occupation_field": "VuuL_7CH_adj", "municipality": "uYRx_AdM_r4A",
         "region": "NvUF_SP1_1zo", "country": "i46j_HmG_v64"}
        """)]
    public async Task Import_Removal_ClosesOnce(string removal)
    {
        await using var server = await VacancyServer.StartAsync();

        var unknown = await server.ImportAsync(removal);
        await server.ImportAsync(Ads.Ad("7"));
        var closing = await server.ImportAsync(removal);
        var again = await server.ImportAsync(removal);

        Assert.Equal(
            (1, 1, 1), (unknown.UnknownRemovalCount, closing.ClosedCount, again.UnchangedCount));
        var vacancy = await server.GetAsync("7");
        Assert.Equal(State.Closed, vacancy.State);
        Assert.NotNull(vacancy.CloseTime);
    }

    [Fact]
    public async Task Import_AdAfterItsRemoval_ReopensButNotWhatTheEmployerClosed()
    {
        await using var server = await VacancyServer.StartAsync();
        await server.ImportAsync(Ads.Ad("1") + Ads.Ad("2") + Ads.Removal("1"));
        await server.Client.CloseVacancyAsync(new CloseVacancyRequest { Name = (await server.GetAsync("2")).Name });

        var response = await server.ImportAsync(Ads.Ad("1") + Ads.Ad("2") + Ads.Ad("3", ad => ad["removed"] = true));

        Assert.Equal((1, 1, 1), (response.UpdatedCount, response.UnchangedCount, response.UnknownRemovalCount));
        Assert.Equal(State.Open, (await server.GetAsync("1")).State);
        Assert.Null((await server.GetAsync("1")).CloseTime);
        Assert.Equal(State.Closed, (await server.GetAsync("2")).State);
    }

    [Fact]
    public async Task Import_NotYetAndNoLongerVisible_AreCounted()
    {
        await using var server = await VacancyServer.StartAsync();

        var response = await server.ImportAsync(string.Join('\n',
            Ads.Ad("1"),
            Ads.Ad("2", ad => ad["publication_date"] = "2020-02-28T12:00:01"),
            Ads.Ad("3", ad => ad["last_publication_date"] = "2020-02-28T11:59:59")));

        Assert.Equal((3, 1, 1), (response.CreatedCount, response.ScheduledCount, response.ExpiredCount));
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { """{"removed": false}""", "id", "REQUIRED" },
        { """{"id": null}""", "id", "REQUIRED" },
        { """{"id": ["1"]}""", "id", "WRONG_TYPE" },
        { """{"id": ""}""", "id", "ID_INVALID" },
        { """{"id": "1", "removed": "perhaps"}""", "removed", "WRONG_TYPE" },
        { """{"id": "1"}""", "occupation", "REQUIRED" },
        { """{"id": "1", "occupation": 5}""", "occupation", "WRONG_TYPE" },
        { Ads.Ad("1", ad => ad["headline"] = new JsonObject()), "headline", "WRONG_TYPE" },
        {
            Ads.Ad("1", ad =>
            {
                ad["occupation"] = Ads.Concept("AAAA_BBB_CCC", "Rymdgruvarbetare", "999999");
                ad["occupation_group"] = null;
            }),
            "occupation.concept_id",
            "UNKNOWN_OCCUPATION"
        },
        {
            Ads.Ad("1", ad => ad["workplace_address"] = new JsonObject { ["municipality_code"] = "9999" }),
            "workplace_address.municipality_code",
            "UNKNOWN_MUNICIPALITY"
        },
        {
            Ads.Ad("1", ad => ad["workplace_address"] = new JsonObject { ["municipality"] = "Härnosannd län" }),
            "workplace_address.municipality",
            "UNKNOWN_MUNICIPALITY"
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Import_FaultInARequiredField_IsRejectedByIndexAndFieldAndLosesNothingElse(
        string bad, string field, string reason)
    {
        await using var server = await VacancyServer.StartAsync();

        var response = await server.ImportAsync($"[{Ads.Ad("good-0")},{bad},{Ads.Ad("good-2")}]");

        Assert.Equal((3, 2, 1), (response.ReceivedCount, response.CreatedCount, response.RejectedCount));
        var rejection = Assert.Single(response.Rejections);
        Assert.Equal((1, field, reason), (rejection.Index, rejection.Field, rejection.Reason));
        Assert.NotEmpty(rejection.Message);
        Assert.Equal(field == "id" ? "" : "1", rejection.ExternalId);
    }

    public static TheoryData<string, string> OddFields => new()
    {
        { "number_of_vacancies", "\"many\"" },
        { "number_of_vacancies", "-3" },
        { "number_of_vacancies", "2.5" },
        { "application_deadline", "\"snarast\"" },
        { "publication_date", "17" },
        { "last_publication_date", "{}" },
        { "description", "\"text\"" },
        { "description", """{"text": 17.5, "needs": []}""" },
        { "employer", "[]" },
        { "employer", """{"name": {}, "organization_number": "12"}""" },
        { "workplace_address", "7" },
        { "workplace_address", """{"municipality_code": "2280", "coordinates": "here"}""" },
        { "scope_of_work", """{"min": 120, "max": "x"}""" },
        { "duration", """{"concept_id": "none", "label": "Ett tag"}""" },
        { "must_have", """{"skills": [{"label": "Flyga med armarna"}, 5], "languages": 7}""" },
        { "must_have", "\"all\"" },
        { "driving_license", """[{"concept_id": "x", "label": "Z"}]""" },
        { "driving_license_required", "\"maybe\"" },
        { "webpage_url", "\"ftp://exempel.se\"" },
        { "headline", "null" },
    };

    [Theory]
    [MemberData(nameof(OddFields))]
    public async Task Import_OddOptionalField_IsTakenWithANotice(string field, string value)
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", ad => ad[field] = JsonNode.Parse(value)));

        Assert.Contains(vacancy.Notices, notice => notice.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_NothingButIdAndOccupation_IsEnough()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(
            """
            {"id": 1, "headline": null, "description": null, "employer": null, "workplace_address": null, "must_have": null,
             "nice_to_have": {"skills": null}, "driving_license": null, "scope_of_work": null, "occupation": null,
             "occupation_group": {"concept_id": null, "label": null, "legacy_ams_taxonomy_id": "6112"}, "unheard_of": {"a": [1]}}
            """);

        Assert.Equal(("6112", "1"), (vacancy.SsykCode, vacancy.Source.ExternalId));
        Assert.Equal(vacancy.OccupationLabel, vacancy.Title);
        Assert.Equal(("", 0, 100), (vacancy.Workplace.Municipality, vacancy.MinExtentPercent, vacancy.MaxExtentPercent));
        Assert.Empty(vacancy.Requirements);
    }

    [Fact]
    public async Task Import_OccupationByOldIdOrName_IsFound()
    {
        await using var server = await VacancyServer.StartAsync();
        var expected = (await server.TakeAsync(Ads.Ad("1"))).Occupation;

        var byOldId = await server.TakeAsync(Ads.Ad("2", ad => ad["occupation"] = Ads.Concept(null, null, "6274")), "2");
        var byName = await server.TakeAsync(
            Ads.Ad("3", ad => ad["occupation"] = Ads.Concept(null, "Trädgårdsarbetare/Plantskolearbetare, trädgård")), "3");
        var byList = await server.TakeAsync(
            Ads.Ad("4", ad => ad["occupation"] = new JsonArray(ad["occupation"]!.DeepClone())), "4");
        var byGroup = await server.TakeAsync(
            Ads.Ad("5", ad => ad["occupation"] = Ads.Concept("AAAA_BBB_CCC", "Rosenviskare")), "5");

        Assert.Equal([expected, expected, expected], new[] { byOldId, byName, byList }.Select(v => v.Occupation));
        Assert.Equal("2xQ4_4kh_kTZ", byGroup.Occupation);
        Assert.Contains(byGroup.Notices, notice => notice.StartsWith("occupation:", StringComparison.Ordinal));
    }

    // Härnösand's centre lies at 62.6323 N, 17.9379 E.
    [Theory]
    [InlineData("[17.75, 62.70]", 62.70, 17.75, Precision.Locality, false)]
    [InlineData("[\"17.75\", \"62.70\"]", 62.70, 17.75, Precision.Locality, false)]
    [InlineData("[62.70, 17.75]", 62.70, 17.75, Precision.Locality, true)]
    [InlineData("[17.938, 62.632]", 62.632, 17.938, Precision.Municipality, false)]
    [InlineData("[null, null]", 62.6323, 17.9379, Precision.Municipality, false)]
    [InlineData("[0, 0]", 62.6323, 17.9379, Precision.Municipality, false)]
    [InlineData("null", 62.6323, 17.9379, Precision.Municipality, false)]
    [InlineData("[]", 62.6323, 17.9379, Precision.Municipality, false)]
    [InlineData("[2.35, 48.85]", 62.6323, 17.9379, Precision.Municipality, true)]
    [InlineData("[13.0, 55.6]", 62.6323, 17.9379, Precision.Municipality, true)]
    [InlineData("[1e300, 62.7]", 62.6323, 17.9379, Precision.Municipality, true)]
    public async Task Import_Coordinates_AreReadWithTheirTraps(
        string coordinates, double latitude, double longitude, Precision precision, bool isNoticed)
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(
            Ads.Ad("1", ad => ad["workplace_address"]!["coordinates"] = JsonNode.Parse(coordinates)));

        Assert.Equal(
            (latitude, longitude, precision),
            (vacancy.Workplace.Latitude, vacancy.Workplace.Longitude, vacancy.Workplace.Precision));
        Assert.Equal(isNoticed, vacancy.Notices.Any(n => n.Contains("coordinates", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"municipality_code": "0126"}""", "0126", "SE")]
    [InlineData("""{"municipality_code": 126}""", "0126", "SE")]
    [InlineData("""{"municipality": "sollefteå"}""", "2283", "SE")]
    [InlineData("""{"municipality_concept_id": "uYRx_AdM_r4A", "municipality_code": "9999"}""", "2280", "SE")]
    [InlineData("""{"country_code": "199", "region": "Västernorrlands län", "region_code": "22"}""", "", "SE")]
    [InlineData("""{"country": "Norge", "country_code": "155", "city": "Mo i Rana"}""", "", "NO")]
    [InlineData("{}", "", "")]
    public async Task Import_Places_ComeOutAsScbCodesAndCountries(string address, string municipality, string country)
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", ad => ad["workplace_address"] = JsonNode.Parse(address)));

        Assert.Equal((municipality, country), (vacancy.Workplace.Municipality, vacancy.Workplace.CountryCode));
    }

    [Theory]
    [InlineData("""{"min": 50, "max": 75}""", "Deltid", 50, 75)]
    [InlineData("""{"min": 49.5, "max": 100}""", "Deltid", 50, 100)]
    [InlineData("""{"min": 80, "max": 20}""", "Deltid", 20, 80)]
    [InlineData("null", "Heltid", 100, 100)]
    [InlineData("""{"min": null, "max": null}""", "Heltid", 100, 100)]
    [InlineData("null", "Deltid", 0, 100)]
    public async Task Import_ScopeOfWork_IsPercentOfFullTime(string scope, string hours, int min, int max)
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", ad =>
        {
            ad["scope_of_work"] = JsonNode.Parse(scope);
            ad["working_hours_type"] = Ads.Concept(null, hours);
        }));

        Assert.Equal((min, max), (vacancy.MinExtentPercent, vacancy.MaxExtentPercent));
    }

    [Theory]
    [InlineData("Sommarjobb / feriejobb", "Glassförsäljare", "", "Tillsvidare", OpeningKind.Seasonal)]
    [InlineData("Behovsanställning", "Timvikarie", "", "3 månader – upp till 6 månader", OpeningKind.Job)]
    [InlineData("Vanlig anställning", "Sommarvikarier till hemtjänsten", "", "6 månader eller längre", OpeningKind.Seasonal)]
    [InlineData("Vanlig anställning", "Liftvärd vintersäsongen 2020/21", "", "3 månader – upp till 6 månader", OpeningKind.Seasonal)]
    [InlineData("Vanlig anställning", "Trädgårdsarbetare", "Ett varierande säsongsjobb.", "6 månader eller längre", OpeningKind.Seasonal)]
    [InlineData("Vanlig anställning", "Trädgårdsarbetare", "Vi är fler under högsäsong. Vi anställer även säsongspersonal.", "Tillsvidare", OpeningKind.Job)]
    [InlineData("Vanlig anställning", "Praktikplats inom IT", "", "Upp till 10 dagar", OpeningKind.Internship)]
    [InlineData("Vanlig anställning", "Sjuksköterska", "Du handleder studenter på praktik.", "Tillsvidare", OpeningKind.Job)]
    [InlineData("Vanlig anställning", "Lärling, elektriker", "", "6 månader eller längre", OpeningKind.Apprenticeship)]
    [InlineData("Vanlig anställning", "LIA-plats för YH-studerande", "", "3 månader – upp till 6 månader", OpeningKind.Placement)]
    public async Task Import_Kind_FollowsTypeHeadlineAndText(
        string type, string headline, string text, string duration, OpeningKind expected)
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", ad =>
        {
            ad["employment_type"] = Ads.Concept(null, type);
            ad["headline"] = headline;
            ad["description"]!["text"] = text;
            ad["duration"] = Ads.Concept(null, duration);
        }));

        Assert.Equal(expected, vacancy.Kind);
    }

    [Fact]
    public async Task Import_StructuredRequirements_KeepImportanceAndWeight()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", ad =>
        {
            ad["must_have"]!["languages"] = new JsonArray(Ads.Concept("zSLA_vw2_FXN", "Svenska", "502", 10));
            ad["must_have"]!["work_experiences"] =
                new JsonArray(Ads.Concept("geNh_Yah_F3J", "Trädgårdsarbetare", "6274", 9.5));
            ad["nice_to_have"]!["languages"] = new JsonArray(
                Ads.Concept("zSLA_vw2_FXN", "Svenska", "502", 5), Ads.Concept(null, "Engelska", null, 2.5));
            ad["nice_to_have"]!["skills"] = new JsonArray(
                Ads.Concept(null, "Truckkort", null, 12), Ads.Concept(null, "Motorsågskörkort"), null);
            ad["driving_license_required"] = true;
            ad["driving_license"] = new JsonArray(Ads.Concept("VTK8_WRx_GcM", "B"));
        }));

        Assert.Equal(
            [
                (Type.Language, "Svenska", Importance.Must, 10),
                (Type.Experience, "Trädgårdsarbetare/Plantskolearbetare, trädgård", Importance.Must, 9.5),
                (Type.Language, "Engelska", Importance.Nice, 2.5),
            ],
            vacancy.Requirements.Where(r => r.Type is Type.Language or Type.Experience)
                .Select(r => (r.Type, r.Label, r.Importance, r.Weight)));
        Assert.Equal(
            [(Importance.Must, 12), (Importance.Nice, 5)],
            vacancy.Requirements.Where(r => r.Type == Type.Licence).Select(r => (r.Importance, r.Weight)));
        Assert.Contains(
            vacancy.Requirements, r => r is { Type: Type.DrivingLicence, Importance: Importance.Must, Concept: "VTK8_WRx_GcM" });
        Assert.All(vacancy.Requirements, r => Assert.Equal(Origin.Stated, r.Origin));
    }

    [Fact]
    public async Task Import_ExperienceRequiredWithoutSayingWhich_MeansTheOccupation()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", ad => ad["experience_required"] = true));

        var requirement = Assert.Single(vacancy.Requirements);
        Assert.Equal((Type.Experience, vacancy.Occupation), (requirement.Type, requirement.Concept));
    }

    [Fact]
    public async Task Import_Text_AddsWhatTheFieldsDoNotSayWithItsWords()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", ad =>
        {
            ad["must_have"]!["languages"] = new JsonArray(Ads.Concept("zSLA_vw2_FXN", "Svenska", "502", 10));
            ad["description"]!["text"] =
                """
                Vi söker dig som har B-körkort. Flytande svenska är ett krav.
                Meriterande är truckkort. Motorsågskörkort är inget krav.
                """;
        }));

        var extracted = vacancy.Requirements.Where(r => r.Origin == Origin.Extracted).ToList();
        var licence = Assert.Single(extracted, r => r.Type == Type.DrivingLicence);
        Assert.Equal((Importance.Must, "Vi söker dig som har B-körkort."), (licence.Importance, licence.Quote));
        Assert.Contains(extracted, r => r.Importance == Importance.Nice && r.Quote.Contains("truckkort", StringComparison.Ordinal));
        Assert.DoesNotContain(extracted, r => r.Label.Contains("Motorsåg", StringComparison.OrdinalIgnoreCase));
        var swedish = Assert.Single(vacancy.Requirements, r => r.Type == Type.Language);
        Assert.Equal((Origin.Stated, CefrLevel.C1), (swedish.Origin, swedish.RequiredLevel));
    }

    [Fact]
    public async Task Import_TextThatNamesEverything_AddsFortyAtMost()
    {
        await using var server = await VacancyServer.StartAsync();
        var skills = VacancyServer.Taxonomy.Concepts
            .Where(c => c.Kind == Competence.ConceptKind.Skill).Take(300).Select(c => c.Swedish);

        var vacancy = await server.TakeAsync(
            Ads.Ad("1", ad => ad["description"]!["text"] = "Krav:\n" + string.Join('\n', skills)));

        Assert.InRange(vacancy.Requirements.Count, 20, 40);
        Assert.All(vacancy.Requirements, r => Assert.InRange(r.Quote.Length, 1, 200));
    }

    [Fact]
    public async Task Import_ContactDetailsAndPersonalNumbers_AreNowhereOnDiskNorInTheLog()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", Fill));
        var rejected = await server.ImportAsync(Ads.Ad("2", ad =>
        {
            Fill(ad);
            ad["workplace_address"]!["municipality_code"] = "9999";
            ad["workplace_address"]!["municipality_concept_id"] = null;
            ad["workplace_address"]!["municipality"] = null;
        }));
        await server.StopAsync();

        Assert.Equal(("Städare, ring [telefon]", ""), (vacancy.Title, vacancy.Employer.OrganizationNumber));
        Assert.Equal("Skriv till [e-post], org.nr [personnummer].", vacancy.Description);
        Assert.Equal(1, rejected.RejectedCount);
        var told = vacancy + rejected.ToString() + string.Join('\n', server.Log.Lines.Select(line => line.Message));
        foreach (var secret in new[] { "850709-9805", "8507099805", "anna.secret", "765 43 21", "Hemlig" })
        {
            Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
            Assert.False(server.Data.Contains(secret), secret);
        }

        static void Fill(JsonObject ad)
        {
            ad["external_id"] = "46-850709-9805-7";
            ad["logo_url"] = "https://exempel.se/organisation/8507099805/logo.png";
            ad["employer"] = new JsonObject
            {
                ["name"] = "Annas Städ",
                ["organization_number"] = "850709-9805",
                ["email"] = "anna.secret@exempel.se",
                ["phone_number"] = "070-765 43 21",
            };
            ad["application_contacts"] = new JsonArray(
                new JsonObject { ["name"] = "Anna Hemlig", ["email"] = "anna.secret@exempel.se" });
            ad["application_details"] = new JsonObject
            {
                ["email"] = "anna.secret@exempel.se",
                ["url"] = "https://exempel.se/?till=anna.secret@exempel.se",
            };
            ad["workplace_address"]!["street_address"] = "Hemliga gatan 1";
            ad["headline"] = "Städare, ring 070-765 43 21";
            ad["description"]!["text"] = "Skriv till anna.secret@exempel.se, org.nr 850709-9805.";
        }
    }

    [Fact]
    public async Task Import_FiveMegabyteDescription_IsCut()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(
            Ads.Ad("1", ad => ad["description"]!["text"] = string.Concat(Enumerable.Repeat("Skötsel av park. ", 300_000))));

        Assert.InRange(vacancy.Description.Length, 99_000, 100_000);
        Assert.Contains(vacancy.Notices, notice => notice.StartsWith("description", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_ElementTooLarge_LosesOnlyIt()
    {
        await using var server = await VacancyServer.StartAsync();
        var large = Ads.Ad("2", ad => ad["description"]!["text"] = new string('x', 9 * 1024 * 1024));

        var response = await server.ImportAsync($"[{Ads.Ad("1")},{large},{Ads.Ad("3")}]", messageBytes: 1024 * 1024);

        Assert.Equal((2, 1), (response.CreatedCount, response.RejectedCount));
        Assert.Equal((1, "ELEMENT_TOO_LARGE"), (response.Rejections[0].Index, response.Rejections[0].Reason));
    }

    [Fact]
    public async Task Import_FormattedTextOnly_LosesItsTags()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1", ad => ad["description"] = new JsonObject
        {
            ["text"] = null,
            ["text_formatted"] = "<p>Träd &amp; buskar</p><ul><li>B&#246;n</li></ul>",
            ["conditions"] = "Heltid",
        }));

        Assert.Equal(["Träd & buskar", "Bön", "Heltid"], vacancy.Description.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Import_HalfASurrogatePair_IsNoText()
    {
        await using var server = await VacancyServer.StartAsync();

        var vacancy = await server.TakeAsync(Ads.Ad("1").Replace("\"Park AB\"", "\"\\ud800\"", StringComparison.Ordinal));

        Assert.Empty(vacancy.Employer.DisplayName);
    }

    [Fact]
    [Trait("Store", "File")]
    public async Task Import_Acknowledged_IsInACopyOfTheFiles()
    {
        await using var server = await VacancyServer.StartAsync();
        var body = string.Join('\n', Enumerable.Range(0, 500).Select(i => Ads.Ad($"{i}")));
        var response = await server.ImportAsync(body + "\n" + Ads.Removal("7"));

        // What a power cut would leave behind: the files as they are, the process not asked to close them.
        using var copy = new TemporaryDirectory();
        foreach (var file in Directory.GetFiles(server.Data.Path))
        {
            File.Copy(file, copy.File(Path.GetFileName(file)));
        }

        await using var database = Matching.Hosting.Database.Create(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [ServiceHosting.DataDirectoryKey] = copy.Path,
            }).Build(),
            "vacancy",
            typeof(VacancyHost).Assembly,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        await database.StartAsync(CancellationToken.None);
        var changes = await database.ReadAsync(
            connection => VacancyStore.ChangesAsync(connection, 0, 1_000), CancellationToken.None);

        Assert.Equal(response.Sequence, database.Sequence);
        Assert.Equal(500, changes.Vacancies.Count);
        Assert.Equal(State.Closed, changes.Vacancies.Single(vacancy => vacancy.Content.Source.ExternalId == "7").State);
    }

    [Fact]
    public async Task Import_CallerGoesAway_KeepsWhatWasWrittenAndLogsNoError()
    {
        await using var server = await VacancyServer.StartAsync();
        using (var call = server.Client.ImportVacancies(deadline: VacancyServer.Deadline))
        {
            for (var i = 0; i < 4; i++)
            {
                await call.RequestStream.WriteAsync(new ImportVacanciesRequest
                {
                    Content = new Google.Api.HttpBody
                    {
                        Data = Google.Protobuf.ByteString.CopyFromUtf8(
                            string.Join('\n', Enumerable.Range(300 * i, 300).Select(n => Ads.Ad($"{n}")))),
                    },
                });
            }

            // The first part is on disk while the rest of the body is still to come.
            using var changes = server.Client.StreamVacancyChanges(
                new StreamVacancyChangesRequest(), deadline: VacancyServer.Deadline);
            Assert.True(await changes.ResponseStream.MoveNext(CancellationToken.None));
        }

        Assert.Equal("0", (await server.GetAsync("0")).Source.ExternalId);
    }

    [Fact]
    public async Task ListVacancies_LargeVacancies_ComeInSmallerPages()
    {
        await using var server = await VacancyServer.StartAsync();
        await server.ImportAsync(string.Join('\n', Enumerable.Range(0, 60).Select(i =>
            Ads.Ad($"{i}", ad => ad["description"]!["text"] = string.Concat(Enumerable.Repeat("Skötsel av park. ", 5_800))))));

        var request = new ListVacanciesRequest { PageSize = 60 };
        var pages = new List<int>();
        do
        {
            var page = await server.Client.ListVacanciesAsync(request);
            pages.Add(page.Vacancies.Count);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(2, pages.Count);
        Assert.Equal(60, pages.Sum());
    }

    [Fact]
    public async Task Import_Restarted_ServesWhatItHad()
    {
        await using var server = await VacancyServer.StartAsync();
        var before = await server.TakeAsync(Ads.Ad("1"));

        await server.RestartAsync();

        Assert.Equal(before, await server.GetAsync("1"));
        Assert.Equal(1, (await server.ImportAsync(Ads.Ad("1"))).UnchangedCount);
    }
}
