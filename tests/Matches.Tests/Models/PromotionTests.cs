using Grpc.Core;
using Matching.Hosting;
using Action = Matching.Matches.V1.ModelDecision.Types.Action;
using EventType = Matching.Matches.V1.FeedbackEvent.Types.Type;
using State = Matching.Matches.V1.Model.Types.State;

namespace Matching.Matches.Tests;

/// <summary>Who may become the champion, who says so, and how to go back.</summary>
public sealed class PromotionTests : RegionTest
{
    private static readonly Step Good = new("place", 0.5, -20, 20);

    [Fact]
    public async Task Promote_WithoutData_TakesANameAndAReason()
    {
        await Here.CreateAsync("trees-1", Good);
        var request = new V1.PromoteModelRequest { Name = "models/trees-1", Decider = "Ada" };
        var refused = await Failure.OfAsync(() => Here.Models.PromoteModelAsync(request).ResponseAsync);
        request.Override = true;
        var reasonless = await Failure.OfAsync(() => Here.Models.PromoteModelAsync(request).ResponseAsync);
        request.Reason = "the simulator says so";
        request.Decider = "";
        var nameless = await Failure.OfAsync(() => Here.Models.PromoteModelAsync(request).ResponseAsync);
        request.Decider = "Ada";
        var promoted = await Here.Models.PromoteModelAsync(request);
        var model = await Here.ModelAsync("trees-1");

        Assert.Equal((StatusCode.FailedPrecondition, "PROMOTION_REFUSED"), (refused.Code, refused.Reason));
        Assert.Equal(["reason"], reasonless.Fields);
        Assert.Equal(["decider"], nameless.Fields);
        Assert.True(promoted.Check is { Passed: false, TooLittleData: true });
        Assert.Equal(
            ("Ada", "the simulator says so", true, Action.Promote),
            (model.Approval.Decider, model.Approval.Reason, model.Approval.Overridden, model.Approval.Action));
        Assert.Contains(model.Approval.Failures, failure => failure.Contains("too few", StringComparison.Ordinal));
        Assert.Equal([Action.Promote, Action.Create], model.Decisions.Select(decision => decision.Action));
        Assert.Equal(World.Now, model.Approval.DecideTime.ToDateTimeOffset());
    }

    /// <summary>
    /// The service's own log decides: the model that puts first what people applied to passes, the other way round it is
    /// refused, and an override is on record.
    /// </summary>
    [Fact]
    public async Task Promote_WithEnoughJudgedRankings_IsDecidedByThem()
    {
        await LogAsync(count: 260, liked: near => near);
        await Here.CreateAsync("nearer", Good);
        await Here.CreateAsync("farther", new Step("must_languages", 0.5, -30, 30));

        var better = await CheckAsync("nearer");
        var promoted = await Here.Models.PromoteModelAsync(
            new V1.PromoteModelRequest { Name = "models/nearer", Decider = "Ada" });
        var worse = await CheckAsync("farther");
        var refused = await Failure.OfAsync(() => Here.Models.PromoteModelAsync(
            new V1.PromoteModelRequest { Name = "models/farther", Decider = "Ada" }).ResponseAsync);

        Assert.True(better is { Passed: true, TooLittleData: false });
        Assert.True(better.Replay.Overall.Lower > 0);
        Assert.Equal(260, better.Replay.Overall.QueryCount);
        Assert.Equal(1, better.Replay.Overall.Ndcg10, 1e-9);
        Assert.False(worse.Passed);
        Assert.True(worse.Replay.Overall.Upper < 0);
        Assert.Equal("models/nearer", worse.Replay.Incumbent);
        Assert.Contains("NDCG@10", refused.Message, StringComparison.Ordinal);
        Assert.Equal("models/nearer", promoted.Rollout.Champion);
        Assert.False((await Here.ModelAsync("nearer")).Approval.Overridden);
        Assert.Equal(11, (await Here.ModelAsync("nearer")).ReferenceQuantiles.Count);
    }

    /// <summary>Better on the whole, and one municipality would pay for it.</summary>
    [Fact]
    public async Task Promote_WhereAGroupIsWorseOff_IsRefused()
    {
        await LogAsync(count: 220, liked: near => near);
        await LogAsync(count: 25, liked: near => !near);
        await Here.CreateAsync("nearer", Good);

        var check = await CheckAsync("nearer");

        Assert.True(check.Replay.Overall.Lower > 0);
        Assert.Contains(check.Failures, failure => failure.Contains("municipality 2282", StringComparison.Ordinal));
        Assert.False(check.Passed);
    }

    [Fact]
    public async Task Promote_Repeated_GivesTheFirstAnswerAndDecidesOnce()
    {
        await Here.CreateAsync("trees-1", Good);
        var request = new V1.PromoteModelRequest
        {
            Name = "models/trees-1",
            Decider = "Ada",
            Reason = "a test",
            Override = true,
            RequestId = "0193457a-0000-7000-8000-000000000002",
        };
        await Here.Models.PromoteModelAsync(request);
        var again = await Here.Models.PromoteModelAsync(request);
        request.RequestId = "";
        var champion = await Failure.OfAsync(() => Here.Models.PromoteModelAsync(request).ResponseAsync);

        Assert.Equal("models/trees-1", again.Rollout.Champion);
        Assert.Single(again.Rollout.Decisions, decision => decision.Action == Action.Promote);
        Assert.Equal("MODEL_IS_CHAMPION", champion.Reason);
    }

    [Fact]
    public async Task Rollback_StepByStep_EndsAtTheExpert()
    {
        foreach (var name in new[] { "trees-1", "trees-2", "trees-3" })
        {
            await Here.CreateAsync(name, Good);
            await Here.PromoteAsync(name);
        }

        var champions = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            champions.Add((await RollbackAsync("")).Rollout.Champion);
        }

        var nothing = await Failure.OfAsync(() => RollbackAsync(""));
        var never = await Failure.OfAsync(() => RollbackAsync("models/trees-2"));

        Assert.Equal(["models/trees-2", "models/trees-1", "models/expert-1"], champions);
        Assert.Equal("NOTHING_TO_ROLL_BACK", nothing.Reason);
        Assert.Equal("NOT_AN_EARLIER_CHAMPION", never.Reason);
        Assert.Equal(State.Retired, (await Here.ModelAsync("trees-3")).State);
        Assert.Equal(State.Active, (await Here.ModelAsync("expert-1")).State);
    }

    [Fact]
    public async Task Rollback_ToTheExpert_IsAlwaysPossible()
    {
        await Here.CreateAsync("trees-1", Good);
        await Here.CreateAsync("trees-2", Good);
        await Here.PromoteAsync("trees-1");
        var etag = (await Here.PromoteAsync("trees-2")).Rollout.Etag;

        var stale = await Failure.OfAsync(() => Here.Models.RollbackModelAsync(
            new V1.RollbackModelRequest { Decider = "Ada", Reason = "odd", Etag = "\"1\"" }).ResponseAsync);
        var rolled = await Here.Models.RollbackModelAsync(
            new V1.RollbackModelRequest { Model = "models/expert-1", Decider = "Ada", Reason = "odd", Etag = etag });

        Assert.Equal("ETAG_MISMATCH", stale.Reason);
        Assert.Equal("models/expert-1", rolled.Rollout.Champion);
        Assert.Equal((Action.Rollback, "odd"), (rolled.Rollout.Decisions[0].Action, rolled.Rollout.Decisions[0].Reason));
    }

    private async Task<V1.RollbackModelResponse> RollbackAsync(string model) =>
        await Here.Models.RollbackModelAsync(
            new V1.RollbackModelRequest { Model = model, Decider = "Ada", Reason = "a test" });

    private async Task<V1.PromotionCheck> CheckAsync(string name) => (await Here.Models.PromoteModelAsync(
        new V1.PromoteModelRequest { Name = $"models/{name}", Decider = "Ada", ValidateOnly = true })).Check;

    /// <summary>
    /// Logs rankings of two openings, a near one (place 1) and a far one that asks for nothing (place 0.2) and that the
    /// expert model puts first, with an application to one of them.
    /// </summary>
    private async Task LogAsync(int count, Func<bool, bool> liked)
    {
        var store = (MatchingStore)Here.Host.App.Services.GetService(typeof(MatchingStore))!;
        var opening = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        for (var i = 0; i < count; i++)
        {
            var ranking = new V1.Ranking
            {
                Name = $"rankings/{ResourceId.New(Here.Clock)}",
                Subject = opening.Name,
                CreateTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(World.Now.AddDays(-1)),
                FeatureNames = { ModelKit.Names },
                Provenance = new V1.Provenance { Model = "models/expert-1" },
                Items = { Item(1, near: false), Item(2, near: true) },
            };
            await store.SaveRankingAsync(ranking, default);
            var taken = ranking.Items.Single(item => liked(item.Position == 2));
            var recorded = await Here.Matches.RecordFeedbackAsync(new V1.RecordFeedbackRequest
            {
                Events = { new V1.FeedbackEvent { Ranking = ranking.Name, Item = taken.Resource, Type = EventType.Applied } },
            });
            Assert.Equal(1, recorded.RecordedCount);
        }

        Here.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private V1.Ranking.Types.Item Item(int position, bool near)
    {
        var features = Enumerable.Repeat(float.NaN, ModelKit.Names.Count).ToArray();
        features[ModelKit.Names.ToList().IndexOf("place")] = near ? 1 : 0.2f;
        features[ModelKit.Names.ToList().IndexOf("must_languages")] = near ? 0.1f : 1;
        features[ModelKit.Names.ToList().IndexOf("occupation_relation")] = near ? 0.4f : 1;
        return new V1.Ranking.Types.Item
        {
            Resource = $"vacancies/{ResourceId.New(Here.Clock)}",
            Position = position,
            Features = { features },
            Municipality = near ? "2280" : "2282",
        };
    }
}
