using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace Matching.Hosting;

/// <summary>
/// Serves <c>/metrics</c> and nothing else, over HTTP/1.1 on a port of its own: services speak HTTP/2 alone, Prometheus
/// does not, and what is measured is no business of those who call.
/// </summary>
internal sealed class MetricsPage
{
    private readonly WebApplication _app;

    private MetricsPage(WebApplication app) => _app = app;

    public Uri Address => new(_app.Addresses()[0], "/metrics");

    public static async Task<MetricsPage> StartAsync(
        IPAddress address, int port, MeterProvider metrics, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(address, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();

        // A scrape is neither a request to measure nor one to trace.
        builder.Services.AddSingleton(new ActivitySource("Scrape"));
        var app = builder.Build();
        app.MapPrometheusScrapingEndpoint("/metrics", metrics, configureBranchedPipeline: null, optionsName: null)
            .DisableHttpMetrics();
        await app.StartAsync(cancellationToken);
        return new MetricsPage(app);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _app.StopAsync(cancellationToken);
        await _app.DisposeAsync();
    }
}
