using Matching.Benchmarks.Wire;

namespace Interop.Tests.Wire;

/// <summary>A tiny run of the benchmark, so that it never rots.</summary>
[Trait("Category", "Slow")]
public sealed class WireBenchTests
{
    [Fact]
    public async Task Run_Tiny_GivesEveryFigure()
    {
        var figures = await WireBench.RunAsync(scale: 0.001);

        var rates = figures.Where(figure => figure.Key.EndsWith("_per_s", StringComparison.Ordinal)).ToArray();
        Assert.True(rates.Length >= 13, string.Join(", ", rates.Select(rate => rate.Key)));
        Assert.All(rates, rate => Assert.True(rate.Value!.GetValue<double>() > 0, rate.Key));
        Assert.All(
            new[] { "gateway_to_direct_ratio", "rest_to_direct_ratio" },
            ratio => Assert.True(figures[ratio]!.GetValue<double>() > 0));
    }
}
