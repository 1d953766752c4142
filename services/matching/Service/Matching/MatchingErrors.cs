using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>Everything that can be wrong with a well-formed request to the matching service.</summary>
internal static class MatchingErrors
{
    public static RpcException CandidateNotFound(string name) =>
        RpcErrors.NotFound("CANDIDATE_NOT_FOUND", $"There is no {name}.", name);

    public static RpcException VacancyNotOpen(string name) =>
        RpcErrors.NotFound("VACANCY_NOT_OPEN", $"There is no open {name}.", name);

    public static RpcException HouseholdNotFound(string name) =>
        RpcErrors.NotFound("HOUSEHOLD_NOT_FOUND", $"There is no {name}.", name);

    public static RpcException RankingNotFound(string name) =>
        RpcErrors.NotFound("RANKING_NOT_FOUND", $"There is no {name}.", name);

    public static RpcException ConsentMissing(string candidate, string purpose) => RpcErrors.Create(
        StatusCode.FailedPrecondition,
        "CONSENT_MISSING",
        $"{candidate} has not agreed to this use. Add {purpose} to its consents first.",
        ("resource", candidate),
        ("purpose", purpose));

    public static RpcException RightToWorkMissing(string candidate) => RpcErrors.Create(
        StatusCode.FailedPrecondition,
        "RIGHT_TO_WORK_MISSING",
        $"{candidate} may not work in Sweden yet, so no opening is matched. Update right_to_work when that has "
            + "changed.",
        ("resource", candidate));
}
