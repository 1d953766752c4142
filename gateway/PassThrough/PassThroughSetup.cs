using System.Globalization;
using System.Net;
using Grpc.Core;
using Matching.Gateway.Transcoding;
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

    private static readonly ForwarderRequestConfig Request = new()
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,

        // A stream may be quiet for so long; keep-alive pings tell whether the other side is there.
        ActivityTimeout = TimeSpan.FromDays(1),
    };

    public static void AddPassThrough(this IServiceCollection services) => services.AddHttpForwarder();

    /// <summary>Takes every call of gRPC, by its content type, to a service that is not the gateway's own.</summary>
    public static void UsePassThrough(this WebApplication app)
    {
        var upstreams = app.Services.GetRequiredService<Upstreams>();
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        });
        app.Lifetime.ApplicationStopped.Register(client.Dispose);
        app.Use(next => context =>
            IsGrpc(context.Request)
            && ServiceName(context.Request.Path) is { } service
            && upstreams.Find(service) is { } upstream
                ? ForwardAsync(context, upstream, forwarder, client)
                : next(context));
    }

    private static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');

    private static async Task ForwardAsync(
        HttpContext context, Upstream upstream, IHttpForwarder forwarder, HttpMessageInvoker client)
    {
        LiftLimits(context);
        var error = await forwarder.SendAsync(context, upstream.Address.ToString(), client, Request);
        if (error != ForwarderError.None && !context.Response.HasStarted)
        {
            var (code, message) = Explain(context.GetForwarderErrorFeature()?.Exception);
            Answer(context, code, message);
        }
    }

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
