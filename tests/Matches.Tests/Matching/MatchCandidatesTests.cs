using Grpc.Core;
using Matching.Vacancies.V1;
using Purpose = Matching.Profiles.V1.Consent.Types.Purpose;

namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class MatchCandidatesTests : RegionTest
{
    [Fact]
    public async Task MatchCandidates_WhoAgreed_AreRankedWithoutNameAndContact()
    {
        var person = Region.Welder();
        (person.GivenName, person.FamilyName, person.Email) = ("Xanthippe", "Zzyzx", "xz@example.org");
        var welder = await Here.AddAsync(person);
        var shy = Region.Welder();
        shy.Consents.Add(Region.Agreed(Purpose.Matching));
        await Here.AddAsync(shy);
        await Here.AddAsync(Region.Teacher());
        var vacancy = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));

        var answer = await Here.MatchAsync(vacancy);

        var match = Assert.Single(answer.Matches);
        Assert.Equal((welder.Name, 1), (match.Candidate, answer.TotalSize));
        Assert.Equal((["Svetsare, 6 år"], "Härnösand"), (match.CandidateBrief.Occupations, match.CandidateBrief.HomeLabel));
        Assert.Equal([("CONSENT", 1)], answer.GateCounts.Select(gate => (gate.Type, gate.Count)));
        Assert.Null(match.VacancyBrief);
        foreach (var secret in new[] { "Xanthippe", "Zzyzx", "example.org" })
        {
            Assert.DoesNotContain(secret, answer.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task MatchCandidates_ByItsIdInTheFeed_IsTheSameOpening()
    {
        await Here.AddAsync(Region.Welder());
        var vacancy = Region.Job("Svetsare", "Härnösand");
        vacancy.Source = new Source { System = "ats", ExternalId = "A 1:2" };
        var stored = await Here.AddAsync(vacancy);

        var answer = await Here.Matches.MatchCandidatesAsync(
            new V1.MatchCandidatesRequest { Vacancy = "vacancies/ats:A 1:2" });
        var upper = await Here.Matches.MatchCandidatesAsync(
            new V1.MatchCandidatesRequest { Vacancy = "vacancies/" + stored.Name[10..].ToUpperInvariant() });

        Assert.Equal(stored.Name, Assert.Single(answer.Matches).Vacancy);
        Assert.Equal(stored.Name, Assert.Single(upper.Matches).Vacancy);
    }

    [Fact]
    public async Task MatchCandidates_PageByPage_IsTheWholeRankingOnce()
    {
        for (var i = 0; i < 7; i++)
        {
            await Here.AddAsync(Region.Welder());
        }

        var vacancy = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var (names, token) = (new List<string>(), "");
        do
        {
            var page = await Here.Matches.MatchCandidatesAsync(
                new V1.MatchCandidatesRequest { Vacancy = vacancy.Name, PageSize = 3, PageToken = token });
            names.AddRange(page.Matches.Select(match => match.Candidate));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(7, names.Count);
        Assert.Equal(7, names.Distinct().Count());
    }

    [Fact]
    public async Task MatchCandidates_BothDirections_TellTheSameScore()
    {
        var welder = await Here.AddAsync(Region.Welder());
        var vacancy = await Here.AddAsync(
            Region.Job("Svetsare", "Kramfors", "", Region.Must("sv"), Region.Must("MAG/MIG-svetsning")));

        var forward = (await Here.MatchAsync(welder)).Matches.Single();
        var backward = (await Here.MatchAsync(vacancy)).Matches.Single();
        var explained = await Here.ExplainAsync(welder, vacancy);

        Assert.Equal(forward.Score, backward.Score);
        Assert.Equal(forward.Score, explained.Match.Score);
        Assert.Equal(forward.Criteria, backward.Criteria);
        Assert.Equal(forward.Criteria, explained.Match.Criteria);
        Assert.True(explained.Matched);
        Assert.All(explained.Gates, gate => Assert.True(gate.Passed));
    }

    [Theory]
    [InlineData("vacancies/0193457a-0000-7000-8000-000000000000", StatusCode.NotFound, "VACANCY_NOT_OPEN")]
    [InlineData("vacancies/jobstream:1", StatusCode.NotFound, "VACANCY_NOT_OPEN")]
    [InlineData("vacancies/1", StatusCode.InvalidArgument, "NAME_INVALID")]
    [InlineData("candidates/a:b", StatusCode.InvalidArgument, "NAME_INVALID")]
    [InlineData("", StatusCode.InvalidArgument, "NAME_INVALID")]
    public async Task MatchCandidates_NothingThere_SaysSo(string name, StatusCode code, string reason)
    {
        var failure = await Failure.OfAsync(
            () => Here.Matches.MatchCandidatesAsync(new V1.MatchCandidatesRequest { Vacancy = name }).ResponseAsync);

        Assert.Equal((code, reason), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task MatchCandidates_AClosedVacancy_IsNotOpen()
    {
        var vacancy = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.CloseAsync(vacancy);

        Assert.Equal("VACANCY_NOT_OPEN", (await Failure.OfAsync(() => Here.MatchAsync(vacancy))).Reason);
    }

    [Fact]
    public async Task ExplainMatch_WhatDoesNotMatch_SaysWhichGateAndWhy()
    {
        var welder = await Here.AddAsync(Region.Welder());
        var hairdresser = await Here.AddAsync(Region.Job("Frisör", "Härnösand"));
        var far = await Here.AddAsync(Region.Job("Svetsare", "Malmö"));

        var other = await Here.ExplainAsync(welder, hairdresser, "en");
        var away = await Here.ExplainAsync(welder, far, "en");

        Assert.False(other.Matched);
        Assert.All(other.Gates, gate => Assert.True(gate.Passed));
        Assert.False(away.Matched);
        Assert.Equal(["REACH"], away.Gates.Where(gate => !gate.Passed).Select(gate => gate.Type));
        Assert.Equal(7, away.Gates.Count);
        Assert.All(away.Gates, gate => Assert.NotEmpty(gate.Explanation));
    }
}
