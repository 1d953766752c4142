using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Matching.Competence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// Builds the host that every gRPC service runs in: HTTP/2 without TLS, errors, limits, health and the clock.
/// </summary>
public static class ServiceHosting
{
    /// <summary>Configuration key of the port to listen on; 0 takes a free one.</summary>
    public const string PortKey = "LISTEN_PORT";

    /// <summary>Configuration key of the address to bind to; loopback when absent.</summary>
    public const string BindAddressKey = "BIND_ADDRESS";

    /// <summary>Configuration key of the directory for everything that is kept; <c>data</c> when absent.</summary>
    public const string DataDirectoryKey = "DATA_DIR";

    /// <summary>
    /// Configuration key of a directory with the JobTech taxonomy dumps; the built-in pack when absent.
    /// </summary>
    public const string TaxonomyKey = "TAXONOMY_DIR";

    /// <summary>The largest message a service takes, in bytes.</summary>
    private const int MaximumMessageBytes = 8 * 1024 * 1024;

    /// <summary>Begins a service. Add its own parts, then build, then <see cref="MapMatchingDefaults"/>.</summary>
    /// <param name="defaultPort">Where it listens when <see cref="PortKey"/> says nothing.</param>
    /// <param name="configure">Runs first, so that a composition root or a test can set configuration and replace
    /// parts.</param>
    public static WebApplicationBuilder CreateService(
        string[] args, int defaultPort, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        // What is not ready yet is told by the health answer, not by an error a second.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        configure?.Invoke(builder);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            BindAddress(builder.Configuration),
            builder.Configuration.GetValue(PortKey, defaultPort),
            listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options =>
        {
            options.Interceptors.Add<ErrorInterceptor>();
            options.MaxReceiveMessageSize = MaximumMessageBytes;
            options.MaxSendMessageSize = null;
        });
        builder.Services.AddHealthChecks();
        builder.Services.AddClock();
        return builder;
    }

    /// <summary>Registers the clock that configuration asks for, unless a test has put one in already.</summary>
    public static void AddClock(this IServiceCollection services)
    {
        if (services.All(service => service.ServiceType != typeof(TimeProvider)))
        {
            services.AddSingleton(provider => Clock.From(
                provider.GetRequiredService<IConfiguration>(),
                provider.GetRequiredService<ILoggerFactory>().CreateLogger("Matching.Clock")));
        }
    }

    /// <summary>
    /// Registers the taxonomy of <see cref="TaxonomyKey"/>, unless a composition root has put one in already.
    /// </summary>
    public static void AddTaxonomy(this IServiceCollection services)
    {
        if (services.All(service => service.ServiceType != typeof(Taxonomy)))
        {
            services.AddSingleton(
                provider => Taxonomy.Load(provider.GetRequiredService<IConfiguration>()[TaxonomyKey]));
        }
    }

    /// <summary>
    /// Maps what every service answers beside its own calls, <c>grpc.health.v1</c>, and lets no open stream hold up
    /// the stop of the host.
    /// </summary>
    public static void MapMatchingDefaults(this WebApplication app)
    {
        app.Use(EndStreamsWhenStopping);
        app.MapGrpcService<HealthService>();
    }

    /// <summary>
    /// Kestrel waits for open requests before it stops, and a stream of changes has no end: it is cancelled when the
    /// host begins to stop, and its caller told to come back. Health's own stream says that the service is going, and
    /// ends.
    /// </summary>
    private static async Task EndStreamsWhenStopping(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { } called
            || called.ServiceType == typeof(HealthService)
            || called.Method.Type is MethodType.Unary or MethodType.ClientStreaming)
        {
            await next(context);
            return;
        }

        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var ending =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.RequestAborted = ending.Token;
        await next(context);
    }

    /// <summary>The file of a service's database.</summary>
    public static string DatabasePath(this IConfiguration configuration, string service) =>
        Path.Combine(
            configuration[DataDirectoryKey] is { Length: > 0 } directory ? directory : "data", service + ".db");

    /// <summary>The address to bind to; loopback unless configured.</summary>
    public static IPAddress BindAddress(IConfiguration configuration) =>
        configuration[BindAddressKey] is not { Length: > 0 } text ? IPAddress.Loopback
        : IPAddress.TryParse(text, out var address) ? address
        : throw new InvalidOperationException(
            $"{BindAddressKey}={text} is not an IP address. Try 127.0.0.1 or 0.0.0.0.");

    /// <summary>The addresses a started application listens on.</summary>
    public static IReadOnlyList<Uri> Addresses(this IHost app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(a => new Uri(a))];
}
