using System.Collections.Frozen;
using Matching.Gateway.Transcoding;
using Matching.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace Matching.Gateway.PassThrough;

/// <summary>Puts the passing on of gRPC calls into the pipeline.</summary>
internal static class PassThroughSetup
{
    internal const string ContentType = "application/grpc";

    public static void AddPassThrough(this IServiceCollection services) => services.AddHttpForwarder();

    /// <summary>Takes every call of gRPC, by its content type, to a service that is not the gateway's own.</summary>
    public static void UsePassThrough(this WebApplication app)
    {
        var upstreams = app.Services.GetRequiredService<Upstreams>();
        var forwarding = new Forwarding(
            app.Services.GetRequiredService<IHttpForwarder>(),
            upstreams.Connections,
            app.Services.GetRequiredService<ILogger<Upstream>>(),
            app.Services.StreamsEnd());
        var methods = app.Services.GetRequiredService<ApiContracts>().Files
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods)
            .ToFrozenDictionary(
                method => $"/{method.Service.FullName}/{method.Name}",
                StringComparer.Ordinal);
        app.Use(next => context =>
            IsGrpc(context.Request)
            && ServiceName(context.Request.Path) is { } service
            && upstreams.Find(service) is { } upstream
                ? PassOnAsync(context, upstream.Destinations)
                : next(context));

        // What the contracts do not have is passed on as well, and has no name here.
        Task PassOnAsync(HttpContext context, Destinations destinations)
        {
            var path = context.Request.Path.Value ?? "";
            var method = methods.GetValueOrDefault(path);
            if (method is not null)
            {
                context.NameCall(path);
            }

            return forwarding.ForwardAsync(context, destinations, method);
        }
    }

    private static bool IsGrpc(HttpRequest request) =>
        request.ContentType is { } type
        && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');

    private static string? ServiceName(string? path) =>
        path is ['/', ..] && path.LastIndexOf('/') is var slash && slash > 1 ? path[1..slash] : null;
}
