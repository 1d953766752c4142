namespace Matching.Hosting;

/// <summary>
/// Names and values of what is told of a call: https://opentelemetry.io/docs/specs/semconv/rpc/grpc/.
/// </summary>
internal static class CallTags
{
    public const string System = "rpc.system.name";
    public const string Grpc = "grpc";
    public const string Method = "rpc.method";
    public const string Status = "rpc.response.status_code";

    /// <summary>Tells the gateway's calls from those that it makes of them, where both are measured together.</summary>
    public const string Tier = "matching.tier";

    private static readonly string[] Statuses =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>The name of a status as it stands on the wire; null for none or for what is none.</summary>
    public static string? StatusOf(string? number) =>
        int.TryParse(number, out var code) && code >= 0 && code < Statuses.Length ? Statuses[code] : null;

    /// <summary>Whether a status is the server's failure rather than its caller's.</summary>
    public static bool IsFailure(string? status) => status
        is "UNKNOWN" or "DEADLINE_EXCEEDED" or "UNIMPLEMENTED" or "INTERNAL" or "UNAVAILABLE" or "DATA_LOSS";
}
