namespace Matching.Ranking;

/// <summary>
/// Draws the features that a tree, and within them a split, may use; constant features are never among them.
/// </summary>
internal sealed class FeatureSampler
{
    private readonly LambdaMartOptions _options;
    private readonly Random _random;
    private readonly int[] _usable;
    private readonly bool[] _all;
    private bool[] _tree;

    public FeatureSampler(RankingDataset data, LambdaMartOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
        _usable = [.. Enumerable.Range(0, data.Bins.Count).Where(i => !data.Bins[i].IsConstant)];
        _all = Mask(_usable, data.Bins.Count);
        _tree = _all;
    }

    public void NextTree() =>
        _tree = _options.FeaturesPerTree < 1 ? Draw(_usable, _options.FeaturesPerTree) : _all;

    public bool[] NextSplit() => _options.FeaturesPerSplit < 1
        ? Draw([.. _usable.Where(feature => _tree[feature])], _options.FeaturesPerSplit)
        : _tree;

    private bool[] Draw(int[] features, double share)
    {
        var drawn = features.ToArray();
        _random.Shuffle(drawn);
        var count = Math.Max(1, (int)Math.Round(drawn.Length * share));
        return Mask(drawn.AsSpan(0, Math.Min(drawn.Length, count)), _all.Length);
    }

    private static bool[] Mask(ReadOnlySpan<int> features, int length)
    {
        var mask = new bool[length];
        foreach (var feature in features)
        {
            mask[feature] = true;
        }

        return mask;
    }
}
