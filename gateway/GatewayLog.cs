using Grpc.Core;
using Yarp.ReverseProxy.Forwarder;

namespace Matching.Gateway;

/// <summary>Everything that the gateway logs.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Method}: the stream ended with {Code}")]
    public static partial void StreamBroken(ILogger log, string method, StatusCode code);

    [LoggerMessage(2, LogLevel.Error, "Unexpected error at {HttpMethod} {Route}")]
    public static partial void UnexpectedError(ILogger log, Exception error, string httpMethod, string route);

    [LoggerMessage(3, LogLevel.Warning, "{Service} is not ready: {Status}")]
    public static partial void NotReady(ILogger log, string service, string status);

    [LoggerMessage(
        4, LogLevel.Warning, "{Address} did not answer {Calls} calls passed on to it, the last by {Error} {Reason}")]
    public static partial void NotPassedOn(
        ILogger log, string address, int calls, ForwarderError error, string? reason);
}
