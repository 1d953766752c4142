using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using Grpc.Core;
using Matching.Gateway.Transcoding;
using Matching.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Matching.Gateway.PassThrough;

/// <summary>
/// Passes gRPC calls on to the service that serves them, byte by byte and in both directions at once. What cannot be
/// passed on is answered in gRPC's own terms.
/// </summary>
internal static class PassThroughSetup
{
    private const string ContentType = "application/grpc";

    /// <summary>The most addresses of a name that are tried for one call.</summary>
    private const int MaximumAttempts = 5;

    private static readonly ForwarderRequestConfig Request = new()
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,

        // A stream may be quiet as long as it likes; keep-alive pings tell whether the other side is there.
        ActivityTimeout = Timeout.InfiniteTimeSpan,
    };

    public static void AddPassThrough(this IServiceCollection services) => services.AddHttpForwarder();

    /// <summary>Takes every call of gRPC, by its content type, to a service that is not the gateway's own.</summary>
    public static void UsePassThrough(this WebApplication app)
    {
        var upstreams = app.Services.GetRequiredService<Upstreams>();
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var log = app.Services.GetRequiredService<ILogger<Upstream>>();
        var end = app.Services.StreamsEnd();
        var methods = app.Services.GetRequiredService<ApiContracts>().Files
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods)
            .ToFrozenDictionary(
                method => $"/{method.Service.FullName}/{method.Name}",
                method => method.IsServerStreaming,
                StringComparer.Ordinal);
        app.Use(next => context =>
            IsGrpc(context.Request)
            && ServiceName(context.Request.Path) is { } service
            && upstreams.Find(service) is { } upstream
                ? ForwardAsync(
                    context,
                    upstream.Destinations,
                    forwarder,
                    upstreams.Connections,
                    log,
                    IsEndless(context) ? end : CancellationToken.None)
                : next(context));

        // What the contracts do not have is passed on as well, and has no name here.
        bool IsEndless(HttpContext context)
        {
            var path = context.Request.Path.Value ?? "";
            if (!methods.TryGetValue(path, out var answersInStream))
            {
                return false;
            }

            context.NameCall(path);
            return answersInStream;
        }
    }

    private static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');

    private static async Task ForwardAsync(
        HttpContext context,
        Destinations destinations,
        IHttpForwarder forwarder,
        HttpMessageInvoker connections,
        ILogger log,
        CancellationToken end)
    {
        LiftLimits(context);
        for (var attempt = 1; ; attempt++)
        {
            if (await destinations.NextAsync(context.RequestAborted) is not { } destination)
            {
                Answer(context, StatusCode.Unavailable, "The service behind has no address.");
                return;
            }

            var transformer = destination.Authority is null && !end.CanBeCanceled
                ? HttpTransformer.Empty
                : new CallTransformer(destination.Authority, end);
            var error = await forwarder.SendAsync(
                context, destination.Prefix, connections, Request, transformer, CancellationToken.None);
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

    private static string? ServiceName(string? path) =>
        path is ['/', ..] && path.LastIndexOf('/') is var slash && slash > 1 ? path[1..slash] : null;

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
        context.Response.ContentType = ContentType;
        context.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = message;
    }
}
