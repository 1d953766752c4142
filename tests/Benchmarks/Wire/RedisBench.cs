using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Matching.Testing;
using StackExchange.Redis;

namespace Matching.Benchmarks.Wire;

/// <summary>
/// GETs of 100 bytes through StackExchange.Redis, all on one connection, on a Redis of its own; and the same by
/// redis-benchmark, to tell a slow machine from a slow client.
/// </summary>
internal static partial class RedisBench
{
    private const int InFlight = 64;
    private const int Keys = 1000;
    private const int ValueBytes = 100;

    /// <summary>Measures so many GETs with 64 in flight, after a tenth as many to warm up.</summary>
    public static async Task<RedisFigures> MeasureAsync(int operations)
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Configuration);
        var database = redis.GetDatabase();
        var keys = Enumerable.Range(0, Keys).Select(i => (RedisKey)$"bench:{i}").ToArray();
        await Task.WhenAll(keys.Select(key => database.StringSetAsync(key, new byte[ValueBytes])));

        await RunAsync(database, keys, Math.Max(InFlight, operations / 10), InFlight);
        var full = await RunAsync(database, keys, operations, InFlight);
        var single = await RunAsync(database, keys, Math.Max(1, operations / 10), 1);

        return new RedisFigures(
            full.Operations / full.Elapsed.TotalSeconds,
            full.Microseconds(0.50),
            full.Microseconds(0.99),
            (double)full.AllocatedBytes / full.Operations,
            single.Microseconds(0.50),
            single.Microseconds(0.99),
            await MeasureServerAsync(server, operations));
    }

    private static async Task<Run> RunAsync(IDatabase database, RedisKey[] keys, int operations, int inFlight)
    {
        var ticks = new long[operations];
        var next = -1;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(WorkAsync)));

        var elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.Sort(ticks);
        return new Run(ticks, elapsed, allocated);

        async Task WorkAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < ticks.Length;)
            {
                var sent = Stopwatch.GetTimestamp();
                var value = await database.StringGetAsync(keys[i % keys.Length]);
                ticks[i] = Stopwatch.GetTimestamp() - sent;
                if (value.Length() != ValueBytes)
                {
                    throw new InvalidDataException($"{keys[i % keys.Length]} has {value.Length()} bytes.");
                }
            }
        }
    }

    /// <summary>What redis-benchmark gets out of the same server, or null where it is not installed.</summary>
    private static async Task<double?> MeasureServerAsync(RedisServer server, int operations)
    {
        var start = new ProcessStartInfo("redis-benchmark") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[]
        {
            "-h", server.Host, "-p", $"{server.Port}", "-t", "get", "-c", "1", "-P", $"{InFlight}",
            "-n", $"{Math.Max(operations, 10_000)}", "-d", $"{ValueBytes}", "--csv",
        })
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var line = GetLine().Match(output);
            return line.Success ? double.Parse(line.Groups["rate"].Value, CultureInfo.InvariantCulture) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex("""
        ^"GET","(?<rate>[0-9.]+)"
        """, RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex GetLine();

    private sealed record Run(long[] SortedTicks, TimeSpan Elapsed, long AllocatedBytes)
    {
        public int Operations => SortedTicks.Length;

        public double Microseconds(double quantile) =>
            SortedTicks[(int)(quantile * (SortedTicks.Length - 1))] * 1e6 / Stopwatch.Frequency;
    }
}

/// <summary>How fast GETs are.</summary>
/// <param name="OperationsPerSecond">With 64 in flight.</param>
/// <param name="P50Microseconds">The median of one, with 64 in flight.</param>
/// <param name="P99Microseconds">What one in a hundred exceeds, with 64 in flight.</param>
/// <param name="BytesAllocatedPerOperation">By everything in the process, the measurement included.</param>
/// <param name="SingleP50Microseconds">The median with one in flight.</param>
/// <param name="SingleP99Microseconds">What one in a hundred exceeds, with one in flight.</param>
/// <param name="RedisBenchmarkPerSecond">redis-benchmark with 64 in flight; null where it is not installed.</param>
internal sealed record RedisFigures(
    double OperationsPerSecond,
    double P50Microseconds,
    double P99Microseconds,
    double BytesAllocatedPerOperation,
    double SingleP50Microseconds,
    double SingleP99Microseconds,
    double? RedisBenchmarkPerSecond);
