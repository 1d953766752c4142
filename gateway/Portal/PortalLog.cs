using Grpc.Core;

namespace Matching.Gateway.Portal;

/// <summary>Everything that the portal logs: never what somebody wrote, nor whom a page is about.</summary>
internal static partial class PortalLog
{
    [LoggerMessage(1, LogLevel.Error, "Unexpected error at {HttpMethod} {Route}")]
    public static partial void UnexpectedError(ILogger log, Exception error, string httpMethod, string? route);

    [LoggerMessage(2, LogLevel.Warning, "A service answered {Code} at {Route}")]
    public static partial void ServiceDown(ILogger log, StatusCode code, string? route);
}
