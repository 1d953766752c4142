namespace Matching.Ranking.Tests;

/// <summary>
/// Trees and rows that try what training rarely makes: every missing type, sets of categories, thresholds that values
/// equal, infinities, −0, one leaf, long thin trees. The same for the same seed.
/// </summary>
internal sealed class RandomTrees(int seed)
{
    private static readonly float[] Odd =
    [
        float.NaN, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.Epsilon, -float.Epsilon,
        1e-36f, -1e-34f, 1e-35f, float.MaxValue, float.MinValue, -1f, 31f, 32.5f, 1e9f, -0.5f,
    ];

    private readonly Random _random = new(seed);
    private readonly float[] _pool = [.. Enumerable.Range(0, 40).Select(i => (i - 20) / 8f)];

    /// <summary>Values between which both thresholds and rows choose; more make fewer meet.</summary>
    public int PoolSize { get; init; } = 40;

    /// <summary>The share of splits by a set of categories.</summary>
    public double Categorical { get; init; } = 0.15;

    /// <summary>From 0, every leaf equally likely to be split, to 1, always the last one.</summary>
    public double Thinness { get; init; }

    public TreeEnsemble Ensemble(int trees, int leaves, int features) => new(
        Enumerable.Range(0, features).Select(i => $"f{i}"),
        [.. Enumerable.Range(0, trees).Select(i => Tree(i % 17 == 16 ? 1 : leaves, features))]);

    public float[] Row(int features)
    {
        var row = new float[features];
        for (var i = 0; i < features; i++)
        {
            row[i] = _random.Next(10) switch
            {
                0 => Odd[_random.Next(Odd.Length)],
                1 or 2 => _random.Next(70),
                3 or 4 => (float)(_random.NextDouble() * 6 - 3),
                _ => Value(),
            };
        }

        return row;
    }

    /// <summary>Grows a tree by splitting one leaf after the other, as leaf-wise training does.</summary>
    public Tree Tree(int leaves, int features)
    {
        var splits = leaves - 1;
        var (left, right) = (new int[splits], new int[splits]);
        var (feature, threshold, decision) = (new int[splits], new double[splits], new byte[splits]);
        var sets = new List<uint>();
        List<int> boundaries = [0];
        var edges = new List<(int Split, bool IsLeft)> { (-1, false) };
        var counts = new List<int> { 100_000 };
        for (var split = 0; split < splits; split++)
        {
            var leaf = _random.NextDouble() < Thinness ? split : _random.Next(split + 1);
            var (parent, isLeft) = edges[leaf];
            if (parent >= 0)
            {
                (isLeft ? left : right)[parent] = split;
            }

            (left[split], right[split]) = (~leaf, ~(split + 1));
            edges[leaf] = (split, true);
            edges.Add((split, false));
            var part = (int)(counts[leaf] * _random.NextDouble());
            counts.Add(counts[leaf] - part);
            counts[leaf] = part;
            feature[split] = _random.Next(features);
            if (_random.NextDouble() < Categorical)
            {
                threshold[split] = boundaries.Count - 1;
                decision[split] = Ranking.Tree.Categorical;
                var words = _random.Next(1, 4);
                sets.AddRange(Enumerable.Range(0, words).Select(_ => (uint)_random.NextInt64(1L << 32)));
                boundaries.Add(sets.Count);
            }
            else
            {
                threshold[split] = Threshold();
                decision[split] = (byte)((_random.Next(3) << 2) | (_random.Next(2) * Ranking.Tree.DefaultLeft));
            }
        }

        return new Tree
        {
            SplitFeature = [.. feature],
            Threshold = [.. threshold],
            DecisionType = [.. decision],
            LeftChild = [.. left],
            RightChild = [.. right],
            LeafValue = [.. counts.Select(_ => _random.NextDouble() - 0.5)],
            LeafCount = [.. counts],
            CategoryBoundaries = boundaries.Count > 1 ? [.. boundaries] : [],
            CategoryThreshold = [.. sets],
        };
    }

    private double Threshold() => _random.Next(20) switch
    {
        0 => 0,
        1 => -0.0,
        2 => 1e-40,
        3 => double.MaxValue,
        4 => double.PositiveInfinity,
        5 => -1e300,
        6 => Math.BitIncrement((double)Value()),
        7 => Math.BitDecrement((double)Value()),
        8 => _random.NextDouble() * 6 - 3,
        _ => Value(),
    };

    private float Value() => PoolSize <= _pool.Length
        ? _pool[_random.Next(PoolSize)]
        : (_random.Next(PoolSize) - PoolSize / 2) / 64f;
}
