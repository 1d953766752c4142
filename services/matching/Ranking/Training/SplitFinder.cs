using System.Runtime.CompilerServices;

namespace Matching.Ranking;

/// <summary>Finds the best split of one leaf by one numeric feature; looks at every border between bins.</summary>
internal static class SplitFinder
{
    /// <param name="sums">The leaf's sums by bin of the feature.</param>
    /// <param name="bins">The bins without that of what is not known, which follows them.</param>
    /// <param name="leaf">The leaf, and what is asked of its children.</param>
    /// <param name="feature">The feature, for the answer.</param>
    /// <param name="direction">
    /// 1 where the right child may not be worth less than the left, −1 not more, 0 free.
    /// </param>
    public static Split Numeric(
        ReadOnlySpan<GradientSum> sums, int bins, in LeafToSplit leaf, int feature, int direction)
    {
        var unknown = sums[bins];
        var someUnknown = unknown.HessianAndRows != 0;
        var best = new Best { Gain = leaf.LeastGain };
        var left = default(GradientSum);

        // With nothing unknown, a border after the last bin leaves nothing on the right.
        var last = someUnknown ? bins : bins - 1;
        for (var bin = 0; bin < last; bin++)
        {
            var own = sums[bin];
            if (own.HessianAndRows == 0)
            {
                continue;
            }

            left += own;
            Try(ref best, left, bin, unknownLeft: false, leaf, direction);
            if (someUnknown && bin < bins - 1)
            {
                Try(ref best, left + unknown, bin, unknownLeft: true, leaf, direction);
            }
        }

        return best.Bin < 0 ? Split.None : Answer(best, leaf, feature, someUnknown);
    }

    private static Split Answer(in Best best, in LeafToSplit leaf, int feature, bool someUnknown)
    {
        var right = leaf.Sum - best.Left;

        // Where nothing was unknown in training, the unknown later goes where most rows went.
        var unknownLeft = someUnknown
            ? best.UnknownLeft
            : leaf.Units.RowsOf(best.Left) >= leaf.Units.RowsOf(right);
        return new Split
        {
            Gain = best.Gain - leaf.LeastGain,
            Feature = feature,
            Bin = best.Bin,
            UnknownLeft = unknownLeft,
            Left = best.Left,
            LeftValue = leaf.Rule.Value(leaf.Units.GradientOf(best.Left), leaf.Units.HessianOf(best.Left)),
            RightValue = leaf.Rule.Value(leaf.Units.GradientOf(right), leaf.Units.HessianOf(right)),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Try(
        ref Best best, GradientSum left, int bin, bool unknownLeft, in LeafToSplit leaf, int direction)
    {
        var gain = leaf.GainOf(left, direction);
        if (gain > best.Gain)
        {
            best = new Best { Gain = gain, Bin = bin, Left = left, UnknownLeft = unknownLeft };
        }
    }

    private readonly struct Best()
    {
        public double Gain { get; init; }

        public int Bin { get; init; } = -1;

        public GradientSum Left { get; init; }

        public bool UnknownLeft { get; init; }
    }
}
