using System.Net;
using System.Text.Json.Nodes;

namespace System.Tests;

/// <summary>
/// Real ads and people for whom a counsellor would know the answer: what stands at the top, what must not be there, and
/// which gap is named.
/// </summary>
public sealed class CounsellorTests(CounsellorTests.Market market) : IClassFixture<CounsellorTests.Market>
{
    private const string GardenWork = "Trädgårdsarbetare/Plantskolearbetare, trädgård";

    private static readonly string[] Health = ["90001", "90002", "90012"];

    [SharedDataFact]
    public async Task Gardener_NearHarnosand_FindsTheGardenersAdsFirst()
    {
        var gardener = await CreateAsync(Person("Härnösand", Worked(GardenWork, 5), Speaks("sv", "C1"), Holds("B")));

        var swedish = await MatchAsync(gardener, "sv");
        var english = await MatchAsync(gardener, "en");

        Assert.Equal(Ads.GardenWorker, Sources(swedish)[0]);
        Assert.Equal(Ads.Gardener, Sources(swedish)[1]);
        Assert.DoesNotContain(
            Sources(swedish), id => id is Ads.CarDetailer or "23905511" or "23841251" or "90011" || Health.Contains(id));
        Assert.Equal(Sources(swedish), Sources(english));
        var occupation = Criterion(swedish["matches"]![0]!, "OCCUPATION");
        Assert.Equal("STATUS_MET", (string?)occupation["status"]);
        Assert.Contains("5 år", (string?)occupation["explanation"], StringComparison.Ordinal);
        Assert.Contains(
            "5 years", (string?)Criterion(english["matches"]![0]!, "OCCUPATION")["explanation"], StringComparison.Ordinal);
        AssertAddsUp(swedish);
    }

    [SharedDataFact]
    public async Task Groundworker_WhoHasLedWork_FindsTheTeamLeadersAd()
    {
        var groundworker = await CreateAsync(
            Person("Kramfors", Worked("Väg- och anläggningsarbetare", 4), Speaks("sv", "C2"), Holds("B")));

        var answer = await MatchAsync(groundworker, "sv");

        Assert.Equal(Ads.TeamLeader, Sources(answer)[0]);
        Assert.InRange((double)answer["matches"]![0]!["travel"]!["distanceKm"]!, 30, 60);
        Assert.DoesNotContain(Sources(answer), id => id is Ads.CarDetailer or "90011" || Health.Contains(id));
    }

    [SharedDataFact]
    public async Task Gardener_WithoutACar_IsToldOfTheDrivingLicence()
    {
        var gardener = await CreateAsync(Person("Härnösand", Worked(GardenWork, 5), Speaks("sv", "C1")));

        var answer = await MatchAsync(gardener, "en");

        var ad = Told(answer).First(match => Source(match) == Ads.GardenWorker);
        Assert.Contains(ad["gaps"]!.AsArray(), gap => (string?)gap!["type"] == "DRIVING_LICENCE");
    }

    [SharedDataFact]
    public async Task CarDetailer_FarFromTheOnlyOpening_IsToldThatItLiesTooFar()
    {
        var detailer = await CreateAsync(Person("Härnösand", Worked("Bilrekonditionerare", 3), Holds("B")));

        var answer = await MatchAsync(detailer, "sv");

        Assert.DoesNotContain(Ads.CarDetailer, Sources(answer));
        Assert.Contains(
            answer["gateCounts"]!.AsArray(), gate => (string?)gate!["type"] == "REACH" && (int)gate["count"]! >= 1);

        var moved = await MatchAsync(detailer, "sv", "&filter.radiusKm=1500");
        Assert.Equal(Ads.CarDetailer, Sources(moved)[0]);
    }

    [SharedDataFact]
    public async Task ForeignNurse_ValidatedWithoutLegitimation_IsAnAuthorityAwayAndWorksAsAssistantNurse()
    {
        var nurse = await CreateAsync(Person("Härnösand", Worked("nurse", 8), Speaks("sv", "C1"), Speaks("nl", "C2")));
        await market.Suite.PostAsync($"/v1/{nurse}/validationResults", new JsonObject
        {
            ["standard"] = "SeQF",
            ["seqfLevel"] = 6,
            ["outcome"] = "OUTCOME_FULL",
            ["covers"] = new JsonArray(new JsonObject { ["concept"] = "Sjuksköterska, grundutbildad" }),
            ["issuer"] = "UHR",
            ["issueDate"] = "2020-01-15",
            ["verification"] = "VERIFICATION_VERIFIED",
        });

        var swedish = await MatchAsync(nurse, "sv");
        var english = await MatchAsync(nurse, "en");

        Assert.Equal("90002", Sources(swedish)[0]);
        Assert.DoesNotContain("90001", Sources(swedish));
        Assert.DoesNotContain("90012", Sources(swedish));
        Assert.Contains(swedish["gateCounts"]!.AsArray(), gate => (string?)gate!["type"] == "LICENCE");
        var near = Assert.Single(swedish["nearMisses"]!.AsArray(), item => Source(item!["match"]!) == "90001")!;
        Assert.Equal(
            ("LICENCE", "dJa5_Nao_mDS", "ACTION_APPLY_FOR_LICENCE", true),
            ((string?)near["gap"]!["type"], (string?)near["gap"]!["concept"], (string?)near["gap"]!["action"],
                (bool)near["gap"]!["blocking"]!));
        Assert.Contains("Socialstyrelsen", (string?)near["gap"]!["explanation"], StringComparison.Ordinal);
        Assert.Contains("saknas", (string?)near["gap"]!["explanation"], StringComparison.Ordinal);
        var told = (string?)english["nearMisses"]![0]!["gap"]!["explanation"];
        Assert.Contains("required by law", told, StringComparison.Ordinal);
        Assert.Equal("EVIDENCE_VALIDATED", (string?)Criterion(near["match"]!, "OCCUPATION")["evidence"]);

        // The day the licence comes, the hospital stands first.
        await market.Suite.PatchAsync($"/v1/{nurse}", new JsonObject
        {
            ["licences"] = new JsonArray(new JsonObject { ["licence"] = "Legitimation som sjuksköterska" }),
        });
        Assert.Equal("90001", Sources(await MatchAsync(nurse, "sv"))[0]);
    }

    [SharedDataFact]
    public async Task TruckDriver_WithCNotCE_GetsTheDistributionAndIsToldOfTheTrailer()
    {
        var driver = await CreateAsync(Person(
            "Härnösand",
            Worked("Lastbilsförare", 5),
            Speaks("sv", "C1"),
            Holds("C"),
            Holds("Yrkeskompetensbevis för förare (YKB)")));

        var answer = await MatchAsync(driver, "sv");
        var english = await MatchAsync(driver, "en");

        Assert.Equal("90009", Sources(answer)[0]);
        Assert.DoesNotContain("90011", Sources(answer));
        foreach (var told in new[] { answer, english })
        {
            var trailer = Told(told).Single(match => Source(match) == "90010");
            var gap = Assert.Single(trailer["gaps"]!.AsArray(), gap => (string?)gap!["type"] == "DRIVING_LICENCE")!;
            Assert.Equal(("zZu8_iZ9_wMH", "ACTION_TAKE_DRIVING_LICENCE"), ((string?)gap["concept"], (string?)gap["action"]));
            Assert.Contains("CE", (string?)gap["explanation"], StringComparison.Ordinal);
        }
    }

    [SharedDataFact]
    public async Task Welder_WhosePartnerIsATeacher_FindsTheTownWithWorkForBoth()
    {
        var welder = await CreateAsync(Anywhere(Person("Härnösand", Worked("welder", 6), Speaks("sv", "B2"))));
        var teacher = await CreateAsync(Anywhere(
            Person("Härnösand", Worked("Grundlärare, 4-6", 5), Speaks("sv", "C2"), Holds("Lärarlegitimation"))));
        var household = (string)(await market.Suite.PostAsync("/v1/households", new JsonObject
        {
            ["members"] = new JsonArray(
                new JsonObject { ["candidate"] = welder, ["sharing"] = "SHARING_OUTLOOK" },
                new JsonObject { ["candidate"] = teacher, ["sharing"] = "SHARING_OPENINGS" }),
        }))["name"]!;

        var helper = await market.Suite.GetAsync($"/v1/{household}:matchTandem?languageCode=en");
        var own = await market.Suite.GetAsync($"/v1/{household}:matchTandem?viewer={welder}");

        Assert.Equal("Lycksele", (string?)helper["places"]![0]!["municipalityLabel"]);
        Assert.DoesNotContain(helper["places"]!.AsArray(), place => (string?)place!["municipality"] == "2280");
        var members = helper["places"]![0]!["members"]!.AsArray();
        Assert.Empty(Matches(members[0]!));
        Assert.Equal(["90005", "90006"], Matches(members[1]!).Select(Source).Order());
        Assert.All(Matches(members[1]!), match => Assert.Empty(match["criteria"]?.AsArray() ?? []));
        Assert.DoesNotContain("90003", helper.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Svetsare", helper.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["90003", "90004"], Matches(own["places"]![0]!["members"]![0]!).Select(Source).Order());
        Assert.All(Matches(own["places"]![0]!["members"]![0]!), match => Assert.NotEmpty(match["criteria"]!.AsArray()));
    }

    [SharedDataFact]
    public async Task Visitor_WhoTypesThreeLines_GetsMatchesAndPlacesForTwo()
    {
        var answer = await market.Suite.PostAsync("/v1/matches:previewVacancies", new JsonObject
        {
            ["text"] = "undersköterska, 6 years, Dutch, B2 Swedish, lives in Härnösand, my husband is a welder",
            ["languageCode"] = "en",
        });

        Assert.Equal("90002", Sources(answer)[0]);
        Assert.Equal("2280", (string?)answer["candidate"]!["home"]);
        Assert.Equal(6, (double)answer["candidate"]!["occupations"]![0]!["years"]!);
        Assert.Contains(
            answer["candidate"]!["languages"]!.AsArray(), language => (string?)language!["level"] == "CEFR_LEVEL_B2");
        Assert.Equal("Svetsare", (string?)answer["partner"]!["occupations"]![0]!["label"]);
        Assert.Contains(answer["places"]!.AsArray(), place => (string?)place!["municipality"] == "2280");
    }

    [SharedDataFact]
    public async Task Employer_LookingForAWelder_FindsWhoAgreedAndNobodyElse()
    {
        var welder = Person("Härnösand", Worked("Svetsare", 11));
        welder["givenName"] = "Wolmar";
        welder["consents"] = new JsonArray(Agreed("PURPOSE_MATCHING"), Agreed("PURPOSE_EMPLOYER_SEARCH"));
        var found = await CreateAsync(welder);
        var hidden = await CreateAsync(Person("Härnösand", Worked("Svetsare", 12)));

        var answer = await market.Suite.GetAsync("/v1/vacancies/jobstream:90007:matchCandidates");

        var names = Matches(answer).Select(match => (string?)match["candidate"]).ToList();
        Assert.Contains(found, names);
        Assert.DoesNotContain(hidden, names);
        Assert.DoesNotContain("Wolmar", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task Feedback_OnWhatWasShown_IsTakenOnce()
    {
        var gardener = await CreateAsync(Person("Härnösand", Worked(GardenWork, 5)));
        var answer = await MatchAsync(gardener, "sv");
        var feedback = new JsonObject
        {
            ["events"] = new JsonArray(new JsonObject
            {
                ["ranking"] = (string?)answer["ranking"],
                ["item"] = (string?)answer["matches"]![0]!["vacancy"],
                ["type"] = "TYPE_APPLIED",
            }),
        };

        var first = await market.Suite.PostAsync("/v1/feedback", feedback);
        var again = await market.Suite.PostAsync("/v1/feedback", feedback);

        Assert.Equal((1, 1), ((int)first["recordedCount"]!, (int)again["repeatedCount"]!));
        var ranking = await market.Suite.GetAsync($"/v1/{answer["ranking"]}");
        Assert.Equal(Matches(answer).Count, ranking["items"]!.AsArray().Count);
    }

    [SharedDataFact]
    public async Task UnknownWords_AreNamedAndNeverSilentlyNothing()
    {
        var (status, problem) = await market.Suite.FailAsync(
            HttpMethod.Post, "/v1/candidates", Person("Härnösnad", Worked("Svettsare och sånt", 3)));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("UNKNOWN_CONCEPT", (string?)problem["reason"]);
        Assert.Contains("Svettsare och sånt", problem.ToJsonString(Relaxed), StringComparison.Ordinal);
        var gardener = await CreateAsync(Person("Härnösand", Worked("Svetsare", 5)));
        var (_, place) = await market.Suite.FailAsync(
            HttpMethod.Get, $"/v1/{gardener}:matchVacancies?filter.places=Nowhereville");
        Assert.Contains("Nowhereville", place.ToJsonString(Relaxed), StringComparison.Ordinal);
    }

    private static readonly Text.Json.JsonSerializerOptions Relaxed =
        new() { Encoder = Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<string> CreateAsync(JsonObject person) =>
        (string)(await market.Suite.PostAsync("/v1/candidates", person))["name"]!;

    private Task<JsonNode> MatchAsync(string candidate, string language, string more = "") =>
        market.Suite.GetAsync($"/v1/{candidate}:matchVacancies?languageCode={language}&pageSize=100{more}");

    private string[] Sources(JsonNode answer) => [.. Matches(answer).Select(Source)];

    /// <summary>The id that the feed gave an opening.</summary>
    private string Source(JsonNode match) => market.SourceByName[(string)match["vacancy"]!];

    private static List<JsonNode> Matches(JsonNode answer) => [.. answer["matches"]?.AsArray().OfType<JsonNode>() ?? []];

    /// <summary>What matches, and what one gap keeps out.</summary>
    private static IEnumerable<JsonNode> Told(JsonNode answer) =>
        Matches(answer).Concat(answer["nearMisses"]?.AsArray().Select(near => near!["match"]!) ?? []);

    private static JsonNode Criterion(JsonNode match, string type) =>
        match["criteria"]!.AsArray().First(criterion => (string?)criterion!["type"] == type)!;

    private static void AssertAddsUp(JsonNode answer) => Assert.All(Matches(answer), match => Assert.Equal(
        (double)match["score"]!,
        ((double?)match["baseScore"] ?? 0)
            + match["criteria"]!.AsArray().Sum(criterion => (double?)criterion!["contribution"] ?? 0),
        1e-6));

    private static JsonObject Person(string home, params (string List, JsonObject Fact)[] facts)
    {
        var person = new JsonObject
        {
            ["home"] = home,
            ["consents"] = new JsonArray(Agreed("PURPOSE_MATCHING"), Agreed("PURPOSE_HOUSEHOLD")),
        };
        foreach (var group in facts.GroupBy(fact => fact.List))
        {
            person[group.Key] = new JsonArray([.. group.Select(fact => fact.Fact)]);
        }

        return person;
    }

    private static JsonObject Anywhere(JsonObject person)
    {
        person["wishes"] = new JsonObject { ["anywhere"] = true };
        return person;
    }

    private static JsonObject Agreed(string purpose) => new() { ["purpose"] = purpose, ["textVersion"] = "2020-01" };

    private static (string, JsonObject) Worked(string occupation, double years) =>
        ("occupations", new JsonObject { ["occupation"] = occupation, ["years"] = years });

    private static (string, JsonObject) Speaks(string language, string level) =>
        ("languages", new JsonObject { ["language"] = language, ["level"] = $"CEFR_LEVEL_{level}" });

    private static (string, JsonObject) Holds(string licence) => ("licences", new JsonObject { ["licence"] = licence });

    /// <summary>The suite with the real ads and the written ones, on the day after they were published.</summary>
    public sealed class Market : IAsyncLifetime
    {
        private RunningSuite? _suite;

        internal RunningSuite Suite => _suite ?? throw new InvalidOperationException("It is not running.");

        internal Dictionary<string, string> SourceByName { get; } = [];

        public async Task InitializeAsync()
        {
            if (!SharedData.IsPresent)
            {
                return;
            }

            _suite = await RunningSuite.StartAsync("2020-02-28T12:00:00+01:00");
            await _suite.ImportAsync(Ads.Real);
            await _suite.ImportAsync(Ads.Removed);
            await _suite.ImportAsync(Ads.Lines(Ads.Written));
            var list = await _suite.GetAsync("/v1/vacancies?pageSize=1000");
            foreach (var vacancy in list["vacancies"]!.AsArray())
            {
                SourceByName[(string)vacancy!["name"]!] = (string)vacancy["source"]!["externalId"]!;
            }
        }

        public async Task DisposeAsync()
        {
            if (_suite is not null)
            {
                await _suite.DisposeAsync();
            }
        }
    }
}
