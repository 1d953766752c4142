using Grpc.Core;
using Matching.Fit;
using Matching.Profiles.V1;
using Matching.Ranking;
using Arm = Matching.Matches.V1.Provenance.Types.Arm;
using State = Matching.Matches.V1.Model.Types.State;

namespace Matching.Matches.Tests;

/// <summary>Which model ranks whom, and that every answer says so and is of one model.</summary>
public sealed class RolloutTests : RegionTest
{
    [Fact]
    public async Task GetModelRollout_OfANewStore_IsTheExpert()
    {
        var rollout = await Here.RolloutAsync();

        Assert.Equal(("models/expert-1", "", "", 0.0), (rollout.Champion, rollout.Challenger, rollout.Shadow, rollout.ChallengerPercent));
        Assert.Empty(rollout.Decisions);
    }

    [Fact]
    public async Task Promote_ATrainedModel_RanksExplainsAndIsLogged()
    {
        var near = await Here.AddAsync(Region.Job("Svetsare", "Härnösand", "", Region.Must("sv")));
        var far = await Here.AddAsync(Region.Job("Svetsare", "Kramfors"));
        var welder = await Here.AddAsync(Region.Welder());
        var before = await Here.MatchAsync(welder);
        await Here.CreateAsync("trees-1", new Step("must_languages", 0.5, 0, 3), new Step("place", 0.9, -4, 1));

        var promoted = await Here.PromoteAsync("trees-1");
        var after = await Here.MatchAsync(welder);
        var explained = await Here.ExplainAsync(welder, near);
        var ofVacancy = await Here.MatchAsync(far);
        var ranking = await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = after.Ranking });

        Assert.Equal("models/trees-1", promoted.Rollout.Champion);
        Assert.Equal(["models/expert-1"], promoted.Rollout.PreviousChampions);
        Assert.All(
            [after.Provenance, explained.Provenance, ofVacancy.Provenance, ranking.Provenance],
            provenance => Assert.Equal(
                ("models/trees-1", Arm.Champion, FitEngine.FeatureListId),
                (provenance.Model, provenance.Arm, provenance.FeatureList)));
        Assert.Equal((near.Name, explained.Match.Score), (after.Matches[0].Vacancy, after.Matches[0].Score));
        foreach (var match in after.Matches.Append(explained.Match).Concat(ofVacancy.Matches))
        {
            Assert.Equal(match.Score, match.BaseScore + match.Criteria.Sum(criterion => criterion.Contribution), 1e-9);
            Assert.False(match.HasSuccessProbability);
        }

        var gained = after.Matches[0].Score - before.Matches.Single(match => match.Vacancy == near.Name).Score;
        Assert.Equal(4, gained, 1e-6);
        Assert.All(ranking.Items, item => Assert.Equal(item.Score, item.ReplayedScore));
        Assert.Equal(("2280", after.Ranking), (ranking.Items[0].Municipality, ranking.FirstPage));
        Assert.Equal(World.Taxonomy.FieldOf(World.Find("Svetsare", Competence.ConceptKinds.Occupation))!.Id, ranking.Items[0].OccupationField);
        Assert.Equal(
            (State.Active, State.Retired), ((await Here.ModelAsync("trees-1")).State, (await Here.ModelAsync("expert-1")).State));
    }

    /// <summary>What was ranked before is replayed by what ranked it.</summary>
    [Fact]
    public async Task GetRanking_AfterOtherModels_ReplaysWithItsOwn()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        var rankings = new List<string> { (await Here.MatchAsync(welder)).Ranking };
        for (var i = 1; i <= 3; i++)
        {
            await Here.CreateAsync($"trees-{i}", new Step("place", 0.5, -i, i));
            await Here.PromoteAsync($"trees-{i}");
            rankings.Add((await Here.MatchAsync(welder)).Ranking);
        }

        await Here.Host.RestartAsync();
        var replayed = new List<(string Model, double Score)>();
        foreach (var name in rankings)
        {
            var ranking = await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = name });
            var item = Assert.Single(ranking.Items);
            Assert.Equal(item.Score, item.ReplayedScore);
            replayed.Add((ranking.Provenance.Model, item.Score));
        }

        Assert.Equal(["models/expert-1", "models/trees-1", "models/trees-2", "models/trees-3"], replayed.Select(r => r.Model));
        Assert.Equal(4, replayed.Select(r => r.Score).Distinct().Count());
    }

    [Fact]
    public async Task Match_ByACalibratedModel_TellsTheProbability()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        double[] scores = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        bool[] relevant = [.. scores.Select((_, i) => i % 7 == 0 || i > 60)];
        var calibration = PlattCalibration.Fit(scores, relevant);
        var bundle = ModelKit.Bundle("trees-1", ModelKit.Names, calibration, new Step("place", 0.5, -2, 2));
        var created = await Here.Models.CreateModelAsync(ModelKit.Request("trees-1", bundle));
        Assert.False((await Here.MatchAsync(welder)).Matches[0].HasSuccessProbability);

        await Here.PromoteAsync("trees-1");
        var match = (await Here.MatchAsync(welder)).Matches[0];

        Assert.Contains("held-out", created.Calibration, StringComparison.Ordinal);
        Assert.Equal(calibration.Probability(match.Score), match.SuccessProbability, 1e-12);
        Assert.InRange(match.SuccessProbability, 0.01, 0.99);
    }

    /// <summary>A list that was begun is gone through with the model that began it.</summary>
    [Fact]
    public async Task NextPage_AfterASwitch_IsRankedByTheModelOfTheFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            await Here.AddAsync(Region.Job("Svetsare", i % 2 == 0 ? "Härnösand" : "Kramfors"));
        }

        var welder = await Here.AddAsync(Region.Welder());
        var whole = await Here.MatchAsync(welder, size: 5);
        var first = await Here.MatchAsync(welder, size: 2);
        await Here.CreateAsync("trees-1", new Step("place", 0.9, 20, 20), new Step("occupation_relation", 0.5, 0, 9));
        await Here.PromoteAsync("trees-1");

        var pages = new List<V1.MatchVacanciesResponse> { first };
        while (pages[^1].NextPageToken.Length > 0)
        {
            pages.Add(await Here.Matches.MatchVacanciesAsync(new V1.MatchVacanciesRequest
            {
                Candidate = welder.Name,
                PageSize = 2,
                PageToken = pages[^1].NextPageToken,
            }));
        }

        Assert.All(pages, page => Assert.Equal("models/expert-1", page.Provenance.Model));
        Assert.Equal(
            whole.Matches.Select(match => (match.Vacancy, match.Score)),
            pages.SelectMany(page => page.Matches).Select(match => (match.Vacancy, match.Score)));
        var last = await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = pages[^1].Ranking });
        Assert.Equal(first.Ranking, last.FirstPage);
        Assert.Equal("models/trees-1", (await Here.MatchAsync(welder)).Provenance.Model);
    }

    [Fact]
    public async Task Update_AChallenger_GetsItsShareAndKeepsIt()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.CreateAsync("trees-1", new Step("place", 0.5, -2, 2));
        var welders = new List<Profiles.V1.Candidate>();
        for (var i = 0; i < 60; i++)
        {
            welders.Add(await Here.AddAsync(Region.Welder()));
        }

        async Task<HashSet<string>> ChallengedAsync(double percent)
        {
            await Here.UpdateAsync(new V1.ModelRollout { Challenger = "models/trees-1", ChallengerPercent = percent });
            var challenged = new HashSet<string>();
            foreach (var welder in welders)
            {
                var answer = await Here.MatchAsync(welder);
                Assert.Equal(
                    answer.Provenance.Arm == Arm.Challenger ? "models/trees-1" : "models/expert-1", answer.Provenance.Model);
                if (answer.Provenance.Arm == Arm.Challenger)
                {
                    challenged.Add(welder.Name);
                }
            }

            return challenged;
        }

        var few = await ChallengedAsync(10);
        var many = await ChallengedAsync(50);
        await Here.Host.RestartAsync();
        var again = await ChallengedAsync(50);

        Assert.Subset(many, few);
        Assert.Equal(many.Order(), again.Order());
        Assert.InRange(many.Count, 15, 45);
        Here.Clock.Advance(TimeSpan.FromSeconds(1));
        var report = await Here.ReportAsync("trees-1");
        Assert.Equal(
            (Arm.Challenger, few.Count + 2L * many.Count), (report.Arms.Single().Arm_, report.Arms[0].RankingCount));
        Assert.Equal(State.Challenger, (await Here.ModelAsync("trees-1")).State);
    }

    [Fact]
    public async Task Report_OfFeedback_CountsItByArm()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var answer = await Here.MatchAsync(await Here.AddAsync(Region.Welder()));
        await Here.MatchAsync(await Here.AddAsync(Region.Welder()));
        foreach (var type in new[] { V1.FeedbackEvent.Types.Type.Opened, V1.FeedbackEvent.Types.Type.Applied })
        {
            await Here.Matches.RecordFeedbackAsync(new V1.RecordFeedbackRequest
            {
                Events = { new V1.FeedbackEvent { Ranking = answer.Ranking, Item = answer.Matches[0].Vacancy, Type = type } },
            });
        }

        Here.Clock.Advance(TimeSpan.FromSeconds(1));
        var arm = Assert.Single((await Here.ReportAsync("expert-1")).Arms);

        Assert.Equal((Arm.Champion, 2L, 1L), (arm.Arm_, arm.RankingCount, arm.JudgedCount));
        Assert.Equal([1L, 1L], arm.EventCounts.Select(count => count.Count));
    }

    [Fact]
    public async Task Update_WhatCannotBe_IsRefused()
    {
        await Here.CreateAsync("trees-1", new Step("place", 0.5, -2, 2));
        async Task<string> ReasonAsync(V1.ModelRollout rollout) => (await Failure.OfAsync(() => Here.UpdateAsync(rollout))).Reason;

        Assert.Equal("OUT_OF_RANGE", await ReasonAsync(new() { Challenger = "models/trees-1", ChallengerPercent = 51 }));
        Assert.Equal("OUT_OF_RANGE", await ReasonAsync(new() { Challenger = "models/trees-1", ChallengerPercent = double.NaN }));
        Assert.Equal("IS_CHAMPION", await ReasonAsync(new() { Challenger = "models/expert-1", ChallengerPercent = 5 }));
        Assert.Equal("IS_CHAMPION", await ReasonAsync(new() { Shadow = "models/expert-1" }));
        Assert.Equal("MODEL_NOT_FOUND", await ReasonAsync(new() { Shadow = "models/none" }));
        Assert.Equal("ETAG_MISMATCH", await ReasonAsync(new() { Shadow = "models/trees-1", Etag = "\"9\"" }));
        var nameless = await Failure.OfAsync(() => Here.Models.UpdateModelRolloutAsync(
            new V1.UpdateModelRolloutRequest { Rollout = new V1.ModelRollout { Name = "modelRollout" } }).ResponseAsync);
        Assert.Equal(["decider"], nameless.Fields);
        Assert.Equal("models/expert-1", (await Here.RolloutAsync()).Champion);
    }

    [Fact]
    public async Task Update_WithAMask_EndsTheShadowAndSaysSo()
    {
        await Here.CreateAsync("trees-1", new Step("place", 0.5, -2, 2));
        var began = await Here.UpdateAsync(new V1.ModelRollout { Shadow = "models/trees-1" });
        var ended = await Here.Models.UpdateModelRolloutAsync(new V1.UpdateModelRolloutRequest
        {
            Rollout = new V1.ModelRollout { Name = "modelRollout", Etag = began.Etag },
            UpdateMask = new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "shadow" } },
            Decider = "Grace",
            Reason = "enough seen",
        });

        Assert.Equal("", ended.Shadow);
        Assert.Equal(
            [("Grace", "enough seen", V1.ModelDecision.Types.Action.Stop), ("Ada", "", V1.ModelDecision.Types.Action.Shadow)],
            ended.Decisions.Take(2).Select(decision => (decision.Decider, decision.Reason, decision.Action)));
    }

    /// <summary>Places, near misses and a stream of matches are of the model too.</summary>
    [Fact]
    public async Task Promote_ATrainedModel_CountsInEveryAnswer()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand", "", Region.Must("CE")));
        var (one, other) = (await Here.AddAsync(Region.Welder()), await Here.AddAsync(Region.Welder()));
        var household = await Here.AddAsync(one, other, Household.Types.Sharing.Reasons, Household.Types.Sharing.Reasons);
        await Here.CreateAsync("trees-1", new Step("occupation_relation", 0.5, 0, 7));
        await Here.PromoteAsync("trees-1");

        var tandem = await Here.Matches.MatchTandemAsync(new V1.MatchTandemRequest { Household = household.Name });
        var preview = await Here.Matches.PreviewVacanciesAsync(
            new V1.PreviewVacanciesRequest { Text = "Jag är svetsare och bor i Härnösand." });
        using var watch = Here.Matches.WatchVacancies(new V1.WatchVacanciesRequest { Candidate = one.Name });
        Assert.True(await watch.ResponseStream.MoveNext(default));
        var watched = watch.ResponseStream.Current.Match;
        var explained = await Here.ExplainAsync(one, new Vacancies.V1.Vacancy { Name = watched.Vacancy });

        Assert.Equal("models/trees-1", tandem.Provenance.Model);
        Assert.Equal("models/trees-1", preview.Provenance.Model);
        Assert.Equal(explained.Match.Score, watched.Score);
        Assert.All(
            tandem.Places.SelectMany(place => place.Members).SelectMany(member => member.Matches)
                .Concat(preview.Matches).Concat(preview.NearMisses.Select(miss => miss.Match)),
            match => Assert.Equal(match.Score, match.BaseScore + match.Criteria.Sum(c => c.Contribution), 1e-9));
    }
}
