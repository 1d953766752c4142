namespace Matching.Ranking;

/// <summary>
/// Grows a tree leaf by leaf, always where most is gained (Ke et al. 2017). Of two children only the one with fewer
/// rows is summed up; the other is what is left of the parent.
/// </summary>
internal sealed class TreeGrower
{
    private readonly RankingDataset _data;
    private readonly LambdaMartOptions _options;
    private readonly Workers _workers;
    private readonly Histograms _histograms;
    private readonly HistogramPool _pool;
    private readonly FeatureSampler _sampler;
    private readonly Split[] _byGroup;
    private readonly List<OpenLeaf> _leaves = [];
    private PackedGradients _gradients = null!;
    private readonly double _shrinkage;
    private double _noise;

    public TreeGrower(RankingDataset data, LambdaMartOptions options, Workers workers)
    {
        _data = data;
        _options = options;
        _workers = workers;
        _shrinkage = options.NoiseShrinkageFor(data.Queries);
        _histograms = new Histograms(data, workers);
        _pool = new HistogramPool(_histograms.Length, options.HistogramBytes);
        _sampler = new FeatureSampler(data, options);
        _byGroup = new Split[2 * _histograms.Groups];
        Partition = new RowPartition(data.Rows, workers);
    }

    public RowPartition Partition { get; }

    /// <summary>Grows a tree on the first <paramref name="rows"/> rows of the partition.</summary>
    /// <param name="gradients">Of all rows.</param>
    /// <param name="noise">What a split gains in the mean where gradients are noise.</param>
    /// <param name="rows">How many rows.</param>
    public GrownTree Grow(PackedGradients gradients, double noise, int rows)
    {
        _gradients = gradients;
        _noise = noise;
        _sampler.NextTree();
        var tree = new GrownTree(_data, gradients.Units);
        var root = new OpenLeaf
        {
            From = 0,
            Rows = rows,
            Sum = SumOf(rows),
            Low = double.NegativeInfinity,
            High = double.PositiveInfinity,
        };
        var units = gradients.Units;
        root.Value = RuleOf(root).Value(units.GradientOf(root.Sum), units.HessianOf(root.Sum));
        tree.Plant(root.Sum, root.Value);
        _leaves.Clear();
        _leaves.Add(root);
        FindSplits(root, null);
        while (tree.Leaves < _options.Leaves && Best() is var best and >= 0)
        {
            SplitLeaf(tree, best);
        }

        foreach (var leaf in _leaves)
        {
            Release(leaf);
        }

        return tree;
    }

    /// <summary>The first of the rows of a leaf in the partition, and how many they are.</summary>
    public (int From, int Rows) RowsOf(int leaf) => (_leaves[leaf].From, _leaves[leaf].Rows);

    private int Best()
    {
        var best = -1;
        for (var i = 0; i < _leaves.Count; i++)
        {
            if (_leaves[i].Split.Exists && (best < 0 || _leaves[i].Split.Gain > _leaves[best].Split.Gain))
            {
                best = i;
            }
        }

        return best;
    }

    private void SplitLeaf(GrownTree tree, int number)
    {
        var parent = _leaves[number];
        var split = Shrunk(parent);
        var goesLeft = tree.Split(number, split);
        var leftRows = Partition.Split(
            parent.From,
            parent.Rows,
            _data.Groups[split.Feature / RankingDataset.GroupSize],
            split.Feature % RankingDataset.GroupSize,
            goesLeft);
        var left = Child(parent, parent.From, leftRows, split.Left);
        var right = Child(parent, parent.From + leftRows, parent.Rows - leftRows, parent.Sum - split.Left);
        (left.Value, right.Value) = (split.LeftValue, split.RightValue);
        Bound(split, left, right);
        _leaves[number] = left;
        _leaves.Add(right);
        if (tree.Leaves == _options.Leaves)
        {
            Release(parent);
            return;
        }

        var (fewer, more) = left.Rows <= right.Rows ? (left, right) : (right, left);
        more.Histogram = parent.Histogram;
        parent.Histogram = null;
        FindSplits(fewer, more);
    }

    /// <summary>
    /// The split that was chosen is the best of many, so some of what it gains is noise. Its children get what lies
    /// between their parent's value and their own best one, the nearer to the parent the more of the gain may be noise
    /// (shrinking along the paths of a tree: Agarwal et al. 2022). Both go the same part of the way, so that which one
    /// lies higher stays as constraints want it.
    /// </summary>
    private Split Shrunk(OpenLeaf leaf)
    {
        var split = leaf.Split;
        var noise = _shrinkage * _noise / (split.Gain + _options.MinGain);
        var part = 1 / (1 + (noise * noise));
        return split with { LeftValue = Between(split.LeftValue), RightValue = Between(split.RightValue) };

        double Between(double best) => Math.Clamp(((1 - part) * leaf.Value) + (part * best), leaf.Low, leaf.High);
    }

    private static OpenLeaf Child(OpenLeaf parent, int from, int rows, GradientSum sum) => new()
    {
        From = from,
        Rows = rows,
        Sum = sum,
        Depth = parent.Depth + 1,
        Low = parent.Low,
        High = parent.High,
    };

    /// <summary>
    /// After a split by a constrained feature nothing below the one child may pass what lies midway between the two,
    /// and nothing below the other fall short of it.
    /// </summary>
    private void Bound(in Split split, OpenLeaf left, OpenLeaf right)
    {
        var direction = DirectionOf(split.Feature);
        if (direction != 0)
        {
            var middle = (split.LeftValue + split.RightValue) / 2;
            var (lower, upper) = direction > 0 ? (left, right) : (right, left);
            lower.High = Math.Min(lower.High, middle);
            upper.Low = Math.Max(upper.Low, middle);
        }
    }

    /// <summary>
    /// Finds the best splits of one leaf, or of two children of one parent, whose histogram <paramref name="more"/>
    /// has.
    /// </summary>
    private void FindSplits(OpenLeaf fewer, OpenLeaf? more)
    {
        var (fewerOpen, moreOpen) = (MaySplit(fewer), more is not null && MaySplit(more));
        if (!fewerOpen && !moreOpen)
        {
            Release(more);
            return;
        }

        // Even where the smaller child may not split, the larger one needs its sums taken out of the parent's.
        fewer.Histogram = Rent(fewer, more);
        _histograms.Build(Partition.Rows, fewer.From, fewer.Rows, _gradients, fewer.Histogram);
        var subtract = more?.Histogram is not null;
        if (moreOpen && !subtract)
        {
            more!.Histogram = Rent(fewer, more);
            _histograms.Build(Partition.Rows, more.From, more.Rows, _gradients, more.Histogram);
        }

        var fewerFeatures = _sampler.NextSplit();
        var moreFeatures = _sampler.NextSplit();
        _workers.Run(_histograms.Groups, group =>
        {
            if (subtract)
            {
                Histograms.Subtract(more!.Histogram!, fewer.Histogram, group);
            }

            _byGroup[2 * group] = fewerOpen ? BestIn(group, fewer, fewerFeatures) : Split.None;
            _byGroup[(2 * group) + 1] = moreOpen ? BestIn(group, more!, moreFeatures) : Split.None;
        });
        Conclude(fewer, 0);
        if (more is not null)
        {
            Conclude(more, 1);
        }
    }

    private void Conclude(OpenLeaf leaf, int offset)
    {
        for (var group = 0; group < _histograms.Groups; group++)
        {
            leaf.Split = Split.Better(leaf.Split, _byGroup[(2 * group) + offset]);
        }

        if (!leaf.Split.Exists)
        {
            Release(leaf);
        }
    }

    private Split BestIn(int group, OpenLeaf leaf, bool[] features)
    {
        var best = Split.None;
        var units = _gradients.Units;
        var rule = RuleOf(leaf);
        var categoryRule = RuleOf(leaf, _options.CategoryL2);
        var (gradient, hessian) = (units.GradientOf(leaf.Sum), units.HessianOf(leaf.Sum));
        var toSplit = new LeafToSplit
        {
            Sum = leaf.Sum,
            Units = units,
            Rule = rule,
            MinRows = Math.Max(1, _options.MinRowsPerLeaf),
            MinHessian = _options.MinHessianPerLeaf,
            LeastGain = rule.Gain(gradient, hessian, rule.Value(gradient, hessian)) + _options.MinGain,
        };
        var end = Math.Min((group + 1) * RankingDataset.GroupSize, _data.Bins.Count);
        for (var feature = group * RankingDataset.GroupSize; feature < end; feature++)
        {
            if (features[feature])
            {
                var bins = _data.Bins[feature];
                var sums = Histograms.Of(leaf.Histogram!, feature);
                var split = bins.IsCategorical
                    ? CategoricalSplitFinder.Find(sums, bins.Count, toSplit, categoryRule, feature, _options)
                    : SplitFinder.Numeric(sums, bins.Count, toSplit, feature, DirectionOf(feature));
                best = Split.Better(best, split);
            }
        }

        return best;
    }

    private bool MaySplit(OpenLeaf leaf) =>
        leaf.Rows >= 2 * Math.Max(1, _options.MinRowsPerLeaf)
        && (_options.MaxDepth <= 0 || leaf.Depth < _options.MaxDepth);

    private LeafRule RuleOf(OpenLeaf leaf, double moreL2 = 0) =>
        new(_options.L1, _options.L2 + moreL2, leaf.Low, leaf.High);

    private int DirectionOf(int feature) => _options.Monotone.Count == 0 ? 0 : _options.Monotone[feature];

    private GradientSum SumOf(int rows)
    {
        const int Block = 1 << 15;
        var sums = new GradientSum[(rows + Block - 1) / Block];
        _workers.RunBlocks(rows, Block, (from, to) =>
        {
            var sum = default(GradientSum);
            for (var i = from; i < to; i++)
            {
                sum += PackedGradients.Unpack(_gradients.Pairs[Partition.Rows[i]], _gradients.Units.RowBits);
            }

            sums[from / Block] = sum;
        });
        return sums.Aggregate((a, b) => a + b);
    }

    /// <summary>
    /// A histogram for a leaf; where all are lent, that of the leaf which is least likely to be split next.
    /// </summary>
    private GradientSum[] Rent(OpenLeaf leaf, OpenLeaf? sibling)
    {
        var histogram = _pool.TryRent();
        if (histogram is null)
        {
            var least = _leaves
                .Where(l => l != leaf && l != sibling && l.Histogram is not null)
                .MinBy(l => l.Split.Gain)!;
            histogram = least.Histogram!;
            least.Histogram = null;
        }

        return histogram;
    }

    private void Release(OpenLeaf? leaf)
    {
        if (leaf?.Histogram is { } histogram)
        {
            _pool.Return(histogram);
            leaf.Histogram = null;
        }
    }

    private sealed class OpenLeaf
    {
        public required int From { get; init; }

        public required int Rows { get; init; }

        public required GradientSum Sum { get; init; }

        public int Depth { get; init; }

        /// <summary>What it gets if it is not split.</summary>
        public double Value { get; set; }

        public required double Low { get; set; }

        public required double High { get; set; }

        public GradientSum[]? Histogram { get; set; }

        public Split Split { get; set; } = Split.None;
    }
}
