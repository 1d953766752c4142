namespace Matching.Ranking;

/// <summary>
/// Finds the best split of one leaf by a feature of categories. Sorted by their mean gradient, the best set of
/// categories is a run from one end (Fisher 1958; Ke et al. 2017), so only those are looked at. What has no bin goes
/// right.
/// </summary>
internal static class CategoricalSplitFinder
{
    public static Split Find(
        ReadOnlySpan<GradientSum> sums, int bins, in LeafToSplit leaf, in LeafRule rule, int feature,
        LambdaMartOptions options)
    {
        Span<(double Key, int Bin)> candidates = stackalloc (double, int)[bins];
        var count = 0;
        for (var bin = 0; bin < bins; bin++)
        {
            if (leaf.Units.RowsOf(sums[bin]) >= Math.Max(1, options.MinRowsPerCategory))
            {
                var hessian = leaf.Units.HessianOf(sums[bin]) + options.CategorySmoothing;
                var gradient = leaf.Units.GradientOf(sums[bin]);
                candidates[count++] = (hessian > 0 ? gradient / hessian : 0, bin);
            }
        }

        candidates = candidates[..count];
        candidates.Sort();
        var best = new Run { Gain = leaf.LeastGain };
        Scan(candidates, sums, leaf, rule, fromEnd: false, options.MaxCategoriesPerSplit, ref best);
        Scan(candidates, sums, leaf, rule, fromEnd: true, options.MaxCategoriesPerSplit, ref best);
        if (best.Length == 0)
        {
            return Split.None;
        }

        var categories = new byte[best.Length];
        for (var i = 0; i < categories.Length; i++)
        {
            categories[i] = (byte)candidates[best.FromEnd ? count - 1 - i : i].Bin;
        }

        var right = leaf.Sum - best.Left;
        return new Split
        {
            Gain = best.Gain - leaf.LeastGain,
            Feature = feature,
            Categories = categories,
            Left = best.Left,
            LeftValue = rule.Value(leaf.Units.GradientOf(best.Left), leaf.Units.HessianOf(best.Left)),
            RightValue = rule.Value(leaf.Units.GradientOf(right), leaf.Units.HessianOf(right)),
        };
    }

    private static void Scan(
        ReadOnlySpan<(double Key, int Bin)> sorted, ReadOnlySpan<GradientSum> sums, in LeafToSplit leaf,
        in LeafRule rule, bool fromEnd, int most, ref Run best)
    {
        var left = default(GradientSum);
        for (var i = 0; i < Math.Min(sorted.Length, most); i++)
        {
            left += sums[sorted[fromEnd ? sorted.Length - 1 - i : i].Bin];
            var gain = leaf.GainOf(left, direction: 0, rule);
            if (gain > best.Gain)
            {
                best = new Run { Gain = gain, Length = i + 1, FromEnd = fromEnd, Left = left };
            }
        }
    }

    private readonly struct Run
    {
        public double Gain { get; init; }

        public int Length { get; init; }

        public bool FromEnd { get; init; }

        public GradientSum Left { get; init; }
    }
}
