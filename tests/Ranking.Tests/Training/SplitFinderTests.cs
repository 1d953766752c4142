namespace Matching.Ranking.Tests;

/// <summary>Splits against trying every one.</summary>
public sealed class SplitFinderTests
{
    private static readonly GradientUnits Units = new(1e-3, 1e-3, 20);

    /// <summary>Every border, with the unknown on either side, under penalties, bounds and directions.</summary>
    [Theory, Seeds(60)]
    public void Numeric_RandomSums_FindsTheBestOfAll(int seed)
    {
        var random = new Random(seed);
        var bins = random.Next(2, 40);
        var sums = Sums(random, bins, unknown: seed % 2 == 0);
        var direction = random.Next(-1, 2);
        var leaf = Leaf(random, sums, seed % 3 == 0 ? 0.05 : double.PositiveInfinity);

        var found = SplitFinder.Numeric(sums, bins, leaf, 7, direction);

        var best = double.NegativeInfinity;
        for (var last = 0; last < bins; last++)
        {
            foreach (var unknownLeft in new[] { false, true })
            {
                var left = Total(sums[..(last + 1)]) + (unknownLeft ? sums[bins] : default);
                best = Math.Max(best, Gain(leaf, left, direction));
            }
        }

        Assert.Equal(best > leaf.LeastGain, found.Exists);
        if (found.Exists)
        {
            Assert.Equal(7, found.Feature);
            Assert.Equal(best - leaf.LeastGain, found.Gain, 1e-9);
            var unknown = sums[bins].HessianAndRows != 0 && found.UnknownLeft ? sums[bins] : default;
            Assert.Equal(Total(sums[..(found.Bin + 1)]) + unknown, found.Left);
            Assert.True(direction * (found.RightValue - found.LeftValue) >= 0);
        }
    }

    /// <summary>Without smoothing, no subset of categories is better than the one that is found.</summary>
    [Theory, Seeds(40)]
    public void Categorical_RandomSums_FindsTheBestOfAllSubsets(int seed)
    {
        var random = new Random(seed);
        var bins = random.Next(2, 10);
        var sums = Sums(random, bins, unknown: false);
        var leaf = Leaf(random, sums, double.PositiveInfinity, l1: 0, l2: 0, minimum: 0);
        var options = new LambdaMartOptions { CategorySmoothing = 0, MinRowsPerCategory = 1 };

        var found = CategoricalSplitFinder.Find(sums, bins, leaf, leaf.Rule, 3, options);

        var best = double.NegativeInfinity;
        for (var subset = 1; subset < (1 << bins) - 1; subset++)
        {
            var left = Total(sums.Where((_, bin) => bin < bins && (subset >> bin & 1) != 0));
            best = Math.Max(best, Gain(leaf, left, 0));
        }

        Assert.True(found.Exists);
        Assert.Equal(best - leaf.LeastGain, found.Gain, 1e-9 * Math.Max(1, best));
        Assert.Equal(Total(found.Categories!.Select(bin => sums[bin])), found.Left);
    }

    private static GradientSum[] Sums(Random random, int bins, bool unknown)
    {
        var sums = new GradientSum[Histograms.Stride];
        for (var bin = 0; bin < bins + (unknown ? 1 : 0); bin++)
        {
            if (random.Next(8) > 0 || bin < 2)
            {
                var rows = random.Next(1, 30);
                sums[bin] = new GradientSum(random.Next(-5000, 5000), ((long)random.Next(1, 3000) << Units.RowBits) + rows);
            }
        }

        return sums;
    }

    private static LeafToSplit Leaf(
        Random random, GradientSum[] sums, double bound, double? l1 = null, double? l2 = null, int? minimum = null)
    {
        var rule = new LeafRule(l1 ?? random.Next(2) * 0.3, l2 ?? random.NextDouble(), -bound, bound);
        var sum = Total(sums);
        var (gradient, hessian) = (Units.GradientOf(sum), Units.HessianOf(sum));
        return new LeafToSplit
        {
            Sum = sum,
            Units = Units,
            Rule = rule,
            MinRows = minimum ?? random.Next(1, 40),
            MinHessian = minimum ?? random.NextDouble(),
            LeastGain = rule.Gain(gradient, hessian, rule.Value(gradient, hessian)),
        };
    }

    private static double Gain(in LeafToSplit leaf, GradientSum left, int direction)
    {
        var right = leaf.Sum - left;
        if (new[] { left, right }.Any(IsTooSmall(leaf.MinRows, leaf.MinHessian)))
        {
            return double.NegativeInfinity;
        }

        var (l, r) = (Side(leaf.Rule, left), Side(leaf.Rule, right));
        return direction * (r.Value - l.Value) < 0 ? double.NegativeInfinity : l.Gain + r.Gain;
    }

    private static Func<GradientSum, bool> IsTooSmall(int rows, double hessian) =>
        side => Units.RowsOf(side) < Math.Max(1, rows) || Units.HessianOf(side) < hessian;

    private static (double Value, double Gain) Side(LeafRule rule, GradientSum sum)
    {
        var (gradient, hessian) = (Units.GradientOf(sum), Units.HessianOf(sum));
        var value = rule.Value(gradient, hessian);
        return (value, rule.Gain(gradient, hessian, value));
    }

    private static GradientSum Total(IEnumerable<GradientSum> sums) => sums.Aggregate(default(GradientSum), (a, b) => a + b);
}
