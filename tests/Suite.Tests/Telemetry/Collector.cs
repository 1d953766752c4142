using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Matching.Suite.Tests.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matching.Suite.Tests.Telemetry;

/// <summary>A collector of traces that speaks OTLP over gRPC, and keeps every span that it is sent.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<ResourceSpans> _received = new();
    private readonly WebApplication _app;

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<Service>();
    }

    public string Address => _app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Everything received so far, as it came.</summary>
    public IReadOnlyList<ResourceSpans> Received => [.. _received];

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>The spans of one trace, with the names of their sources.</summary>
    public IReadOnlyList<(string Source, Span Span)> Trace(string traceId) =>
    [
        .. _received.SelectMany(resource => resource.ScopeSpans)
            .SelectMany(scope => scope.Spans.Select(span => (scope.Scope.Name, span)))
            .Where(entry => Convert.ToHexStringLower(entry.span.TraceId.Span) == traceId),
    ];

    /// <summary>Waits until a trace has a span of each of the names.</summary>
    public async Task<IReadOnlyList<(string Source, Span Span)>> TraceAsync(string traceId, params string[] names)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var spans = Trace(traceId);
            if (names.All(name => spans.Any(entry => entry.Span.Name == name)))
            {
                return spans;
            }

            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Of {string.Join(", ", names)} only these came: "
                    + string.Join(", ", spans.Select(entry => entry.Span.Name)));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class Service(Collector collector) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(
            ExportTraceServiceRequest request, ServerCallContext context)
        {
            foreach (var spans in request.ResourceSpans)
            {
                collector._received.Enqueue(spans);
            }

            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }
}
