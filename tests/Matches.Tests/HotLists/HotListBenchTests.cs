using Matching.Benchmarks;
using Xunit.Abstractions;

namespace Matching.Matches.Tests;

/// <summary>The benchmark runs.</summary>
[Trait("Store", "None")]
public sealed class HotListBenchTests(ITestOutputHelper output)
{
    [OwnRedisFact]
    public async Task Measure_ShortLists_GivesFigures()
    {
        var table = await HotListBench.MeasureAsync([40], [0, 3], runs: 3);

        output.WriteLine(table);
        Assert.Equal(4, table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
