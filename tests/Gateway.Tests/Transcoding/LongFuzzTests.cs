using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Matching.Gateway;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit.Abstractions;

namespace Gateway.Tests.Transcoding;

/// <summary>
/// A hundred thousand wrong requests, handed to the transcoder without a socket between; its calls go to a real gRPC
/// server. <see cref="FuzzTests"/> sends fewer over sockets.
/// </summary>
public sealed class LongFuzzTests(TestGateway gateway, ITestOutputHelper output) : IClassFixture<TestGateway>
{
    private const int Workers = 4;
    private const int RequestsPerWorker = 25_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly HashSet<int> Allowed = [200, 204, 304, 400, 404, 405, 406, 412, 413, 414, 415, 504];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Requests_AHundredThousandWrongOnes_AreAnsweredLegallyWithoutLeaking()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out var given) ? given : 20261122;
        output.WriteLine($"seed {seed}");
        gateway.Record.Remembers = false;
        var counts = new ConcurrentDictionary<int, int>();
        await RunAsync(seed - 1, RequestsPerWorker / 10, counts);
        counts.Clear();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var calls = gateway.Record.Count;
        var clock = Stopwatch.StartNew();

        await RunAsync(seed, RequestsPerWorker, counts);

        var grown = GC.GetTotalMemory(forceFullCollection: true) - memory;
        var called = gateway.Record.Count - calls;
        output.WriteLine($"{Workers * RequestsPerWorker} requests in {clock.Elapsed.TotalSeconds:F1} s, {called} calls, {grown / 1024} KiB more");
        output.WriteLine(string.Join(", ", counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.True(grown < 16 * 1024 * 1024, $"{grown} bytes stay behind.");
        Assert.True(counts[400] > Workers * RequestsPerWorker / 3, "The fuzzer hardly makes mistakes.");
        Assert.True(counts[200] > Workers * RequestsPerWorker / 50, "The fuzzer makes nothing but mistakes.");

        // Every call was for a request that was right. One that is over before it begins may not get there.
        var right = counts[200] + counts.GetValueOrDefault(304) + counts.GetValueOrDefault(412) + counts.GetValueOrDefault(504);
        Assert.InRange(called, counts[200], right);
    }

    private Task RunAsync(int seed, int requests, ConcurrentDictionary<int, int> counts) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var random = new Random(unchecked((seed * 31) + worker));
            var wrong = new WrongRequests(random);
            for (var round = 0; round < requests; round++)
            {
                var context = random.Next(2) == 0 ? WithBody(wrong, random) : WithQuery(wrong, random);
                var what = $"seed {seed}, worker {worker}, round {round}: {context.Request.Method} "
                    + context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

                await gateway.Transcoder.InvokeAsync(context).WaitAsync(Patience);

                Check(context, what);
                counts.AddOrUpdate(context.Response.StatusCode, 1, static (_, count) => count + 1);
            }
        })));

    private static void Check(HttpContext context, string what)
    {
        var status = context.Response.StatusCode;
        Assert.True(Allowed.Contains(status), $"{what}: {status}");
        if (status is 200 or 204 or 304)
        {
            return;
        }

        var body = (MemoryStream)context.Response.Body;
        using var problem = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
        Assert.Equal(Problem.MediaType, context.Response.ContentType);
        Assert.True(problem.RootElement.GetProperty("status").GetInt32() == status, what);
    }

    private static DefaultHttpContext WithBody(WrongRequests wrong, Random random)
    {
        var (path, body) = wrong.Body();
        var context = Create("POST", path, "");
        context.Request.ContentType = random.Next(20) == 0
            ? wrong.Pick(["text/plain", "application/", "a/b;c", "", "application/json;charset=utf-7"])
            : "application/json";
        if (random.Next(20) == 0)
        {
            context.Request.Headers.ContentEncoding = wrong.Pick(["gzip", "br", "deflate", "zstd", "gzip, gzip"]);
        }
        else if (random.Next(20) == 0)
        {
            context.Request.Headers.ContentEncoding = "gzip";
            body = Packing.Pack(body, "gzip");
            if (random.Next(2) == 0)
            {
                body[random.Next(body.Length)]++;
            }
        }

        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
        return context;
    }

    private static DefaultHttpContext WithQuery(WrongRequests wrong, Random random)
    {
        var context = Create(wrong.Method(), wrong.Path(), wrong.Query());
        if (wrong.Header() is { } header)
        {
            context.Request.Headers[header.Name] = header.Value;
        }

        if (random.Next(3) == 0)
        {
            context.Request.Body = new MemoryStream("{}"u8.ToArray());
            context.Request.ContentLength = 2;
        }

        return context;
    }

    private static DefaultHttpContext Create(string method, string path, string query)
    {
        var context = new DefaultHttpContext();
        var target = query.Length > 0 ? $"{path}?{query}" : path;
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        context.Request.Method = method;
        context.Request.QueryString = new QueryString(query.Length > 0 ? "?" + query : "");
        context.Response.Body = new MemoryStream();
        return context;
    }
}
