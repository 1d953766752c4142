using System.Diagnostics;

namespace Matching.Benchmarks.Wire;

/// <summary>Makes a call again and again, so many at a time, and takes the time of each.</summary>
internal static class Load
{
    /// <summary>Measures after a fifth as many calls to warm up.</summary>
    /// <param name="call">Gets the number of the caller, 0 and up to <paramref name="inFlight"/>.</param>
    public static async Task<LoadFigures> MeasureAsync(int calls, int inFlight, Func<int, Task> call)
    {
        await RunAsync(WithWarmUp(calls, inFlight) - calls, inFlight, call);
        return await RunAsync(calls, inFlight, call);
    }

    /// <summary>The calls that measuring so many takes.</summary>
    public static int WithWarmUp(int calls, int inFlight) => calls + Math.Max(inFlight, calls / 5);

    /// <summary>The middle one of an odd number of values, the upper of two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static async Task<LoadFigures> RunAsync(int calls, int inFlight, Func<int, Task> call)
    {
        var ticks = new long[calls];
        var next = -1;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(caller => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < ticks.Length;)
            {
                var sent = Stopwatch.GetTimestamp();
                await call(caller);
                ticks[i] = Stopwatch.GetTimestamp() - sent;
            }
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.Sort(ticks);
        return new LoadFigures(
            calls / elapsed.TotalSeconds, Microseconds(0.50), Microseconds(0.99), (double)allocated / calls);

        double Microseconds(double quantile) =>
            ticks[(int)(quantile * (ticks.Length - 1))] * 1e6 / Stopwatch.Frequency;
    }
}

/// <summary>How fast calls are.</summary>
/// <param name="PerSecond">Calls.</param>
/// <param name="P50">The median of one call, in µs.</param>
/// <param name="P99">What one call in a hundred exceeds, in µs.</param>
/// <param name="AllocatedBytes">A call, in this process.</param>
internal readonly record struct LoadFigures(double PerSecond, double P50, double P99, double AllocatedBytes);
