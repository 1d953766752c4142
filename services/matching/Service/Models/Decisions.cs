using Google.Protobuf.WellKnownTypes;
using Action = Matching.Matches.V1.ModelDecision.Types.Action;

namespace Matching.Matches;

/// <summary>Makes the entries of what is decided: who, when, what, why, against which objections.</summary>
internal static class Decisions
{
    /// <summary>Who decides when nobody does.</summary>
    private const string Service = "service";

    public static V1.ModelDecision Create(
        Action action, string model, string champion, string decider, string reason, DateTimeOffset now) => new()
        {
            Action = action,
            Model = model,
            PreviousChampion = champion,
            Decider = decider,
            Reason = reason,
            DecideTime = now.ToTimestamp(),
        };

    /// <summary>Takes a model out that has left its bounds; nothing where somebody did so already.</summary>
    public static IReadOnlyList<V1.ModelDecision> Withdraw(
        V1.ModelRollout rollout, string model, string reason, DateTimeOffset now)
    {
        var champion = rollout.Champion;
        return Rollouts.Withdraw(rollout, model)
            ? [Create(Action.Withdraw, model, champion, Service, reason, now)]
            : [];
    }
}
