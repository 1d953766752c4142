using System.Net;
using Matching.Competence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// Builds the host that every gRPC service runs in: HTTP/2, TLS where it is configured, errors, limits, health and the
/// clock.
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
        // Whatever a call can do wrong is told to its caller; ErrorInterceptor logs what a service does wrong.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning)
            .AddFilter("MassTransit", LogLevel.Warning)
            .AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            .WithoutRequestScopes();
        builder.AddListening();
        configure?.Invoke(builder);
        builder.AddTelemetry();
        var tls = TlsServer.From(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.SetMatchingKeepAlive();
            kestrel.Listen(
                BindAddress(builder.Configuration),
                builder.Configuration.GetValue(PortKey, defaultPort),
                listen => listen.Speak(HttpProtocols.Http2, tls));
        });
        builder.AddMatchingGrpc();
        builder.Services.AddClock();
        return builder;
    }

    /// <summary>
    /// Spares every request a log scope and an activity, which ASP.NET Core makes for whoever logs at all. Where
    /// somebody listens for activities, such as OpenTelemetry, they are made all the same.
    /// </summary>
    public static ILoggingBuilder WithoutRequestScopes(this ILoggingBuilder logging) =>
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

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
    /// Maps what every service answers beside its own calls, and what belongs around each of them.
    /// </summary>
    public static void MapMatchingDefaults(this WebApplication app)
    {
        app.UseMatchingGrpc("service");
        app.MapMatchingGrpc();
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
