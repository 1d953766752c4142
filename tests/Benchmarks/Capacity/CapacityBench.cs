using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Matching.Benchmarks.Wire;
using Matching.Hosting;
using Matching.Matches;
using Matching.Matches.V1;
using Matching.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Matching.Benchmarks.Capacity;

/// <summary>
/// What one matching service carries: the real host, over gRPC, on feeds of labour markets of several sizes. Measures
/// reading the feeds, memory, and matches in both directions, each kept on disk before it is answered.
/// </summary>
internal static class CapacityBench
{
    private const int Calls = 400;

    /// <summary>Openings and people of each market.</summary>
    private static readonly (long Openings, long People)[] Sizes =
        [(1_000, 10_000), (10_000, 100_000), (30_000, 300_000), (100_000, 1_000_000)];

    /// <summary>Measures, prints and writes artifacts/bench/capacity.json below the current directory.</summary>
    /// <param name="sizes">How many of the sizes to measure, the smallest first.</param>
    public static async Task<int> WriteAsync(int sizes)
    {
        var rows = new JsonArray();
        foreach (var (openings, people) in Sizes.Take(sizes))
        {
            var row = await MeasureAsync(openings, people);
            Console.WriteLine(row.ToJsonString());
            rows.Add((JsonNode)row);
        }

        var path = Path.Combine("artifacts", "bench", "capacity.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, rows.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        Console.WriteLine($"written to {path}");
        return 0;
    }

    private static async Task<JsonObject> MeasureAsync(long openings, long people)
    {
        var taxonomy = Taxonomy.LoadBuiltIn();
        var region = new SyntheticRegion(taxonomy, TimeProvider.System.GetUtcNow());
        await using var owners = SyntheticOwners.Build(
            region, new SyntheticCounts { Openings = openings, People = people });
        await owners.StartAsync();
        using var directory = new TemporaryDirectory();
        await using var service = BuildService(owners.Addresses()[0], directory.Path, taxonomy);
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);

        var started = Stopwatch.GetTimestamp();
        await service.StartAsync();
        await ReadyAsync(service);
        var resync = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var heap = GC.GetTotalMemory(forceFullCollection: true) - heapBefore;

        using var channel = GrpcChannel.ForAddress(service.Addresses()[0]);
        var client = new Matches.V1.MatchingService.MatchingServiceClient(channel);
        var next = 0L;
        var found = 0L;
        async Task VacanciesAsync(int caller)
        {
            var number = Interlocked.Increment(ref next) * 7919 % people + 1;
            var response = await client.MatchVacanciesAsync(new MatchVacanciesRequest
            {
                Candidate = $"candidates/{SyntheticRegion.Name(number)}",
            });
            Interlocked.Add(ref found, response.TotalSize);
        }

        async Task CandidatesAsync(int caller)
        {
            var number = Interlocked.Increment(ref next) * 7919 % openings + 1;
            var response = await client.MatchCandidatesAsync(new MatchCandidatesRequest
            {
                Vacancy = $"vacancies/{SyntheticRegion.Name(number)}",
            });
            Interlocked.Add(ref found, response.TotalSize);
        }

        var row = new JsonObject
        {
            ["openings"] = openings,
            ["candidates"] = people,
            ["resync_s"] = Math.Round(resync, 2),
            ["resync_resources_per_s"] = Math.Round((openings + people) / resync),
            ["heap_mb"] = Math.Round(heap / 1e6, 1),
            ["heap_bytes_per_resource"] = Math.Round((double)heap / (openings + people)),
        };
        await AddAsync("match_vacancies", VacanciesAsync);
        await AddAsync("match_candidates", CandidatesAsync);
        await service.StopAsync();
        return row;

        async Task AddAsync(string name, Func<int, Task> call)
        {
            foreach (var inFlight in new[] { 1, 8 })
            {
                (next, found) = (0, 0);
                var figures = await Load.MeasureAsync(Calls, inFlight, call);
                row[$"{name}_{inFlight}_per_s"] = Math.Round(figures.PerSecond, 1);
                row[$"{name}_{inFlight}_p50_ms"] = Math.Round(figures.P50 / 1e3, 2);
                row[$"{name}_{inFlight}_p99_ms"] = Math.Round(figures.P99 / 1e3, 2);
            }

            row[$"{name}_found"] = found / next;
        }
    }

    private static WebApplication BuildService(Uri owners, string directory, Taxonomy taxonomy) =>
        MatchingHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                [ServiceHosting.PortKey] = "0",
                [ServiceHosting.DataDirectoryKey] = directory,
                ["Endpoints:Profile"] = owners.ToString(),
                ["Endpoints:Vacancy"] = owners.ToString(),
            });
            builder.Services.AddSingleton(taxonomy);
        });

    private static async Task ReadyAsync(WebApplication service)
    {
        var health = service.Services.GetRequiredService<HealthCheckService>();
        while ((await health.CheckHealthAsync()).Entries["index"].Status != HealthStatus.Healthy)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
