using System.Globalization;
using System.Net;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Matching.Gateway.Transcoding;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Matching.Gateway.PassThrough;

/// <summary>
/// Passes gRPC calls on to the service that serves them, byte by byte and in both directions at once. What cannot be
/// passed on is answered in gRPC's own terms. Safe for concurrent use.
/// </summary>
/// <param name="connections">Where calls go.</param>
/// <param name="end">When streams without an end of their own end.</param>
internal sealed class Forwarding(
    IHttpForwarder forwarder, HttpMessageHandler connections, ILogger<Upstream> log, CancellationToken end)
{
    /// <summary>The most addresses of a name that are tried for one call.</summary>
    private const int MaximumAttempts = 5;

    private static readonly ForwarderRequestConfig Request = new()
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,

        // A stream may be quiet as long as it likes; keep-alive pings tell whether the other side is there.
        ActivityTimeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Passes one call on, to the next address where one cannot be reached.</summary>
    /// <param name="method">What is called; null for what the contracts do not have, which may be any kind.</param>
    public async Task ForwardAsync(HttpContext context, Destinations destinations, MethodDescriptor? method)
    {
        LiftLimits(context);
        var ending = method is { IsServerStreaming: true } ? end : CancellationToken.None;
        for (var attempt = 1; ; attempt++)
        {
            if (await destinations.NextAsync(context.RequestAborted) is not { } destination)
            {
                Answer(context, StatusCode.Unavailable, "The service behind has no address.");
                return;
            }

            var transformer = destination.Authority is null && !ending.CanBeCanceled
                ? HttpTransformer.Empty
                : new CallTransformer(destination.Authority, ending);
            using var sender = method is { IsClientStreaming: false }
                ? new WholeRequest(context, connections)
                : new HttpMessageInvoker(connections, disposeHandler: false);
            var error = await forwarder.SendAsync(
                context, destination.Prefix, sender, Request, transformer, CancellationToken.None);
            if (sender is WholeRequest whole)
            {
                await whole.Sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (error == ForwarderError.None || context.Response.HasStarted)
            {
                return;
            }

            // A service may answer before it has read the request, which then cannot be sent: the answer stands.
            if (context.Response.Headers.ContainsKey("grpc-status"))
            {
                context.Response.StatusCode = StatusCodes.Status200OK;
                return;
            }

            var reason = context.GetForwarderErrorFeature()?.Exception;
            var unreached = error == ForwarderError.Request && reason is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
            };
            if (unreached)
            {
                destinations.LeaveOut(destination);
            }

            // Nothing of the call has left while there was no connection: another address can have it whole.
            if (!unreached || attempt >= Math.Min(destinations.Count, MaximumAttempts))
            {
                var (code, message) = Explain(reason);
                if (code == StatusCode.Unavailable && IsBehind(error)
                    && destinations.CountFailure(destination) is > 0 and var calls)
                {
                    GatewayLog.NotPassedOn(log, destination.Prefix, calls, error, reason?.Message);
                }

                Answer(context, code, message);
                return;
            }

            context.Response.Clear();
        }
    }

    /// <summary>
    /// Whether it is the service that failed: one who calls and resets as fast as he can fills no log.
    /// </summary>
    private static bool IsBehind(ForwarderError error) => error is ForwarderError.Request
        or ForwarderError.RequestTimedOut
        or ForwarderError.RequestBodyDestination
        or ForwarderError.ResponseHeaders;

    /// <summary>What was wrong with the request's own bytes is the caller's error; all else is the way there.</summary>
    private static (StatusCode Code, string Message) Explain(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is RpcException refused)
            {
                return (refused.StatusCode, refused.Status.Detail);
            }
        }

        return (StatusCode.Unavailable, "The service behind cannot be reached.");
    }

    // The service behind has the limits; a stream has neither an end nor a pace.
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static void Answer(HttpContext context, StatusCode code, string message)
    {
        context.Response.Clear();
        context.Response.ContentType = PassThroughSetup.ContentType;
        context.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = message;
    }
}
