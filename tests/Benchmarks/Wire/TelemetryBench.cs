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
    private const int Calls = 5_000;
    private const int InFlight = 32;
    private const int WarmUp = 4;
    private const int Turns = 21;

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
        var pairs = new List<(WireServer Service, WireServer Gateway)>();
        foreach (var (_, environment) in settings)
        {
            var service = await WireServer.StartServiceAsync(environment);
            pairs.Add((service, await WireServer.StartGatewayAsync(service.Addresses[0], environment)));
        }

        var turns = new List<(double Service, double Gateway)[]>();
        for (var turn = 0; turn < WarmUp + Turns; turn++)
        {
            var rates = new (double, double)[pairs.Count];
            for (var pair = 0; pair < pairs.Count; pair++)
            {
                rates[pair] = (
                    await RateAsync(pairs[pair].Service.Addresses[0]), await RateAsync(pairs[pair].Gateway.Addresses[0]));
            }

            turns.Add(rates);
        }

        foreach (var (service, gateway) in pairs)
        {
            await gateway.DisposeAsync();
            await service.DisposeAsync();
        }

        var lines = new List<string> { "| telemetry | service, calls/s | ratio | gateway, calls/s | ratio |" };
        for (var i = 0; i < settings.Length; i++)
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {settings[i].Name} | {Median(turn => turn[i].Service):0} "
                    + $"| {Median(turn => turn[i].Service / turn[0].Service):0.00} "
                    + $"| {Median(turn => turn[i].Gateway):0} "
                    + $"| {Median(turn => turn[i].Gateway / turn[0].Gateway):0.00} |"));
        }

        return string.Join('\n', lines);

        double Median(Func<(double Service, double Gateway)[], double> of) =>
            Load.Median(turns.Skip(WarmUp).Select(of));
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
