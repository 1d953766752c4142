using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Matching.Hosting;

/// <summary>
/// What a process tells of itself: metrics to whoever scrapes <see cref="MetricsPortKey"/>, and metrics and traces to
/// the collector of <see cref="CollectorKey"/>. One for a process, since meters and sources know no hosts: hosts that
/// share a process share it. Further settings are OpenTelemetry's own, such as <c>OTEL_SERVICE_NAME</c> and
/// <c>OTEL_TRACES_SAMPLER</c>.
/// </summary>
public sealed class Telemetry : IHostedService, IDisposable
{
    /// <summary>Configuration key of the port that serves <c>/metrics</c>; 0 takes a free one.</summary>
    public const string MetricsPortKey = "METRICS_PORT";

    /// <summary>Configuration key of a collector that speaks OTLP, such as <c>http://collector:4317</c>.</summary>
    public const string CollectorKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Configuration key of a replica's name, where there are several on a machine.</summary>
    private const string ReplicaKey = "REPLICA";

    private static readonly string[] Sources =
        ["Matching.*", "Microsoft.AspNetCore", "Grpc.Net.Client", "System.Net.Http", "Npgsql", "MassTransit"];

    private static readonly string[] Meters =
    [
        "Matching.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http",
        "System.Runtime", "Npgsql", "MassTransit",
    ];

    /// <summary>The standard's own begin at 5 ms, which is where most calls have long ended.</summary>
    private static readonly ExplicitBucketHistogramConfiguration RequestSeconds = new()
    {
        Boundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly IConfiguration _configuration;
    private readonly string _service;
    private readonly int? _port;
    private readonly bool _hasCollector;
    private OpenTelemetrySdk? _sdk;
    private MetricsPage? _page;

    private Telemetry(IConfiguration configuration, string service, int? port, bool hasCollector) =>
        (_configuration, _service, _port, _hasCollector) = (configuration, service, port, hasCollector);

    /// <summary>Where metrics are served once it is started; null for nowhere.</summary>
    public Uri? MetricsAddress => _page?.Address;

    /// <summary>What configuration asks for; null where it asks for nothing, and then nothing is spent on it.</summary>
    /// <param name="service">The service's name where <c>OTEL_SERVICE_NAME</c> gives none.</param>
    /// <exception cref="InvalidOperationException">A setting makes no sense; it is named.</exception>
    public static Telemetry? From(IConfiguration configuration, string service)
    {
        int? port = configuration[MetricsPortKey] is not { Length: > 0 } text ? null
            : int.TryParse(text, out var number) && number is >= 0 and <= 65535 ? number
            : throw new InvalidOperationException($"{MetricsPortKey}={text} is not a port, 0 to 65535.");
        var hasCollector = configuration[CollectorKey] is { Length: > 0 } collector
            && (Uri.TryCreate(collector, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? true
                : throw new InvalidOperationException(
                    $"{CollectorKey} is not an address such as http://collector:4317."));
        return port is null && !hasCollector ? null : new Telemetry(configuration, service, port, hasCollector);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _sdk = OpenTelemetrySdk.Create(telemetry =>
        {
            telemetry.Services.AddSingleton(_configuration);
            telemetry.ConfigureResource(resource => resource
                .AddService(_service, serviceInstanceId: _configuration[ReplicaKey] ?? Environment.MachineName)
                .AddEnvironmentVariableDetector());
            telemetry.WithMetrics(Measure);
            if (_hasCollector)
            {
                telemetry.WithTracing(traces => traces
                    .AddSource(Sources)
                    .AddProcessor(new SpanCleaner())
                    .AddOtlpExporter());
            }
        });
        if (_port is { } port)
        {
            _page = await MetricsPage.StartAsync(
                ServiceHosting.BindAddress(_configuration), port, _sdk.MeterProvider, cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_page is not null)
        {
            await _page.StopAsync(cancellationToken);
        }

        // Sends what is left.
        Dispose();
    }

    public void Dispose() => _sdk?.Dispose();

    private void Measure(MeterProviderBuilder metrics)
    {
        metrics.AddMeter(Meters).AddView("http.server.request.duration", RequestSeconds);
        if (_port is not null)
        {
            metrics.AddPrometheusExporter();
        }

        if (_hasCollector)
        {
            metrics.AddOtlpExporter();
        }
    }
}
