using Matching.Benchmarks.Wire;
using Xunit.Abstractions;

namespace Matching.Redis.Tests;

/// <summary>The benchmark runs, and its figures hang together.</summary>
public sealed class RedisBenchTests(ITestOutputHelper output)
{
    [OwnRedisFact]
    public async Task Measure_FewOperations_GivesFigures()
    {
        var figures = await RedisBench.MeasureAsync(640);

        output.WriteLine($"{figures}");
        Assert.True(figures.OperationsPerSecond > 0);
        Assert.InRange(figures.P50Microseconds, 1, figures.P99Microseconds);
        Assert.InRange(figures.SingleP50Microseconds, 1, figures.SingleP99Microseconds);
        Assert.True(figures.BytesAllocatedPerOperation > 0);
    }
}
