using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>Everything that can be wrong with a well-formed request about models.</summary>
internal static class ModelErrors
{
    public static RpcException NotFound(string name) =>
        RpcErrors.NotFound("MODEL_NOT_FOUND", $"There is no {name}. ListModels tells which there are.", name);

    public static RpcException NoBundle(string name) =>
        RpcErrors.NotFound("BUNDLE_NOT_FOUND", $"{name} was not uploaded, so it has no bundle.", name);

    public static RpcException Exists(string name) => RpcErrors.Create(
        StatusCode.AlreadyExists,
        "MODEL_EXISTS",
        $"There is a {name} already. Call it something else.",
        ("resource", name));

    public static RpcException TooMany(int maximum) => RpcErrors.Create(
        StatusCode.ResourceExhausted, "TOO_MANY_MODELS", $"No more than {maximum} models are kept.");

    public static RpcException Unusable(string name, string reason) => RpcErrors.Create(
        StatusCode.FailedPrecondition, "MODEL_UNUSABLE", $"{name} cannot be used: {reason}", ("resource", name));

    public static RpcException Withdrawn(string name) => RpcErrors.Create(
        StatusCode.FailedPrecondition,
        "MODEL_WITHDRAWN",
        $"{name} was withdrawn. Say in `reason` why it may answer again; PromoteModel also wants `override`.",
        ("resource", name));

    public static RpcException Refused(string name, IReadOnlyList<string> failures) => RpcErrors.Create(
        StatusCode.FailedPrecondition,
        "PROMOTION_REFUSED",
        $"{failures[0]}{(failures.Count > 1 ? $" ({failures.Count - 1} more; `validate_only` tells them all)" : "")} "
            + "`override` with a reason promotes it all the same.",
        ("resource", name));

    public static RpcException IsChampion(string name) => RpcErrors.Create(
        StatusCode.FailedPrecondition, "MODEL_IS_CHAMPION", $"{name} is the champion.", ("resource", name));

    public static RpcException ChampionChanged(string name) => RpcErrors.Create(
        StatusCode.Aborted,
        "CHAMPION_CHANGED",
        $"{name} became the champion meanwhile. Look at the comparison with it, and decide again.",
        ("resource", name));

    public static RpcException NotPrevious(string name) => RpcErrors.Create(
        StatusCode.FailedPrecondition,
        "NOT_AN_EARLIER_CHAMPION",
        $"{name} has not been the champion before. PromoteModel makes it one.",
        ("resource", name));

    public static RpcException NothingBefore() => RpcErrors.Create(
        StatusCode.FailedPrecondition, "NOTHING_TO_ROLL_BACK", "The expert model ranks, and nothing ranked before it.");
}
