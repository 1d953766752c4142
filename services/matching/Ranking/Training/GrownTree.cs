using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Matching.Ranking;

/// <summary>A tree that grows over bins; at the end it becomes a <see cref="Tree"/> over values.</summary>
internal sealed class GrownTree(RankingDataset data, GradientUnits units)
{
    private readonly List<Node> _nodes = [];
    private readonly List<Leaf> _leaves = [];

    public int Leaves => _leaves.Count;

    public double ValueOf(int leaf) => _leaves[leaf].Value;

    /// <summary>Begins with one leaf.</summary>
    public void Plant(GradientSum sum, double value) => _leaves.Add(new Leaf(sum, value, Parent: -1));

    /// <summary>Splits a leaf: it keeps its number on the left, and the right gets the next.</summary>
    public byte[] Split(int leaf, in Split split)
    {
        var old = _leaves[leaf];
        var node = _nodes.Count;
        if (old.Parent >= 0)
        {
            var parent = _nodes[old.Parent];
            _nodes[old.Parent] = parent.Left == ~leaf ? parent with { Left = node } : parent with { Right = node };
        }

        var goesLeft = GoesLeft(split);
        _nodes.Add(new Node(split, goesLeft, ~leaf, ~_leaves.Count, old.Sum, old.Value));
        _leaves[leaf] = new Leaf(split.Left, split.LeftValue, node);
        _leaves.Add(new Leaf(old.Sum - split.Left, split.RightValue, node));
        return goesLeft;
    }

    /// <summary>The leaf that a row of a set with the same bins ends in.</summary>
    public int LeafOf(RankingDataset set, int row)
    {
        var nodes = CollectionsMarshal.AsSpan(_nodes);
        var node = nodes.IsEmpty ? ~0 : 0;
        while (node >= 0)
        {
            ref readonly var at = ref nodes[node];
            node = at.GoesLeft[set.BinOf(row, at.Split.Feature)] != 0 ? at.Left : at.Right;
        }

        return ~node;
    }

    public Tree ToTree(double learningRate)
    {
        var boundaries = new List<int> { 0 };
        var words = new List<uint>();
        return new Tree
        {
            SplitFeature = [.. _nodes.Select(n => n.Split.Feature)],
            Threshold = [.. _nodes.Select(n => Threshold(n.Split, boundaries, words))],
            DecisionType = [.. _nodes.Select(n => DecisionType(n.Split))],
            LeftChild = [.. _nodes.Select(n => n.Left)],
            RightChild = [.. _nodes.Select(n => n.Right)],
            SplitGain = [.. _nodes.Select(n => n.Split.Gain)],
            InternalValue = [.. _nodes.Select(n => n.Value)],
            InternalWeight = [.. _nodes.Select(n => units.HessianOf(n.Sum))],
            InternalCount = [.. _nodes.Select(n => units.RowsOf(n.Sum))],
            LeafValue = [.. _leaves.Select(l => l.Value * learningRate)],
            LeafWeight = [.. _leaves.Select(l => units.HessianOf(l.Sum))],
            LeafCount = [.. _leaves.Select(l => units.RowsOf(l.Sum))],
            CategoryBoundaries = words.Count > 0 ? [.. boundaries] : [],
            CategoryThreshold = [.. words],
            Shrinkage = learningRate,
        };
    }

    private byte[] GoesLeft(in Split split)
    {
        var bins = data.Bins[split.Feature];
        var goesLeft = new byte[Histograms.Stride];
        if (split.Categories is not null)
        {
            foreach (var bin in split.Categories)
            {
                goesLeft[bin] = 1;
            }

            return goesLeft;
        }

        goesLeft.AsSpan(0, split.Bin + 1).Fill(1);
        goesLeft[bins.Unknown] = split.UnknownLeft ? (byte)1 : (byte)0;
        return goesLeft;
    }

    private double Threshold(in Split split, List<int> boundaries, List<uint> words)
    {
        var bins = data.Bins[split.Feature];
        if (split.Categories is null)
        {
            return bins.UpperBound(split.Bin);
        }

        var categories = split.Categories.Select(bin => bins.Category(bin)).ToArray();
        var set = new uint[(categories.Max() / 32) + 1];
        foreach (var category in categories)
        {
            set[category / 32] |= 1u << (category % 32);
        }

        words.AddRange(set);
        boundaries.Add(words.Count);
        return boundaries.Count - 2;
    }

    private static byte DecisionType(in Split split) => (byte)(
        ((int)MissingType.NaN << Tree.MissingShift)
        | (split.Categories is not null ? Tree.Categorical : 0)
        | (split.UnknownLeft ? Tree.DefaultLeft : 0));

    private readonly record struct Node(
        Split Split, byte[] GoesLeft, int Left, int Right, GradientSum Sum, double Value);

    private readonly record struct Leaf(GradientSum Sum, double Value, int Parent);
}
