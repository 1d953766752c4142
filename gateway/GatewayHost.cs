using Matching.Gateway.Health;
using Matching.Gateway.OpenApi;
using Matching.Gateway.PassThrough;
using Matching.Gateway.Portal;
using Matching.Gateway.Transcoding;
using Matching.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matching.Gateway;

/// <summary>
/// Builds the gateway: REST, OpenAPI and health on one port, gRPC on another, so that neither needs TLS to tell them
/// apart; with TLS each port answers both. It owns nothing; where the services are stands in
/// <c>Endpoints:Profile</c>, <c>Vacancy</c> and <c>Matching</c>.
/// </summary>
public static class GatewayHost
{
    /// <summary>Configuration key of the port for REST; 8080 when absent, 0 takes a free one.</summary>
    public const string HttpPortKey = "HTTP_PORT";

    /// <summary>
    /// Configuration key of the port for gRPC (HTTP/2, also without TLS); 8081 when absent, 0 takes a free one.
    /// </summary>
    public const string GrpcPortKey = "GRPC_PORT";

    /// <summary>
    /// What a process that is the gateway alone should have in its environment, which is the only place where the
    /// runtime looks for it. Room for 64 MiB of new objects: whatever passes through dies young, and 6 MiB, the usual
    /// room, are full 25 times a second. And as few changes of thread as can be, since nothing in it waits or computes
    /// for long: what a socket has to say is handled where it is heard, and the pool adds a thread only when work lies.
    /// </summary>
    public static readonly IReadOnlyList<(string Key, string Value)> RuntimeSettings =
    [
        ("DOTNET_GCgen0size", "0x4000000"),
        ("DOTNET_HillClimbing_Disable", "1"),
        ("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1"),
    ];

    /// <param name="configure">Runs first, so that a composition root or a test can set configuration and replace
    /// parts.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // To the proxy, a caller who left is a warning. PassThrough tells what a service behind did wrong.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Yarp", LogLevel.Error)
            .AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None)
            .WithoutRequestScopes();
        builder.AddListening();
        configure?.Invoke(builder);
        builder.AddTelemetry();
        var tls = TlsServer.From(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var address = ServiceHosting.BindAddress(builder.Configuration);
            kestrel.Limits.MaxRequestLineSize = 128 * 1024;
            kestrel.Limits.SetMatchingKeepAlive();
            kestrel.Listen(
                address,
                builder.Configuration.GetValue(HttpPortKey, 8080),
                listen => listen.Speak(HttpProtocols.Http1, tls));
            kestrel.Listen(
                address,
                builder.Configuration.GetValue(GrpcPortKey, 8081),
                listen => listen.Speak(HttpProtocols.Http2, tls));
        });
        builder.Services.AddClock();
        builder.Services.TryAddSingleton<ApiContracts>(_ => new ApiContracts());
        builder.Services.AddGrpcChannels();
        builder.Services.TryAddSingleton(services => new Upstreams(
            services.GetRequiredService<IConfiguration>(),
            Upstreams.Served,
            services.GetRequiredService<AddressLookup>(),
            [.. services.GetRequiredService<ApiContracts>().Files.SelectMany(file => file.Services)]));
        builder.Services.AddTranscoding(builder.Configuration);
        builder.Services.AddPassThrough();
        builder.AddMatchingGrpc();
        builder.AddHealth();
        builder.Services.AddPortal();

        var app = builder.Build();
        app.UseMatchingGrpc("gateway", PassThroughSetup.UsePassThrough);
        app.MapMatchingGrpc();
        app.MapHealth();
        app.MapOpenApi();
        app.MapPortal();
        app.MapTranscoding();
        return app;
    }

    /// <summary>Where a started gateway answers REST.</summary>
    public static Uri HttpAddress(WebApplication app) => app.Addresses()[0];

    /// <summary>Where a started gateway answers gRPC.</summary>
    public static Uri GrpcAddress(WebApplication app) => app.Addresses()[1];
}
