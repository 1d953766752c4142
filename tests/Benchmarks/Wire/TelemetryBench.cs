using System.Globalization;
using System.Net;
using Google.Protobuf;
using Grpc.Net.Client;
using Matching.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Matching.Benchmarks.Wire;

/// <summary>
/// What telemetry costs a call: the same calls with none, with metrics, and with metrics and every trace sent to a
/// collector that takes and forgets them. The three pairs of servers take turns, so that what else the machine does is
/// shared.
/// </summary>
internal static class TelemetryBench
{
    private const int Calls = 20_000;
    private const int InFlight = 32;
    private const int Rounds = 3;

    public static async Task<string> MeasureAsync()
    {
        await using var sink = await StartSinkAsync();
        var settings = new (string Name, (string Key, string Value)[] Environment)[]
        {
            ("off", []),
            ("metrics", [(Telemetry.MetricsPortKey, "0")]),
            ("metrics, all traces",
            [
                (Telemetry.MetricsPortKey, "0"),
                (Telemetry.CollectorKey, sink.Addresses()[0].ToString()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ]),
        };
        var lines = new List<string> { "| telemetry | service, calls/s | ratio | gateway, calls/s | ratio |" };
        var rates = new Dictionary<string, (List<double> Service, List<double> Gateway)>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, environment) in settings)
            {
                await using var server = await WireServer.StartServiceAsync(environment);
                await using var before = await WireServer.StartGatewayAsync(server.Addresses[0], environment);
                var (service, gateway) = rates.TryGetValue(name, out var known) ? known : rates[name] = ([], []);
                service.Add(await RateAsync(server.Addresses[0]));
                gateway.Add(await RateAsync(before.Addresses[0]));
            }
        }

        var off = rates["off"];
        foreach (var (name, (service, gateway)) in rates)
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Best(service):0} | {Best(service) / Best(off.Service):0.00} "
                    + $"| {Best(gateway):0} | {Best(gateway) / Best(off.Gateway):0.00} |"));
        }

        return string.Join('\n', lines);

        static double Best(List<double> values) => values.Max();
    }

    private static async Task<double> RateAsync(Uri address)
    {
        using var channel = GrpcChannel.ForAddress(address);
        var client = new EchoService.EchoServiceClient(channel);
        var message = new EchoMessage { Payload = ByteString.CopyFrom(new byte[100]) };
        return (await Load.MeasureAsync(Calls, InFlight, async _ => await client.EchoAsync(message))).PerSecond;
    }

    private static async Task<WebApplication> StartSinkAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        app.MapPost("/{**path}", async (HttpContext context) => await context.Request.Body.CopyToAsync(Stream.Null));
        await app.StartAsync();
        return app;
    }
}
