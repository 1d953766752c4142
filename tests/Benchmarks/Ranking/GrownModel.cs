using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>
/// A model of the size that is measured everywhere, 200 trees of 63 leaves over 40 features, of the shape that leaf-wise
/// training gives: the leaves with most rows are split on, thresholds are bounds of 255 bins, the first features are
/// used most. For speed only: it predicts nothing.
/// </summary>
internal static class GrownModel
{
    public const int Features = 40;

    private const int Seed = 20261121;
    private const int Bins = 255;

    public static TreeEnsemble Ensemble(int trees = 200, int leaves = 63)
    {
        var random = new Random(Seed);
        return new TreeEnsemble(
            Enumerable.Range(0, Features).Select(i => $"f{i}"),
            [.. Enumerable.Range(0, trees).Select(_ => Tree(random, leaves))]);
    }

    /// <summary>Rows one after the other, values evenly between 0 and 1.</summary>
    public static float[] Rows(int count)
    {
        var random = new Random(Seed + 1);
        var rows = new float[count * Features];
        foreach (ref var value in rows.AsSpan())
        {
            value = random.NextSingle();
        }

        return rows;
    }

    private static Tree Tree(Random random, int leaves)
    {
        var splits = leaves - 1;
        var (left, right, feature) = (new int[splits], new int[splits], new int[splits]);
        var (threshold, counts) = (new double[splits], new int[leaves]);
        var open = new List<(int Rows, int Parent, bool IsLeft, (double From, double To)[] Box)>
        {
            (800_000, -1, false, [.. Enumerable.Repeat((0.0, 1.0), Features)]),
        };
        for (var split = 0; split < splits; split++)
        {
            // Not always the largest: gains depend on more than size.
            var at = Enumerable.Range(0, open.Count)
                .MaxBy(i => open[i].Rows * Math.Pow(random.NextDouble(), 2));
            var (rows, parent, isLeft, box) = open[at];
            open.RemoveAt(at);
            if (parent >= 0)
            {
                (isLeft ? left : right)[parent] = split;
            }

            var by = (int)(Features * Math.Pow(random.NextDouble(), 2));
            var (from, to) = box[by];
            var bin = Math.Clamp(Math.Floor((from + (to - from) * (0.2 + 0.6 * random.NextDouble())) * Bins), 1, Bins - 1);
            (feature[split], threshold[split]) = (by, bin / Bins);
            var share = Math.Clamp((threshold[split] - from) / (to - from), 0.05, 0.95);
            var (below, above) = (box.ToArray(), box.ToArray());
            (below[by], above[by]) = ((from, threshold[split]), (threshold[split], to));
            open.Add(((int)(rows * share), split, true, below));
            open.Add((rows - (int)(rows * share), split, false, above));
        }

        for (var leaf = 0; leaf < leaves; leaf++)
        {
            var (rows, parent, isLeft, _) = open[leaf];
            (isLeft ? left : right)[parent] = ~leaf;
            counts[leaf] = rows;
        }

        return new Tree
        {
            SplitFeature = [.. feature],
            Threshold = [.. threshold],
            DecisionType = [.. feature.Select(_ => (byte)((int)MissingType.NaN << Matching.Ranking.Tree.MissingShift))],
            LeftChild = [.. left],
            RightChild = [.. right],
            LeafValue = [.. counts.Select(_ => random.NextDouble() - 0.5)],
            LeafCount = [.. counts],
        };
    }
}
