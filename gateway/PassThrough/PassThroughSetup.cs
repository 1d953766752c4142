using System.Globalization;
using System.Net;
using Grpc.Core;
using Matching.Gateway.Transcoding;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Matching.Gateway.PassThrough;

/// <summary>
/// Passes gRPC calls on to the service that serves them, byte by byte and in both directions at once, on the port that
/// speaks HTTP/2. What cannot be passed on is answered in gRPC's own terms.
/// </summary>
internal static class PassThroughSetup
{
    private static readonly ForwarderRequestConfig Request = new()
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,

        // A stream may be quiet for so long; keep-alive pings tell whether the other side is there.
        ActivityTimeout = TimeSpan.FromDays(1),
    };

    public static void AddPassThrough(this IServiceCollection services) => services.AddHttpForwarder();

    /// <summary>Takes everything that comes by HTTP/2 out of the pipeline of REST.</summary>
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
        app.Use(next => context => HttpProtocol.IsHttp2(context.Request.Protocol)
            ? ForwardAsync(context, upstreams, forwarder, client)
            : next(context));
    }

    private static async Task ForwardAsync(
        HttpContext context, Upstreams upstreams, IHttpForwarder forwarder, HttpMessageInvoker client)
    {
        if (ServiceName(context.Request.Path) is not { } service || upstreams.Find(service) is not { } upstream)
        {
            Answer(context, StatusCode.Unimplemented, "No service of this name is here.");
            return;
        }

        LiftLimits(context);
        var error = await forwarder.SendAsync(context, upstream.Address.ToString(), client, Request);
        if (error != ForwarderError.None && !context.Response.HasStarted)
        {
            Answer(context, StatusCode.Unavailable, "The service behind cannot be reached.");
        }
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
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = message;
    }
}
