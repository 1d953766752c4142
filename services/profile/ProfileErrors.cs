using Grpc.Core;
using Matching.Hosting;

namespace Matching.Profiles;

/// <summary>Everything that can be wrong with a well-formed request to the profile service.</summary>
internal static class ProfileErrors
{
    public static RpcException CandidateNotFound(string name) =>
        RpcErrors.NotFound("CANDIDATE_NOT_FOUND", $"There is no {name}.", name);

    public static RpcException HouseholdNotFound(string name) =>
        RpcErrors.NotFound("HOUSEHOLD_NOT_FOUND", $"There is no {name}.", name);

    public static RpcException ValidationResultNotFound(string name) =>
        RpcErrors.NotFound("VALIDATION_RESULT_NOT_FOUND", $"There is no {name}.", name);

    public static RpcException TooManyValidationResults(string candidate, int maximum) => RpcErrors.Create(
        StatusCode.ResourceExhausted,
        "TOO_MANY_VALIDATION_RESULTS",
        $"{candidate} has {maximum} validation results; delete one first.",
        ("resource", candidate));

    public static RpcException NoHouseholdConsent(string candidate) => RpcErrors.Create(
        StatusCode.FailedPrecondition,
        "CONSENT_MISSING",
        $"{candidate} has not agreed to joint answers. Add PURPOSE_HOUSEHOLD to its consents first.",
        ("resource", candidate),
        ("purpose", "PURPOSE_HOUSEHOLD"));
}
