using Google.Protobuf;
using Grpc.Core;
using Matching.Hosting;
using Matching.Ranking;
using Action = Matching.Matches.V1.ModelDecision.Types.Action;
using State = Matching.Matches.V1.Model.Types.State;

namespace Matching.Matches;

/// <summary>
/// Serves analysts: what was learned goes out, what was trained comes in, and decisions about what ranks are taken and
/// kept. A decision holds on this replica when the call answers, and on the others within a second.
/// </summary>
internal sealed partial class ModelService(
    MatchingStore store,
    ModelShelf shelf,
    ModelReader reader,
    PromotionReview review,
    RankingExport export,
    TimeProvider clock)
    : V1.ModelService.ModelServiceBase
{
    private const double MaximumPercent = 50;

    private static readonly HashSet<string> OutputOnly =
        ["name", "champion", "previous_champions", "update_time", "etag", "decisions", "unusable"];

    public override Task ExportRankings(
        V1.ExportRankingsRequest request,
        IServerStreamWriter<V1.ExportRankingsResponse> responseStream,
        ServerCallContext context) => export.StreamAsync(request, responseStream, context.CancellationToken);

    public override Task<V1.ModelRollout> GetModelRollout(
        V1.GetModelRolloutRequest request, ServerCallContext context)
    {
        CheckRolloutName(request.Name, "name");
        return CompleteAsync(context.CancellationToken);
    }

    public override async Task<V1.ModelRollout> UpdateModelRollout(
        V1.UpdateModelRolloutRequest request, ServerCallContext context)
    {
        var asked = request.Rollout ?? throw RpcErrors.InvalidField("rollout", "REQUIRED", "is required.");
        CheckRolloutName(asked.Name, "rollout.name");
        CheckDecision(request.Decider, request.Reason, isReasonRequired: false);
        var wanted = Apply(request, shelf.Current.Rollout);
        foreach (var name in new[] { wanted.Challenger, wanted.Shadow }.Where(name => name.Length > 0).Distinct())
        {
            await UsableAsync(name, letsIn: request.Reason.Length > 0, context.CancellationToken);
        }

        await store.ChangeRolloutAsync(
            request.RequestId,
            request,
            asked.Etag,
            clock,
            rollout =>
            {
                var after = Apply(request, rollout);
                CheckSides(after);
                var decisions = Rollouts.Compare(rollout, after)
                    .Select(change => Decide(
                        change.Action, change.Model, rollout.Champion, request.Decider, request.Reason))
                    .ToList();
                rollout.Challenger = after.Challenger;
                rollout.ChallengerPercent = after.ChallengerPercent;
                rollout.Shadow = after.Shadow;
                return decisions;
            },
            context.CancellationToken);
        return await RefreshedAsync(context.CancellationToken);
    }

    public override async Task<V1.PromoteModelResponse> PromoteModel(
        V1.PromoteModelRequest request, ServerCallContext context)
    {
        CheckDecision(request.Decider, request.Reason, isReasonRequired: request.Override);
        var model = await UsableAsync(request.Name, letsIn: request.Override, context.CancellationToken);
        var champion = shelf.Current.Champion.Model;
        var uploaded = await store.FindModelAsync(request.Name, context.CancellationToken);
        var check = await review.CheckAsync(model, champion, uploaded?.Head.Evaluation, context.CancellationToken);
        if (!request.ValidateOnly)
        {
            if (!check.Passed && !request.Override)
            {
                throw ModelErrors.Refused(request.Name, check.Failures);
            }

            await store.ChangeRolloutAsync(
                request.RequestId,
                request,
                request.Etag,
                clock,
                rollout =>
                {
                    if (rollout.Champion == request.Name)
                    {
                        throw ModelErrors.IsChampion(request.Name);
                    }

                    if (rollout.Champion != shelf.Current.Rollout.Champion)
                    {
                        throw ModelErrors.ChampionChanged(rollout.Champion);
                    }

                    var decision =
                        Decide(Action.Promote, request.Name, rollout.Champion, request.Decider, request.Reason);
                    decision.Overridden = !check.Passed;
                    decision.Failures.Add(check.Failures);
                    Rollouts.Promote(rollout, request.Name);
                    return [decision];
                },
                context.CancellationToken);
        }

        return new V1.PromoteModelResponse
        {
            Rollout = await RefreshedAsync(context.CancellationToken),
            Check = check,
        };
    }

    public override async Task<V1.RollbackModelResponse> RollbackModel(
        V1.RollbackModelRequest request, ServerCallContext context)
    {
        CheckDecision(request.Decider, request.Reason, isReasonRequired: true);
        await store.ChangeRolloutAsync(
            request.RequestId,
            request,
            request.Etag,
            clock,
            rollout =>
            {
                var model = request.Model.Length > 0
                    ? request.Model
                    : rollout.PreviousChampions.FirstOrDefault(
                        rollout.Champion != Rollouts.Expert ? Rollouts.Expert : throw ModelErrors.NothingBefore());
                if (model == rollout.Champion)
                {
                    throw ModelErrors.IsChampion(model);
                }

                if (model != Rollouts.Expert && !rollout.PreviousChampions.Contains(model))
                {
                    throw ModelErrors.NotPrevious(model);
                }

                var decision = Decide(Action.Rollback, model, rollout.Champion, request.Decider, request.Reason);
                Rollouts.RollBack(rollout, model);
                return [decision];
            },
            context.CancellationToken);
        return new V1.RollbackModelResponse { Rollout = await RefreshedAsync(context.CancellationToken) };
    }

    private static V1.ModelRollout Apply(V1.UpdateModelRolloutRequest request, V1.ModelRollout rollout)
    {
        var after = UpdateMask.Apply(rollout, request.Rollout, request.UpdateMask, OutputOnly, "update_mask");
        if (after.Challenger.Length == 0)
        {
            after.ChallengerPercent = 0;
        }

        return after;
    }

    private static void CheckSides(V1.ModelRollout after)
    {
        var errors = new FieldErrors();
        if (!(after.ChallengerPercent is >= 0 and <= MaximumPercent))
        {
            errors.Add("rollout.challenger_percent", "OUT_OF_RANGE", $"must lie between 0 and {MaximumPercent}.");
        }

        if (after.Challenger == after.Champion)
        {
            errors.Add("rollout.challenger", "IS_CHAMPION", "must be another model than the champion.");
        }

        if (after.Shadow.Length > 0 && after.Shadow == after.Champion)
        {
            errors.Add("rollout.shadow", "IS_CHAMPION", "must be another model than the champion.");
        }

        errors.ThrowIfAny();
    }

    private static void CheckRolloutName(string name, string field)
    {
        if (name != Rollouts.Name)
        {
            throw RpcErrors.InvalidField(field, "NAME_INVALID", $"must be {Rollouts.Name}.");
        }
    }

    private static void CheckDecision(string decider, string reason, bool isReasonRequired)
    {
        var errors = new FieldErrors();
        ModelFields.CheckText(errors, "decider", decider, maximum: 100, isRequired: true);
        ModelFields.CheckText(errors, "reason", reason, maximum: 1000, isReasonRequired);
        errors.ThrowIfAny();
    }

    private V1.ModelDecision Decide(Action action, string model, string champion, string decider, string reason) =>
        Decisions.Create(action, model, champion, decider, reason, clock.GetUtcNow());

    /// <summary>A model that may answer, with a reference to watch it by where there is enough for one.</summary>
    /// <param name="letsIn">Whether one that was withdrawn may come back.</param>
    private async Task<IRankingModel> UsableAsync(string name, bool letsIn, CancellationToken cancellationToken)
    {
        if (name == Rollouts.Expert)
        {
            return Fit.FitEngine.ExpertModel;
        }

        var stored = await store.FindModelAsync(name, cancellationToken) ?? throw ModelErrors.NotFound(name);
        if (stored.Head.State == State.Withdrawn && !letsIn)
        {
            throw ModelErrors.Withdrawn(name);
        }

        var (model, problem) = shelf.Read(stored);
        if (model is null)
        {
            throw ModelErrors.Unusable(name, problem);
        }

        if (stored.Head.ReferenceQuantiles.Count == 0
            && await review.ReferenceAsync(model, cancellationToken) is { Length: > 0 } reference)
        {
            await store.SetReferenceAsync(name, reference, cancellationToken);
        }

        return model;
    }

    private async Task<V1.ModelRollout> RefreshedAsync(CancellationToken cancellationToken)
    {
        await shelf.RefreshAsync(cancellationToken);
        return await CompleteAsync(cancellationToken);
    }

    private async Task<V1.ModelRollout> CompleteAsync(CancellationToken cancellationToken)
    {
        var lineup = shelf.Current;
        var rollout = lineup.Rollout.Clone();
        rollout.Decisions.Add(await store.ListDecisionsAsync(model: null, count: 20, cancellationToken));
        foreach (var (model, problem) in lineup.Unusable)
        {
            rollout.Unusable[model] = problem;
        }

        return rollout;
    }
}
