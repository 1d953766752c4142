using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Action = Matching.Matches.V1.ModelDecision.Types.Action;
using Arm = Matching.Matches.V1.Provenance.Types.Arm;
using Mood = Matching.Matches.Tests.TurncoatModel.Mood;
using State = Matching.Matches.V1.Model.Types.State;

namespace Matching.Matches.Tests;

/// <summary>A model that turns bad while it answers: nobody gets a bad list, and it goes by itself.</summary>
public sealed class GuardTests : RegionTest
{
    private readonly Dictionary<string, TurncoatModel> _turncoats = new(StringComparer.Ordinal);

    [Theory]
    [InlineData((int)Mood.NoNumber)]
    [InlineData((int)Mood.Throwing)]
    public async Task Rank_WithAFailingChampion_FallsBackAndGoesBack(int mood)
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        var byExpert = await Here.MatchAsync(welder);
        await CreateAsync("turncoat-1");
        await CreateAsync("turncoat-2");
        await Here.PromoteAsync("turncoat-1");
        await Here.PromoteAsync("turncoat-2");
        _turncoats["turncoat-2"].Now = (Mood)mood;

        var answer = await Here.MatchAsync(welder);
        var explained = await Here.ExplainAsync(welder, new Vacancies.V1.Vacancy { Name = answer.Matches[0].Vacancy });
        for (var i = 0; i < 3 * ModelWatch.BlockFailures; i++)
        {
            Assert.Single((await Here.MatchAsync(welder)).Matches);
        }

        await UntilAsync(async () => (await Here.RolloutAsync()).Champion == "models/turncoat-1");

        Assert.Equal(("models/expert-1", Arm.Fallback), (answer.Provenance.Model, answer.Provenance.Arm));
        Assert.Equal(("models/expert-1", Arm.Fallback), (explained.Provenance.Model, explained.Provenance.Arm));
        Assert.Equal(byExpert.Matches, answer.Matches);
        var model = await Here.ModelAsync("turncoat-2");
        Assert.Equal(State.Withdrawn, model.State);
        Assert.Equal(("service", Action.Withdraw), (model.Decisions[0].Decider, model.Decisions[0].Action));
        Assert.Contains("failed on", model.Decisions[0].Reason, StringComparison.Ordinal);
        Assert.Equal("models/turncoat-1", (await Here.MatchAsync(welder)).Provenance.Model);

        // It comes back only by somebody who says why.
        var refused = await Failure.OfAsync(() => Here.Models.PromoteModelAsync(
            new V1.PromoteModelRequest { Name = "models/turncoat-2", Decider = "Ada" }).ResponseAsync);
        Assert.Equal("MODEL_WITHDRAWN", refused.Reason);
    }

    [Fact]
    [Trait("Store", "None")]
    public async Task Rank_WithAShiftedChallenger_TakesItOut()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await Here.AddAsync(Region.Job("Svetsare", "Kramfors"));
        var welders = new List<Profiles.V1.Candidate>();
        for (var i = 0; i < 130; i++)
        {
            var welder = Region.Welder(i % 2 == 0 ? "Härnösand" : "Kramfors");
            welder.Occupations[0].Years = 1 + (i % 20);
            welder.Consents.Add(Region.Agreed(
                Profiles.V1.Consent.Types.Purpose.Matching, Profiles.V1.Consent.Types.Purpose.Statistics));
            welders.Add(await Here.AddAsync(welder));
        }

        async Task AskAllAsync()
        {
            foreach (var welder in welders)
            {
                await Here.MatchAsync(welder);
            }
        }

        for (var i = 0; i < 2; i++)
        {
            await AskAllAsync();
            Here.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await CreateAsync("turncoat-1");
        await Here.UpdateAsync(new V1.ModelRollout { Challenger = "models/turncoat-1", ChallengerPercent = 50 });
        Assert.NotEmpty((await Here.ModelAsync("turncoat-1")).ReferenceQuantiles);
        await AskAllAsync();
        var calm = (await Here.ReportAsync("turncoat-1")).Watch;
        _turncoats["turncoat-1"].Now = Mood.Shifted;
        await AskAllAsync();
        await AskAllAsync();
        await UntilAsync(async () => (await Here.RolloutAsync()).Challenger.Length == 0);

        Assert.True(calm.HasScoreShift && calm.ScoreShift < calm.Bounds.ScoreShift, $"{calm}");
        Assert.Equal(0, calm.BreachCount);
        var model = await Here.ModelAsync("turncoat-1");
        Assert.Equal(State.Withdrawn, model.State);
        Assert.Contains("scores have moved", model.Decisions[0].Reason, StringComparison.Ordinal);
        Assert.Equal("models/expert-1", (await Here.RolloutAsync()).Champion);
    }

    /// <summary>No model keeps to a bound of nothing, so the honest clock takes this one out.</summary>
    [Fact]
    public async Task Rank_WithATooSlowChampion_GoesBack()
    {
        await using var region = await Region.StartAsync(builder =>
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["Models:RowMicroseconds"] = "0" }));
        await region.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await region.AddAsync(Region.Welder());
        await region.CreateAsync("trees-1", new Step("place", 0.5, -2, 2));
        await region.PromoteAsync("trees-1");

        for (var i = 0; i < ModelWatch.Patience * ModelWatch.Block; i++)
        {
            await region.MatchAsync(welder);
        }

        await UntilAsync(async () => (await region.RolloutAsync()).Champion == "models/expert-1");
        Assert.Contains("µs a row", (await region.ModelAsync("trees-1")).Decisions[0].Reason, StringComparison.Ordinal);
    }

    /// <summary>One bad block is no reason; three in a row are, and they are told once.</summary>
    [Fact]
    public void Watch_LooksInARow_HaveToBeBad()
    {
        var watch = new ModelWatch("models/m", new ModelBounds { RowMicroseconds = 100 }, []);
        string? Block(double microseconds)
        {
            string? reason = null;
            for (var i = 0; i < ModelWatch.Block; i++)
            {
                reason = watch.Add("s", rows: 10, microseconds * 10, failed: false, best: []) ?? reason;
            }

            return reason;
        }

        Assert.Null(Block(500));
        Assert.Null(Block(500));
        Assert.Null(Block(20));
        Assert.Null(Block(500));
        Assert.Null(Block(500));
        Assert.Contains("500", Block(500), StringComparison.Ordinal);
        Assert.Null(Block(500));
        Assert.Equal(4, watch.ToWire().BreachCount);
        Assert.InRange(watch.ToWire().RankingCount, 1, ModelWatch.Window);
    }

    /// <summary>One person who asks a hundred times is no distribution.</summary>
    [Fact]
    public void Watch_OneSubject_TellsNoShift()
    {
        double[] reference = [.. Enumerable.Range(0, 11).Select(i => i * 10.0)];
        var watch = new ModelWatch("models/m", new ModelBounds(), reference);
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(watch.Add("one", rows: 5, microseconds: 5, failed: false, best: [-500, -500]));
        }

        Assert.False(watch.ToWire().HasScoreShift);
    }

    [Fact]
    public void ScoreShift_OfTheSameAndOfOther_TellsThemApart()
    {
        var random = new Random(20261121);
        double[] Draw(double mean) => [.. Enumerable.Range(0, 1000).Select(_ => mean + random.NextDouble() * 30)];
        var shift = new ScoreShift(ScoreShift.Quantiles(Draw(50), atLeast: 500));
        var flat = new ScoreShift(ScoreShift.Quantiles([.. Enumerable.Repeat(7.0, 600)], atLeast: 500));

        Assert.InRange(shift.Of(Draw(50)), 0, 0.1);
        Assert.InRange(shift.Of(Draw(56)), 0.25, 3);
        Assert.True(shift.Of(Draw(90)) > 3);
        Assert.InRange(flat.Of([.. Enumerable.Repeat(7.0, 100)]), 0, 0.1);
        Assert.Empty(ScoreShift.Quantiles(Draw(0)[..10], atLeast: 500));
    }

    private protected override void Configure(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<ModelReader>((name, bundle) =>
        {
            if (!name.StartsWith("turncoat", StringComparison.Ordinal))
            {
                return ModelBundles.Read(name, bundle);
            }

            lock (_turncoats)
            {
                return _turncoats[name] = new TurncoatModel(name);
            }
        });

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Region.Deadline);
        while (!await condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task CreateAsync(string name) =>
        await Here.Models.CreateModelAsync(ModelKit.Request(name, [1, 2, 3]));
}
