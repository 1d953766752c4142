using Grpc.Core;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using CefrLevel = Matching.Competence.V1.CefrLevel;
using Purpose = Matching.Profiles.V1.Consent.Types.Purpose;
using RightToWork = Matching.Profiles.V1.Candidate.Types.RightToWork;
using Status = Matching.Matches.V1.Criterion.Types.Status;

namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class MatchVacanciesTests : RegionTest
{
    [Fact]
    public async Task MatchVacancies_TheSameOccupation_StandsAboveARelatedOneAndOthersAreNotThere()
    {
        var related = await Here.AddAsync(Region.Job("Plåtslagare", "Härnösand"));
        var exact = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Frisör", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());

        var answer = await Here.MatchAsync(welder);

        Assert.Equal(exact.Name, answer.Matches[0].Vacancy);
        Assert.All(answer.Matches.Skip(1), match => Assert.Equal(related.Name, match.Vacancy));
        Assert.Equal(answer.Matches.Count, answer.TotalSize);
        Assert.Equal(
            ("Svetsare till Härnösand", "2280", "Härnösand", "Svetsare"),
            (answer.Matches[0].VacancyBrief.Title, answer.Matches[0].VacancyBrief.Municipality,
                answer.Matches[0].VacancyBrief.MunicipalityLabel, answer.Matches[0].VacancyBrief.OccupationLabel));
        Assert.Equal(("models/expert-1", World.Taxonomy.Version), (answer.Provenance.Model, answer.Provenance.TaxonomyVersion));
    }

    /// <summary>Whoever has just written finds it, time and again.</summary>
    [Fact]
    public async Task MatchVacancies_RightAfterEachWrite_SeesIt()
    {
        var welder = await Here.AddAsync(Region.Welder());
        for (var i = 0; i < 200; i++)
        {
            var vacancy = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));

            var answer = await Here.MatchAsync(welder, size: 1);
            Assert.True(answer.TotalSize == i + 1, $"{answer.TotalSize} after {i + 1} writes");
            Assert.NotNull((await Here.ExplainAsync(welder, vacancy)).Match);
        }
    }

    [Fact]
    public async Task MatchVacancies_RightAfterACandidateChanged_SeesIt()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Sundsvall"));
        var welder = await Here.AddAsync(Region.Welder());
        for (var i = 0; i < 20; i++)
        {
            var radius = i % 2 == 0 ? 5 : 100;
            await Here.Profiles.UpdateCandidateAsync(new UpdateCandidateRequest
            {
                Candidate = new Profiles.V1.Candidate { Name = welder.Name, Wishes = new Wishes { RadiusKm = radius } },
            });

            Assert.Equal(radius == 100 ? 1 : 0, (await Here.MatchAsync(welder)).TotalSize);
        }
    }

    [Fact]
    public async Task MatchVacancies_ScoreOfEveryMatch_IsTheBasePlusItsContributions()
    {
        await Here.AddAsync(Region.Job(
            "Svetsare", "Kramfors", "", Region.Must("sv", CefrLevel.B2), Region.Must("CE"), Region.Must("MAG/MIG-svetsning")));
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Plåtslagare", "Sundsvall", "", Region.Must("B")));
        var welder = Region.Welder();
        welder.Wishes = new Wishes { RadiusKm = 100, Occupations = { new WishedOccupation { Occupation = "Svetsare" } } };
        await Here.AddAsync(welder);

        foreach (var language in new[] { "sv", "en" })
        {
            var answer = await Here.MatchAsync(await Here.AddAsync(welder), language: language);

            Assert.NotEmpty(answer.Matches);
            Assert.Equal(answer.Matches.OrderByDescending(match => match.Score), answer.Matches);
            Assert.All(answer.Matches, match =>
            {
                Assert.Equal(match.Score, match.BaseScore + match.Criteria.Sum(criterion => criterion.Contribution), 1e-6);
                Assert.InRange(match.RequirementFit, 0, 1);
                Assert.InRange(match.WishFit, 0, 1);
                Assert.InRange(match.Score, 0, 100);
                Assert.All(match.Criteria, criterion => Assert.NotEmpty(criterion.Explanation));
                Assert.All(match.Gaps, gap => Assert.NotEmpty(gap.Explanation));
            });
        }
    }

    [Fact]
    public async Task MatchVacancies_InTwoLanguages_DiffersInWordsOnly()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand", "", Region.Must("sv", CefrLevel.B2)));
        var welder = await Here.AddAsync(Region.Welder());

        var swedish = (await Here.MatchAsync(welder, language: "sv-SE")).Matches.Single();
        var english = (await Here.MatchAsync(welder, language: "en")).Matches.Single();

        Assert.Equal(("Svetsare", "Welder"), (swedish.VacancyBrief.OccupationLabel, english.VacancyBrief.OccupationLabel));
        Assert.NotEqual(swedish.Criteria[0].Explanation, english.Criteria[0].Explanation);
        Assert.Equal(swedish.Score, english.Score);
        Assert.Equal(
            swedish.Criteria.Select(criterion => (criterion.Type, criterion.Concept, criterion.Status, criterion.Contribution)),
            english.Criteria.Select(criterion => (criterion.Type, criterion.Concept, criterion.Status, criterion.Contribution)));
    }

    [Fact]
    public async Task MatchVacancies_WhatFailsAGate_IsCountedAndNotShown()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Malmö"));
        var transfer = Region.Job("Svetsare", "Härnösand");
        transfer.Kind = Competence.V1.OpeningKind.BusinessTransfer;
        await Here.AddAsync(transfer);
        var later = Region.Job("Svetsare", "Härnösand");
        later.PublishTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(World.Now.AddDays(2));
        await Here.AddAsync(later);
        var welder = await Here.AddAsync(Region.Welder());

        var answer = await Here.MatchAsync(welder);

        Assert.Empty(answer.Matches);
        Assert.Equal(0, answer.TotalSize);
        Assert.Equal(
            [("KIND", 1), ("NOT_OPEN", 1), ("REACH", 1)],
            answer.GateCounts.Select(gate => (gate.Type, gate.Count)).Order());

        Here.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(1, (await Here.MatchAsync(welder)).TotalSize);
    }

    [Fact]
    public async Task MatchVacancies_ALicenceAway_IsANearMissThatNamesTheLicence()
    {
        var vacancy = await Here.AddAsync(Region.Job("Sjuksköterska, grundutbildad", "Härnösand"));
        var nurse = await Here.AddAsync(new Profiles.V1.Candidate
        {
            Occupations = { Region.Worked("Sjuksköterska, grundutbildad", 8) },
            Home = "Härnösand",
        });

        var answer = await Here.MatchAsync(nurse);

        Assert.Empty(answer.Matches);
        Assert.Equal([("LICENCE", 1)], answer.GateCounts.Select(gate => (gate.Type, gate.Count)));
        var near = Assert.Single(answer.NearMisses);
        Assert.Equal(vacancy.Name, near.Match.Vacancy);
        Assert.Equal(
            ("LICENCE", "dJa5_Nao_mDS", true, V1.Gap.Types.Action.ApplyForLicence),
            (near.Gap.Type, near.Gap.Concept, near.Gap.Blocking, near.Gap.Action));
        Assert.Contains("Socialstyrelsen", near.Gap.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MatchVacancies_AWayTooLong_IsANearMissThatNamesThePlace()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Sundsvall"));
        var welder = Region.Welder();
        welder.Wishes = new Wishes { RadiusKm = 40 };

        var near = Assert.Single((await Here.MatchAsync(await Here.AddAsync(welder))).NearMisses);

        Assert.Equal(V1.Gap.Types.Action.WidenWishes, near.Gap.Action);
        Assert.True(near.Gap.Blocking);
        Assert.InRange(near.Match.Travel.DistanceKm, 45, 60);
    }

    [Fact]
    public async Task MatchVacancies_ADrivingLicenceTooSmall_IsNamedAsTheGap()
    {
        await Here.AddAsync(Region.Job("Lastbilsförare", "Härnösand", "", Region.Must("CE")));
        var driver = await Here.AddAsync(new Profiles.V1.Candidate
        {
            Occupations = { Region.Worked("Lastbilsförare", 5) },
            Licences =
            {
                new LicenceHolding { Licence = "C" },
                new LicenceHolding { Licence = "Yrkeskompetensbevis för förare (YKB)" },
            },
            Home = "Härnösand",
        });

        var answer = await Here.MatchAsync(driver);

        var gaps = answer.Matches.SelectMany(match => match.Gaps).Concat(answer.NearMisses.Select(near => near.Gap));
        Assert.Contains(gaps, gap => gap is
        {
            Type: "DRIVING_LICENCE",
            Concept: "zZu8_iZ9_wMH",
            Action: V1.Gap.Types.Action.TakeDrivingLicence,
        });
    }

    [Fact]
    public async Task MatchVacancies_ARequirementUnmet_SaysSo()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand", "", Region.Must("sv", CefrLevel.C2)));
        var welder = Region.Welder();
        welder.Languages.Clear();
        welder.Languages.Add(Region.Speaks("sv", CefrLevel.A1));

        var match = Assert.Single((await Here.MatchAsync(await Here.AddAsync(welder), language: "en")).Matches);

        var language = Assert.Single(match.Criteria, criterion => criterion.Type == "LANGUAGE");
        Assert.Equal(
            (Status.Unmet, CefrLevel.C2, CefrLevel.A1),
            (language.Status, language.RequiredLevel, language.HeldLevel));
        Assert.Contains(match.Gaps, gap => gap is { Type: "LANGUAGE", Action: V1.Gap.Types.Action.LearnLanguage });
    }

    [Fact]
    public async Task MatchVacancies_AValidatedOccupation_IsShownAsValidatedAndNeverWorse()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        var before = (await Here.MatchAsync(welder)).Matches.Single();

        await Here.Profiles.CreateValidationResultAsync(new CreateValidationResultRequest
        {
            Parent = welder.Name,
            ValidationResult = new ValidationResult
            {
                Standard = "SeQF",
                Issuer = "Svets",
                IssueDate = "2026-10-01",
                Outcome = ValidationResult.Types.Outcome.Full,
                Covers = { new ValidationResult.Types.Item { Concept = "Svetsare" } },
            },
        });
        var after = (await Here.MatchAsync(welder)).Matches.Single();

        Assert.True(after.Score > before.Score);
        Assert.Equal(
            Competence.V1.Evidence.Validated,
            after.Criteria.Single(criterion => criterion.Type == "OCCUPATION").Evidence);
    }

    [Fact]
    public async Task MatchVacancies_NothingSaid_ShowsEverythingWithinReach()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Frisör", "Härnösand"));
        await Here.AddAsync(Region.Job("Frisör", "Malmö"));
        var anybody = await Here.AddAsync(new Profiles.V1.Candidate { Home = "Härnösand" });

        Assert.Equal(2, (await Here.MatchAsync(anybody)).TotalSize);
    }

    [Fact]
    public async Task MatchVacancies_ManyOfOneEmployer_AreSpreadOverThePages()
    {
        for (var i = 0; i < 6; i++)
        {
            await Here.AddAsync(Region.Job("Svetsare", "Härnösand", "Stora Varvet"));
        }

        await Here.AddAsync(Region.Job("Svetsare", "Kramfors", "Lilla Smedjan"));
        await Here.AddAsync(Region.Job("Svetsare", "Kramfors"));
        await Here.AddAsync(Region.Job("Svetsare", "Kramfors"));
        var welder = await Here.AddAsync(Region.Welder());

        var first = await Here.MatchAsync(welder, new V1.VacancyFilter { MaxPerEmployer = 2 }, size: 5);

        Assert.Equal(2, first.Matches.Count(match => match.VacancyBrief.Employer == "Stora Varvet"));
        Assert.Equal((5, 9), (first.Matches.Count, first.TotalSize));
        var pages = await PagesAsync(Here, welder, new V1.VacancyFilter { MaxPerEmployer = 2 }, 5);
        Assert.Equal(9, pages.SelectMany(page => page.Matches).Select(match => match.Vacancy).Distinct().Count());
    }

    [Theory]
    [Seeds(3)]
    public async Task MatchVacancies_PageByPage_IsTheWholeRankingOnce(int seed)
    {
        var random = new RandomRegion(seed);
        var vacancies = Enumerable.Range(0, 90).Select(_ =>
        {
            var vacancy = random.Vacancy();
            vacancy.Requirements.Clear();
            (vacancy.PublishTime, vacancy.ExpireTime) = (null, null);
            return vacancy;
        });
        await Task.WhenAll(vacancies.Select(Here.AddAsync));
        var candidate = random.Candidate();
        candidate.Consents.Clear();
        candidate.RightToWork = RightToWork.Held;
        candidate.Wishes = new Wishes { Anywhere = true, RadiusKm = 1000 };
        candidate = await Here.AddAsync(candidate);
        var filter = random.Chance(0.5) ? new V1.VacancyFilter { MaxPerEmployer = 1 + random.Next(3) } : null;
        var whole = await Here.MatchAsync(candidate, filter, size: 100);

        var pages = await PagesAsync(Here, candidate, filter, 1 + random.Next(20));

        var paged = pages.SelectMany(page => page.Matches.Select(match => match.Vacancy)).ToList();
        Assert.Equal(whole.TotalSize, paged.Count);
        Assert.Equal(paged.Count, paged.Distinct().Count());
        if (filter is null)
        {
            Assert.Equal(whole.Matches.Select(match => match.Vacancy), paged);
        }

        Assert.All(pages.Skip(1), page => Assert.Empty(page.NearMisses));
        Assert.All(pages, page => Assert.Equal(whole.TotalSize, page.TotalSize));
    }

    /// <summary>Between two pages openings come and go: what was not touched is still shown exactly once.</summary>
    [Fact]
    public async Task MatchVacancies_ChangesBetweenPages_LoseAndRepeatNothingElse()
    {
        var vacancies = new List<Vacancy>();
        for (var i = 0; i < 12; i++)
        {
            vacancies.Add(await Here.AddAsync(Region.Job("Svetsare", "Härnösand")));
        }

        var welder = await Here.AddAsync(Region.Welder());
        var first = await Here.MatchAsync(welder, size: 4);
        await Here.CloseAsync(vacancies.Single(vacancy => vacancy.Name == first.Matches[^1].Vacancy));
        var second = await Here.Matches.MatchVacanciesAsync(new V1.MatchVacanciesRequest
        {
            Candidate = welder.Name,
            PageSize = 4,
            PageToken = first.NextPageToken,
        });
        var third = await Here.Matches.MatchVacanciesAsync(new V1.MatchVacanciesRequest
        {
            Candidate = welder.Name,
            PageSize = 4,
            PageToken = second.NextPageToken,
        });

        var shown = new[] { first, second, third }.SelectMany(page => page.Matches).Select(match => match.Vacancy).ToList();
        Assert.Equal(12, shown.Distinct().Count());
        Assert.Equal(12, shown.Count);
        Assert.Empty(third.NextPageToken);
    }

    [Fact]
    public async Task MatchVacancies_ATokenOfAnotherList_IsRefused()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        var other = await Here.AddAsync(Region.Welder());
        var token = (await Here.MatchAsync(welder, size: 1)).NextPageToken;
        Assert.NotEmpty(token);

        foreach (var request in new[]
        {
            new V1.MatchVacanciesRequest { Candidate = other.Name, PageSize = 1, PageToken = token },
            new V1.MatchVacanciesRequest
            {
                Candidate = welder.Name,
                PageSize = 1,
                PageToken = token,
                Filter = new V1.VacancyFilter { RadiusKm = 9 },
            },
            new V1.MatchVacanciesRequest { Candidate = welder.Name, PageSize = 1, PageToken = "no token" },
        })
        {
            var failure = await Failure.OfAsync(() => Here.Matches.MatchVacanciesAsync(request).ResponseAsync);
            Assert.Equal((StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID"), (failure.Code, failure.Reason));
        }
    }

    [Fact]
    public async Task MatchVacancies_WithoutConsent_SaysWhichIsMissing()
    {
        var candidate = Region.Welder();
        candidate.Consents.Add(Region.Agreed(Purpose.EmployerSearch));
        var welder = await Here.AddAsync(candidate);

        var failure = await Failure.OfAsync(() => Here.MatchAsync(welder));

        Assert.Equal(
            (StatusCode.FailedPrecondition, "CONSENT_MISSING", "PURPOSE_MATCHING", welder.Name),
            (failure.Code, failure.Reason, failure.Metadata["purpose"], failure.Metadata["resource"]));
    }

    [Fact]
    public async Task MatchVacancies_WithoutTheRightToWork_SaysSo()
    {
        var candidate = Region.Welder();
        candidate.RightToWork = RightToWork.NotHeld;
        var welder = await Here.AddAsync(candidate);

        var failure = await Failure.OfAsync(() => Here.MatchAsync(welder));

        Assert.Equal((StatusCode.FailedPrecondition, "RIGHT_TO_WORK_MISSING"), (failure.Code, failure.Reason));
    }

    [Theory]
    [InlineData("candidates/0193457a-0000-7000-8000-000000000000", StatusCode.NotFound, "CANDIDATE_NOT_FOUND")]
    [InlineData("candidates/x", StatusCode.InvalidArgument, "NAME_INVALID")]
    [InlineData("", StatusCode.InvalidArgument, "NAME_INVALID")]
    [InlineData("vacancies/0193457a-0000-7000-8000-000000000000", StatusCode.InvalidArgument, "NAME_INVALID")]
    public async Task MatchVacancies_NobodyThere_SaysSo(string name, StatusCode code, string reason)
    {
        var failure = await Failure.OfAsync(
            () => Here.Matches.MatchVacanciesAsync(new V1.MatchVacanciesRequest { Candidate = name }).ResponseAsync);

        Assert.Equal((code, reason), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task MatchVacancies_OddArguments_AreNamed()
    {
        var welder = await Here.AddAsync(Region.Welder());
        (V1.MatchVacanciesRequest Request, string Reason, string Field)[] cases =
        [
            (new() { PageSize = -1 }, "NEGATIVE", "page_size"),
            (new() { LanguageCode = "de" }, "UNKNOWN_LANGUAGE", "language_code"),
            (new() { Filter = new() { RadiusKm = -1 } }, "OUT_OF_RANGE", "filter.radius_km"),
            (new() { Filter = new() { RadiusKm = 2001 } }, "OUT_OF_RANGE", "filter.radius_km"),
            (new() { Filter = new() { MaxPerEmployer = -1 } }, "OUT_OF_RANGE", "filter.max_per_employer"),
            (new() { Filter = new() { Text = new string('x', 201) } }, "OUT_OF_RANGE", "filter.text"),
            (new() { Filter = new() { Kinds = { (Competence.V1.OpeningKind)99 } } }, "OUT_OF_RANGE", "filter.kinds"),
            (new() { Filter = new() { Places = { Enumerable.Repeat("2280", 51) } } }, "TOO_MANY", "filter.places"),
            (new() { Filter = new() { Places = { "2280", "Nowhereville" } } }, "UNKNOWN_CONCEPT", "filter.places[1]"),
            (new() { Filter = new() { Places = { "" } } }, "REQUIRED", "filter.places[0]"),
        ];
        foreach (var (request, reason, field) in cases)
        {
            request.Candidate = welder.Name;
            var failure = await Failure.OfAsync(() => Here.Matches.MatchVacanciesAsync(request).ResponseAsync);
            Assert.Equal((StatusCode.InvalidArgument, reason), (failure.Code, failure.Reason));
            Assert.Equal([field], failure.Fields);
        }
    }

    internal static async Task<List<V1.MatchVacanciesResponse>> PagesAsync(
        Region region, Profiles.V1.Candidate candidate, V1.VacancyFilter? filter, int size)
    {
        var pages = new List<V1.MatchVacanciesResponse>();
        do
        {
            pages.Add(await region.Matches.MatchVacanciesAsync(new V1.MatchVacanciesRequest
            {
                Candidate = candidate.Name,
                Filter = filter,
                PageSize = size,
                PageToken = pages.Count == 0 ? "" : pages[^1].NextPageToken,
            }));
        }
        while (pages[^1].NextPageToken.Length > 0);
        return pages;
    }
}
