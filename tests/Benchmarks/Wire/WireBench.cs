using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Matching.Benchmarks.Wire;

/// <summary>
/// Calls of 100 bytes over every way there is to a service: gRPC, gRPC through the gateway, and REST; and Redis. Client,
/// service and gateway are processes of their own. A stream hints that its messages may share packets.
/// </summary>
internal sealed class WireBench(double scale)
{
    private const int PayloadBytes = 100;
    private const int Unary = 400_000;
    private const int UnaryAlone = 20_000;
    private const int Streamed = 1_000_000;
    private const int InFlight = 32;
    private const int Turns = 21;

    private readonly JsonObject _figures = [];
    private readonly EchoMessage _message = new() { Payload = ByteString.CopyFrom(new byte[PayloadBytes]) };

    /// <summary>Measures everything.</summary>
    /// <param name="scale">1 is the whole of it; less is faster and says less.</param>
    /// <returns>The figures, by flat keys that end in their unit.</returns>
    public static async Task<JsonObject> RunAsync(double scale)
    {
        var bench = new WireBench(scale);
        bench.DescribeMachine();
        await using (var service = await WireServer.StartServiceAsync())
        await using (var gateway = await WireServer.StartGatewayAsync(service.Addresses[0]))
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
            {
                BaseAddress = gateway.Addresses[1],
            };
            using var direct = GrpcChannel.ForAddress(service.Addresses[0]);
            using var through = GrpcChannel.ForAddress(gateway.Addresses[0]);
            var body = bench.Json();
            await bench.MeasureUnaryAsync(
                bench.Calls("", direct, service),
                bench.Calls("gateway_", through, gateway),
                new Way("rest_", gateway, () => PostAsync(http, body)));
            await bench.MeasureStreamsAsync("", direct);
            await bench.MeasureStreamsAsync("gateway_", through);
            await bench.MeasureStreamsAsync(http);
        }

        await bench.MeasureRedisAsync();
        return bench._figures;
    }

    /// <summary>
    /// Measures what the stand-ins have a part in, which is gRPC without a gateway, and Redis: once for each line of
    /// input, whose answer is a line of figures.
    /// </summary>
    public static async Task AnswerAsync(double scale)
    {
        await using var service = await WireServer.StartServiceAsync();
        using var channel = GrpcChannel.ForAddress(service.Addresses[0]);
        while (await Console.In.ReadLineAsync() is not null)
        {
            var bench = new WireBench(scale);
            await bench.MeasureUnaryAsync(bench.Calls("", channel, service));
            await bench.MeasureStreamsAsync("", channel);
            await bench.MeasureRedisAsync();
            Console.WriteLine(bench._figures.ToJsonString());
        }
    }

    /// <summary>Measures, prints and writes artifacts/bench/wire.json below the current directory.</summary>
    public static async Task<int> WriteAsync(double scale)
    {
        await WriteAsync(await RunAsync(scale), "wire.json");
        return 0;
    }

    /// <summary>Prints figures and writes them below artifacts/bench.</summary>
    public static async Task WriteAsync(JsonObject figures, string file)
    {
        var text = figures.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        var path = Path.Combine("artifacts", "bench", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text + "\n");
        Console.WriteLine(text);
        Console.WriteLine($"written to {path}");
    }

    private Way Calls(string name, GrpcChannel channel, WireServer server)
    {
        var client = new EchoService.EchoServiceClient(channel);
        return new Way(name, server, async () => await client.EchoAsync(_message));
    }

    /// <summary>One call at a time and many, over every way, and what the later ways are to the first.</summary>
    private async Task MeasureUnaryAsync(params Way[] ways)
    {
        await MeasureInTurnsAsync("unary_1", UnaryAlone, 1, ways);
        var turns = await MeasureInTurnsAsync($"unary_{InFlight}", Unary, InFlight, ways);
        for (var way = 1; way < ways.Length; way++)
        {
            var ratios = turns.Select(turn => turn[way].PerSecond / turn[0].PerSecond);
            Add($"{ways[way].Name}to_direct_ratio", Load.Median(ratios));
        }
    }

    /// <summary>
    /// The ways take turns, so that what else the machine does slows all of them, and the medians of the turns count.
    /// </summary>
    private async Task<List<LoadFigures[]>> MeasureInTurnsAsync(string name, int calls, int inFlight, Way[] ways)
    {
        var count = Count(calls) / Turns;
        var allocated = new long[ways.Length];
        var turns = new List<LoadFigures[]>();
        foreach (var way in ways)
        {
            await Load.MeasureAsync(Count(calls) / 5, inFlight, _ => way.CallAsync());
        }

        for (var turn = 0; turn < Turns; turn++)
        {
            var figures = new LoadFigures[ways.Length];
            for (var way = 0; way < ways.Length; way++)
            {
                var before = await ways[way].Server.AllocatedBytesAsync();
                figures[way] = await Load.MeasureAsync(count, inFlight, _ => ways[way].CallAsync());
                allocated[way] += await ways[way].Server.AllocatedBytesAsync() - before;
            }

            turns.Add(figures);
        }

        for (var way = 0; way < ways.Length; way++)
        {
            Add($"{ways[way].Name}{name}_calls_per_s", Median(turns, way, figures => figures.PerSecond));
            Add($"{ways[way].Name}{name}_p50_us", Median(turns, way, figures => figures.P50));
            Add($"{ways[way].Name}{name}_p99_us", Median(turns, way, figures => figures.P99));
            Add($"{ways[way].Name}{name}_client_allocated_bytes_per_call", Median(turns, way, figures => figures.AllocatedBytes));
            Add(
                $"{ways[way].Name}{name}_server_allocated_bytes_per_call",
                allocated[way] / ((double)Turns * Load.WithWarmUp(count, inFlight)));
        }

        return turns;
    }

    private static double Median(List<LoadFigures[]> turns, int way, Func<LoadFigures, double> figure) =>
        Load.Median(turns.Select(turn => figure(turn[way])));

    private async Task MeasureStreamsAsync(string way, GrpcChannel channel)
    {
        var client = new EchoService.EchoServiceClient(channel);
        await DownloadAsync(client, Count(Streamed) / 10);
        Add($"{way}server_stream_messages_per_s", await DownloadAsync(client, Count(Streamed)));
        await UploadAsync(client, Count(Streamed) / 10);
        Add($"{way}client_stream_messages_per_s", await UploadAsync(client, Count(Streamed)));

        using var talk = client.Talk();
        await AddAsync($"{way}ping_pong", UnaryAlone, 1, async _ =>
        {
            await talk.RequestStream.WriteAsync(_message, CancellationToken.None);
            await talk.ResponseStream.MoveNext(CancellationToken.None);
        });
        await talk.RequestStream.CompleteAsync();
    }

    private async Task MeasureStreamsAsync(HttpClient http)
    {
        await DownloadAsync(http, Count(Streamed) / 10);
        Add("rest_server_stream_messages_per_s", await DownloadAsync(http, Count(Streamed)));
        await UploadAsync(http, Count(Streamed) / 10);
        Add("rest_client_stream_messages_per_s", await UploadAsync(http, Count(Streamed)));
    }

    private async Task MeasureRedisAsync()
    {
        var figures = await RedisBench.MeasureAsync(Count(100_000));
        Add("redis_get_64_per_s", figures.OperationsPerSecond);
        Add("redis_get_64_p50_us", figures.P50Microseconds);
        Add("redis_get_64_p99_us", figures.P99Microseconds);
        Add("redis_get_1_p50_us", figures.SingleP50Microseconds);
        Add("redis_get_1_p99_us", figures.SingleP99Microseconds);
        Add("redis_get_allocated_bytes_per_call", figures.BytesAllocatedPerOperation);
        if (figures.RedisBenchmarkPerSecond is { } rate)
        {
            Add("redis_benchmark_get_64_per_s", rate);
        }
    }

    private async Task<double> DownloadAsync(EchoService.EchoServiceClient client, int count)
    {
        var started = Stopwatch.GetTimestamp();
        using var call = client.Download(new DownloadRequest { Count = count, Size = PayloadBytes });
        var received = 0;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            received++;
        }

        return Rate(received, count, started);
    }

    private async Task<double> UploadAsync(EchoService.EchoServiceClient client, int count)
    {
        var started = Stopwatch.GetTimestamp();
        using var call = client.Upload();
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        for (var sent = 0; sent < count; sent++)
        {
            await call.RequestStream.WriteAsync(_message, CancellationToken.None);
        }

        await call.RequestStream.CompleteAsync();
        var received = (await call.ResponseAsync).Count;
        return Rate(received, count, started);
    }

    /// <summary>A line of JSON for each message.</summary>
    private static async Task<double> DownloadAsync(HttpClient http, int count)
    {
        var started = Stopwatch.GetTimestamp();
        await using var answer =
            await http.GetStreamAsync(new Uri($"v1/echo:download?count={count}&size={PayloadBytes}", UriKind.Relative));
        var buffer = new byte[64 * 1024];
        var received = 0;
        for (int read; (read = await answer.ReadAsync(buffer)) > 0;)
        {
            received += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return Rate(received, count, started);
    }

    /// <summary>Lines of so many bytes in one body.</summary>
    private static async Task<double> UploadAsync(HttpClient http, int count)
    {
        var lines = new byte[count * PayloadBytes];
        for (var line = 1; line <= count; line++)
        {
            lines[(line * PayloadBytes) - 1] = (byte)'\n';
        }

        using var content = new ByteArrayContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var started = Stopwatch.GetTimestamp();
        using var response = await http.PostAsync(new Uri("v1/echo:import", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return Rate((int)answer["count"]!, count, started);
    }

    private static double Rate(int received, int count, long started) => received == count
        ? count / Stopwatch.GetElapsedTime(started).TotalSeconds
        : throw new InvalidDataException($"{received} messages of {count} came.");

    private async Task AddAsync(string name, int calls, int inFlight, Func<int, Task> call)
    {
        var figures = await Load.MeasureAsync(Count(calls), inFlight, call);
        Add($"{name}_calls_per_s", figures.PerSecond);
        Add($"{name}_p50_us", figures.P50);
        Add($"{name}_p99_us", figures.P99);
    }

    private byte[] Json() => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, string> { ["payload"] = _message.Payload.ToBase64() });

    private static async Task PostAsync(HttpClient http, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync(new Uri("v1/echo", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (answer.Length != body.Length)
        {
            throw new InvalidDataException($"The answer has {answer.Length} bytes, not {body.Length}.");
        }
    }

    private void DescribeMachine()
    {
        _figures["payload_bytes"] = PayloadBytes;
        _figures["scale"] = scale;
        _figures["processors"] = Environment.ProcessorCount;
        _figures["runtime"] = RuntimeInformation.FrameworkDescription;

        // What the SDK has written after the version: the commit of the source.
        _figures["commit"] = typeof(WireBench).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
            .InformationalVersion.Split('+')[^1];
    }

    private int Count(int whole) => Math.Max(InFlight, (int)(whole * scale));

    private void Add(string key, double value) =>
        _figures[key] = double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A way to call.</summary>
    /// <param name="Name">What its figures begin with.</param>
    /// <param name="Server">The process that is called.</param>
    private sealed record Way(string Name, WireServer Server, Func<Task> CallAsync);
}
