using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Competence.V1;
using Matching.Profiles.V1;

namespace Profiles.Tests.Candidates;

public sealed class CandidateTests : ProfileTest
{
    private const string RequestId = "7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3c";
    private const string Nobody = "candidates/019aa0c8-6f00-7abc-8def-0123456789ab";

    [Fact]
    public async Task Create_APerson_IsAnsweredCompletedAndCanBeRead()
    {
        var created = await CreateAsync(new Candidate
        {
            Name = "candidates/forged",
            GivenName = "Oksana",
            Email = "oksana@example.org",
            Occupations =
            {
                new OccupationExperience { Occupation = "2221", Label = "forged", Years = 6.5, LastYear = 2026 },
            },
            Home = "Ramvik",
            RightToWork = Candidate.Types.RightToWork.Held,
            CreateTime = new Timestamp { Seconds = 1 },
            Etag = "forged",
        });

        Assert.Matches("^candidates/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$", created.Name);
        Assert.Equal((Now, Now, "\"1\""), (created.CreateTime, created.UpdateTime, created.Etag));
        Assert.Equal(("2280", "Härnösand"), (created.Home, created.HomeLabel));
        Assert.Equal("Grundutbildade sjuksköterskor", created.Occupations[0].Label);
        Assert.Equal(created, await GetAsync(created.Name));
        Assert.Equal(created, await GetAsync(
            created.Name.ToUpperInvariant().Replace("CANDIDATES", "candidates", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Create_WithoutACandidate_IsRefused()
    {
        var failure =
            await Failure.OfAsync(async () => await Client.CreateCandidateAsync(new CreateCandidateRequest()));

        Assert.Equal((StatusCode.InvalidArgument, "REQUIRED"), (failure.Code, failure.Reason));
        Assert.Equal(["candidate"], failure.Fields);
    }

    [Theory]
    [InlineData("Svetsare")]
    [InlineData("svetsare")]
    [InlineData("welder")]
    [InlineData("rxrQ_Nyy_k6y")]
    [InlineData("http://data.europa.eu/esco/occupation/7aedaa07-3884-4c5b-88f9-80997b2aa54b")]
    public async Task Create_OccupationByNameIdOrEscoUri_IsTheSameConcept(string written)
    {
        var created =
            await CreateAsync(new Candidate { Occupations = { new OccupationExperience { Occupation = written } } });

        Assert.Equal(("rxrQ_Nyy_k6y", "Svetsare"), (created.Occupations[0].Occupation, created.Occupations[0].Label));
    }

    [Theory]
    [InlineData("2359")]
    [InlineData("ssyk:2359")]
    [InlineData("ams:7382")]
    public async Task Create_OccupationByCode_IsOfThatGroup(string written)
    {
        var created =
            await CreateAsync(new Candidate { Occupations = { new OccupationExperience { Occupation = written } } });

        Assert.Equal(written.StartsWith("ams", StringComparison.Ordinal), created.Occupations[0].Label == "SFI-lärare");
        Assert.NotEmpty(created.Occupations[0].Label);
    }

    [Fact]
    public async Task Create_SkillsAndLicencesByEveryScheme_AreConcepts()
    {
        var created = await CreateAsync(new Candidate
        {
            Skills = { new SkillClaim { Skill = "ams:3300" }, new SkillClaim { Skill = "Refrigeration engineering" } },
            Licences =
            {
                new LicenceHolding { Licence = "ce" },
                new LicenceHolding { Licence = "Legitimation som sjuksköterska" },
            },
            Languages = { new LanguageSkill { Language = "nl" }, new LanguageSkill { Language = "Dutch" } },
        });

        Assert.Equal(["11L4_Q2Z_8tM", "11L4_Q2Z_8tM"], created.Skills.Select(skill => skill.Skill));
        Assert.Equal(["zZu8_iZ9_wMH", "dJa5_Nao_mDS"], created.Licences.Select(licence => licence.Licence));
        Assert.Equal(["Nederländska", "Nederländska"], created.Languages.Select(language => language.Label));
    }

    [Fact]
    public async Task Create_NearlyKnown_IsAskedWhatWasMeant()
    {
        var failure = await Failure.OfAsync(() => CreateAsync(
            new Candidate { Skills = { new SkillClaim { Skill = "plastsvetsni" } } }));

        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_CONCEPT"), (failure.Code, failure.Reason));
        Assert.Contains(
            "'plastsvetsni' is not known as a skill. Did you mean 'Plastsvetsning'",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_SameRequestId_GivesTheFirstAnswer()
    {
        var person = new Candidate { GivenName = "Oksana", Home = "Kramfors" };
        var first = await CreateAsync(person, RequestId);
        await UpdateAsync(new Candidate { Name = first.Name, GivenName = "Oxana" });
        Service.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(first, await CreateAsync(person, RequestId));
        var reused = await Failure.OfAsync(() => CreateAsync(new Candidate { GivenName = "Olena" }, RequestId));
        Assert.Equal("REQUEST_ID_REUSED", reused.Reason);
        Assert.Single((await Client.ListCandidatesAsync(new ListCandidatesRequest())).Candidates);
    }

    [Fact]
    public async Task Create_FiftyOfOneRequestIdAtOnce_AreOne()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => CreateAsync(new Candidate { GivenName = "Oksana" }, RequestId)));

        Assert.Single(answers.Distinct());
        Assert.Single(await ChangesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidates/")]
    [InlineData("candidates/1")]
    [InlineData("households/019aa0c8-6f00-7abc-8def-0123456789ab")]
    public async Task Any_NameIsNoCandidates_IsRefused(string name)
    {
        await AssertFailsAsync("name", () => GetAsync(name));
        await AssertFailsAsync("name", () => DeleteAsync(name));
        await AssertFailsAsync(
            "name", async () => await Client.ExportCandidateAsync(new ExportCandidateRequest { Name = name }));
        await AssertFailsAsync("candidate.name", () => UpdateAsync(new Candidate { Name = name }));
        await AssertFailsAsync("parent", () => ValidateAsync(name));
        await AssertFailsAsync("parent", async () =>
            await Client.ListValidationResultsAsync(new ListValidationResultsRequest { Parent = name }));

        static async Task AssertFailsAsync(string field, Func<Task> call)
        {
            var failure = await Failure.OfAsync(call);
            Assert.Equal((StatusCode.InvalidArgument, "NAME_INVALID"), (failure.Code, failure.Reason));
            Assert.Equal([field], failure.Fields);
        }
    }

    [Fact]
    public async Task Any_CandidateIsNotThere_IsNotFound()
    {
        Func<Task>[] calls =
        [
            () => GetAsync(Nobody),
            () => UpdateAsync(new Candidate { Name = Nobody }),
            () => DeleteAsync(Nobody),
            async () => await Client.ExportCandidateAsync(new ExportCandidateRequest { Name = Nobody }),
            () => ValidateAsync(Nobody),
            async () => await Client.ListValidationResultsAsync(new ListValidationResultsRequest { Parent = Nobody }),
        ];
        foreach (var call in calls)
        {
            var failure = await Failure.OfAsync(call);
            Assert.Equal((StatusCode.NotFound, "CANDIDATE_NOT_FOUND"), (failure.Code, failure.Reason));
            Assert.Equal(Nobody, failure.Metadata["resource"]);
        }
    }

    [Fact]
    public async Task Update_PopulatedFields_ChangesThemAndTheVersion()
    {
        var created = await CreateAsync(new Candidate { GivenName = "Oksana", Home = "2280" });
        Service.Clock.Advance(TimeSpan.FromMinutes(1));

        var updated = await UpdateAsync(new Candidate { Name = created.Name, Home = "Sollefteå", Etag = created.Etag });

        Assert.Equal(("Oksana", "2283", "Sollefteå"), (updated.GivenName, updated.Home, updated.HomeLabel));
        Assert.Equal((created.CreateTime, Now, "\"2\""), (updated.CreateTime, updated.UpdateTime, updated.Etag));
        Assert.Equal(updated, await GetAsync(created.Name));
    }

    [Fact]
    public async Task Update_NestedPath_ChangesThatFieldOnly()
    {
        var created = await CreateAsync(new Candidate { Wishes = new Wishes { RadiusKm = 30, Anywhere = true } });

        var updated = await UpdateAsync(
            new Candidate { Name = created.Name, Wishes = new Wishes { RadiusKm = 80 } }, "wishes.radius_km");

        Assert.Equal(new Wishes { RadiusKm = 80, Anywhere = true }, updated.Wishes);
    }

    [Fact]
    public async Task Update_Star_ReplacesEverything()
    {
        var created = await CreateAsync(
            new Candidate { GivenName = "Oksana", Skills = { new SkillClaim { Skill = "plastsvetsning" } } });

        var updated = await UpdateAsync(new Candidate { Name = created.Name, FamilyName = "Koval" }, "*");

        Assert.Equal(
            new Candidate
            {
                Name = created.Name,
                FamilyName = "Koval",
                CreateTime = created.CreateTime,
                UpdateTime = Now,
                Etag = "\"2\"",
            },
            updated);
    }

    [Fact]
    public async Task Update_UnknownPath_IsRefused()
    {
        var created = await CreateAsync();

        var failure = await Failure.OfAsync(() => UpdateAsync(new Candidate { Name = created.Name }, "age"));

        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_PATH"), (failure.Code, failure.Reason));
        Assert.Equal(["update_mask"], failure.Fields);
    }

    [Fact]
    public async Task Update_StaleEtag_AbortsAndChangesNothing()
    {
        var created = await CreateAsync(new Candidate { GivenName = "Oksana" });
        var current = await UpdateAsync(new Candidate { Name = created.Name, GivenName = "Oxana" });

        var failure = await Failure.OfAsync(() => UpdateAsync(
            new Candidate { Name = created.Name, GivenName = "Olena", Etag = created.Etag }));

        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (failure.Code, failure.Reason));
        Assert.Equal(current, await GetAsync(created.Name));
    }

    [Fact]
    public async Task Update_ManyAtOnceWithOneEtag_OneWins()
    {
        var created = await CreateAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await UpdateAsync(new Candidate { Name = created.Name, GivenName = $"{i}", Etag = created.Etag });
                return StatusCode.OK;
            }
            catch (RpcException error)
            {
                return error.StatusCode;
            }
        }));

        Assert.Single(outcomes, StatusCode.OK);
        Assert.Equal(19, outcomes.Count(code => code == StatusCode.Aborted));
    }

    [Fact]
    public async Task Update_Consents_KeepTheTimeTheyWereGivenAndCanBeWithdrawn()
    {
        var matching = new Consent { Purpose = Consent.Types.Purpose.Matching, TextVersion = "1" };
        var created = await CreateAsync(new Candidate { Consents = { matching } });
        var given = Now;
        Service.Clock.Advance(TimeSpan.FromDays(1));

        var widened = await UpdateAsync(new Candidate
        {
            Name = created.Name,
            Consents = { matching, new Consent { Purpose = Consent.Types.Purpose.Statistics } },
        });
        var withdrawn = await UpdateAsync(new Candidate { Name = created.Name }, "consents");

        Assert.Equal([given, Now], widened.Consents.Select(consent => consent.GrantTime));
        Assert.Empty(withdrawn.Consents);
    }

    [Fact]
    public async Task Delete_StaleEtag_AbortsAndKeepsThePerson()
    {
        var created = await CreateAsync();
        var updated = await UpdateAsync(new Candidate { Name = created.Name, GivenName = "Oksana" });

        var failure = await Failure.OfAsync(() => DeleteAsync(created.Name, created.Etag));

        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (failure.Code, failure.Reason));
        await DeleteAsync(created.Name, updated.Etag);
        Assert.Equal(StatusCode.NotFound, (await Failure.OfAsync(() => GetAsync(created.Name))).Code);
        Assert.Equal(StatusCode.NotFound, (await Failure.OfAsync(() => DeleteAsync(created.Name))).Code);
    }

    [Fact]
    public async Task Export_APerson_IsEverythingThatIsStored()
    {
        var created = await CreateSharerAsync();
        var partner = await CreateSharerAsync();
        var result = await ValidateAsync(created.Name);
        var household = await CreateHouseholdAsync(created.Name, partner.Name);

        var export = await Client.ExportCandidateAsync(new ExportCandidateRequest { Name = created.Name });

        Assert.Equal(
            new ExportCandidateResponse
            {
                Candidate = await GetAsync(created.Name),
                ValidationResults = { result },
                Households = { household.Name },
            },
            export);
    }

    [Fact]
    public async Task Restart_EverythingWritten_IsThere()
    {
        var created = await CreateAsync(new Candidate { GivenName = "Oksana" }, RequestId);
        var result = await ValidateAsync(created.Name);
        var before = await ChangesAsync();

        await RestartAsync();

        Assert.Equal("Oksana", (await GetAsync(created.Name)).GivenName);
        Assert.Equal([result], (await Client.ListValidationResultsAsync(
            new ListValidationResultsRequest { Parent = created.Name })).ValidationResults);
        Assert.Equal(before, await ChangesAsync());
        Assert.Equal(created, await CreateAsync(new Candidate { GivenName = "Oksana" }, RequestId));
    }
}
