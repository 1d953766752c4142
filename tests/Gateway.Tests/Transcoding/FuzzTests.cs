using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Matching.Gateway;
using Xunit.Abstractions;

namespace Gateway.Tests.Transcoding;

public sealed class FuzzTests(TestGateway gateway, ITestOutputHelper output) : IClassFixture<TestGateway>
{
    private const int Seed = 20261121;
    private const int Workers = 4;
    private static readonly int RoundsPerWorker =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_ROUNDS"), out var rounds) ? rounds / Workers : 500;

    [Fact]
    public async Task Bodies_Malformed_AreNeverAnInternalErrorAndNeverHang()
    {
        var counts = await FuzzAsync(async (random, round) =>
        {
            var (path, json) = new WrongRequests(random).Body();
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
        await FuzzAsync(async (random, round) =>
        {
            var wrong = new WrongRequests(random);
            var (method, path, query) = (wrong.Method(), wrong.Path(), wrong.Query());
            var header = wrong.Header() is { } given ? $"{given.Name}: {given.Value}\r\n" : "";
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
}
