using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Sampler;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Matching.Gateway;
using Matching.Gateway.Json;
using Matching.Vacancies.V1;
using Xunit.Abstractions;

namespace Gateway.Tests.Transcoding;

public sealed class FuzzTests(TestGateway gateway, ITestOutputHelper output) : IClassFixture<TestGateway>
{
    private const int Seed = 20261121;
    private const int Workers = 4;
    private static readonly int RoundsPerWorker =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_ROUNDS"), out var rounds) ? rounds / Workers : 500;

    private static readonly string[] Pieces =
    [
        "v1", "s", "vacancies", "candidates", "needs", "1", "*", "**", "{name}", ":", ":publish", ":import", "::", "%", "%2F",
        "%2f", "%00", "%zz", "%C3%A5", "%ff", "..", ".", "å", "int", "text", "get", "files", "folders", "-", "~", "@", ";", "\\",
        "healthz", "openapi.json", "18446744073709551616", "a b", "'", "\"", "<", "|", "grpc.health.v1.Health",
    ];

    private static readonly string[] Values =
    [
        "", "0", "-1", "1e99", "NaN", "null", "true", "%", "%00", "%F0%9F%98%80", "9999999999999999999999", "COLOUR_RED",
        "2026-13-45T99:99:99Z", "2026-01-31T08:00:00Z", "-3.5s", "315576000001s", "a,b.c,,..", "====", "[]", "{}", "\"",
    ];

    private static readonly string[] Headers =
        ["Grpc-Timeout", "If-Match", "If-None-Match", "Idempotency-Key", "Accept", "Last-Event-ID", "Content-Encoding", "Expect"];

    private static readonly string[] HeaderValues =
        ["", "*", "\"1\"", "W/\"1\"", "1S", "0n", "99999999H", "text/event-stream", "gzip", "100-continue", "-1", "😀", "\"", "a, b"];

    [Fact]
    public async Task Bodies_Malformed_AreNeverAnInternalErrorAndNeverHang()
    {
        var counts = await FuzzAsync(async (random, round) =>
        {
            var (path, type) = random.Next(3) switch
            {
                0 => ("/s/post", Everything.Descriptor),
                1 => ("/v1/vacancies", Vacancy.Descriptor),
                _ => ("/s/x/inner", Inner.Descriptor),
            };
            var json = round % 2 == 0 ? Mutated(random, type) : Shuffled(random, type);
            using var content = new ByteArrayContent(json);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            using var response = await gateway.Http.PostAsync(path, content);
            await CheckAsync(response, $"round {round}: {path} {Encoding.UTF8.GetString(json)}");
            return response.StatusCode;
        });

        Assert.True(counts.GetValueOrDefault(HttpStatusCode.BadRequest) > RoundsPerWorker, "The fuzzer hardly makes mistakes.");
        Assert.True(counts.GetValueOrDefault(HttpStatusCode.OK) > 10, "The fuzzer makes nothing but mistakes.");
    }

    [Fact]
    public async Task PathsQueriesAndHeaders_Malformed_AreNeverAnInternalErrorAndNeverHang()
    {
        string[] fields = [.. Everything.Descriptor.Fields.InDeclarationOrder().Select(field => field.JsonName)];
        await FuzzAsync(async (random, round) =>
        {
            var path = random.Next(3) == 0
                ? "/s/get"
                : "/" + string.Join('/', Enumerable.Range(0, random.Next(8)).Select(_ => Pick(random, Pieces) + Maybe(random, Pieces)));
            var query = string.Join('&', Enumerable.Range(0, random.Next(5)).Select(_ =>
                $"{Pick(random, fields)}{Maybe(random, [".name", ".inner.number", "[0]", ".", "%"])}={Pick(random, Values)}"));
            var method = Pick(random, ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "REPORT", "TRACE"]);
            var header = random.Next(2) == 0 ? $"{Pick(random, Headers)}: {Pick(random, HeaderValues)}\r\n" : "";
            var body = random.Next(3) == 0 ? "{}" : "";
            var request = $"{method} {path}{(query.Length > 0 ? "?" + query : "")} HTTP/1.1\r\nHost: x\r\n"
                + $"{header}Connection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}";

            var status = await SendRawAsync(request);

            Assert.True(status is >= 200 and < 600 and not 500, $"seed {Seed}, round {round}: {status} for {request}");
            return (HttpStatusCode)status;
        });
    }

    [Theory]
    [InlineData("[", 60_000)]
    [InlineData("{\"inner\":", 9_000)]
    [InlineData("{\"struct\":{\"a\":", 5_000)]
    [InlineData("{\"list\":[", 9_000)]
    [InlineData("1", 90_000)]
    [InlineData("\"", 90_000)]
    [InlineData("{\"text\":1,", 9_000)]
    public async Task Bodies_DeepOrLong_AreRefused(string piece, int times)
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Post, "/s/post", string.Concat(Enumerable.Repeat(piece, times)));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("INVALID_ARGUMENT", (string?)json["code"]);
    }

    [Fact]
    public async Task Bodies_DeepWithinTheLimit_AreTaken()
    {
        var depth = 50;
        var body = string.Concat(Enumerable.Repeat("{\"inner\":", depth)) + "{}" + new string('}', depth);

        var (status, _) = await gateway.SendAsync(HttpMethod.Post, "/s/post", body);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    private async Task<Dictionary<HttpStatusCode, int>> FuzzAsync(Func<Random, int, Task<HttpStatusCode>> send)
    {
        output.WriteLine($"seed {Seed}");
        var results = await Task.WhenAll(Enumerable.Range(0, Workers).Select(async worker =>
        {
            var random = new Random(Seed + worker);
            var statuses = new List<HttpStatusCode>();
            for (var round = 0; round < RoundsPerWorker; round++)
            {
                statuses.Add(await send(random, round));
            }

            return statuses;
        }));
        var counts = results.SelectMany(statuses => statuses).CountBy(status => status).ToDictionary();
        output.WriteLine(string.Join(", ", counts.Select(pair => $"{(int)pair.Key}: {pair.Value}")));
        return counts;
    }

    private static async Task CheckAsync(HttpResponseMessage response, string what)
    {
        var status = (int)response.StatusCode;
        Assert.True(status is 200 or 400 or 413, $"seed {Seed}, {what}: {status}");
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        if (status != 200)
        {
            Assert.Equal(status, answer.RootElement.GetProperty("status").GetInt32());
            Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType!.MediaType);
        }
    }

    private async Task<int> SendRawAsync(string request)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.HttpAddress.Host, gateway.HttpAddress.Port, deadline.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), deadline.Token);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(deadline.Token) ?? "";
        if (line.StartsWith("HTTP/1.1 100", StringComparison.Ordinal))
        {
            await reader.ReadLineAsync(deadline.Token);
            line = await reader.ReadLineAsync(deadline.Token) ?? "";
        }

        return line.Split(' ') is [_, var status, ..] && int.TryParse(status, out var code) ? code : 0;
    }

    // What the library writes, with a few bytes changed.
    private static byte[] Mutated(Random random, MessageDescriptor type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        new MessageJsonWriter(TypeRegistry.FromFiles(SamplerReflection.Descriptor, VacancyReflection.Descriptor))
            .Write(buffer, MessagePlan.Of(type), only: null, new RandomMessages(random).Next(type).ToByteArray());

        var bytes = buffer.WrittenSpan.ToArray().ToList();
        for (var changes = random.Next(4); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:0\\u"[random.Next(10)]);
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(20)));
                    break;
            }
        }

        return [.. bytes];
    }

    // The right names with values of any sort.
    private static byte[] Shuffled(Random random, MessageDescriptor type)
    {
        var fields = type.Fields.InDeclarationOrder();
        var members = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var field = fields[random.Next(fields.Count)];
            return $"\"{(random.Next(2) == 0 ? field.JsonName : field.Name)}\":{AnyJson(random, 0)}";
        });
        return Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
    }

    private static string AnyJson(Random random, int depth) => random.Next(depth > 4 ? 8 : 11) switch
    {
        0 => "null",
        1 => "true",
        2 => "-0",
        3 => "1e400",
        4 => "123456789012345678901234567890",
        5 => "\"\\u0000\\ud83d\\ude00\"",
        6 => "\"\\ud800\"",
        7 => $"\"{Pick(random, ["1", "2026-01-31T08:00:00Z", "COLOUR_RED", "AAAA", "a.b"])}\"",
        8 => $"[{AnyJson(random, depth + 1)},{AnyJson(random, depth + 1)}]",
        9 => "{}",
        _ => $"{{\"{Pick(random, ["a", "name", "@type", "1", "true"])}\":{AnyJson(random, depth + 1)}}}",
    };

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    private static string Maybe(Random random, string[] from) => random.Next(4) == 0 ? Pick(random, from) : "";
}
