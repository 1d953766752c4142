namespace Matching.Ranking;

/// <summary>A tree as <see cref="TreeContributions"/> goes over it: splits, parents before children.</summary>
internal sealed class ExplainedTree
{
    private ExplainedTree(Tree tree, Node[] nodes, int ways, double expected)
    {
        Tree = tree;
        Nodes = nodes;
        Points = PointsFor(ways);
        Expected = expected;
    }

    public Tree Tree { get; }

    public Node[] Nodes { get; }

    /// <summary>How many points integrate the longest way exactly: four for every eight features on it.</summary>
    public int Points { get; }

    /// <summary>The mean of the leaves, weighted by the rows that training saw there.</summary>
    public double Expected { get; }

    /// <summary>Lays a tree out whose leaves have counts.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="splits">Its splits over bins; empty where it has none.</param>
    public static ExplainedTree Of(Tree tree, BinnedSplit[] splits)
    {
        var counts = new Counts(tree);
        var nodes = new List<Node>();
        var longest = 0;
        var open = new Stack<Way>();
        if (tree.Splits > 0)
        {
            open.Push(new Way(0, -1, null, 0));
        }

        while (open.TryPop(out var way))
        {
            var split = way.Split;
            var feature = tree.SplitFeature[split];
            var known = way.Last;
            while (known is not null && known.Feature != feature)
            {
                known = known.Before;
            }

            var left = counts.LeftShare(split);
            var at = nodes.Count;
            nodes.Add(new Node
            {
                Split = split,
                Binned = splits.Length > 0 ? splits[split] : default,
                Feature = feature,
                Parent = way.Parent,
                Earlier = known?.Edge ?? -1,
                EarlierShare = known?.Share ?? 1,
                LeftShare = left,
            });
            if (way.Parent >= 0)
            {
                nodes[way.Parent >> 1] = nodes[way.Parent >> 1].WithChild(way.Parent & 1, tree.Leaves + at);
            }

            var features = way.Features + (known is null ? 1 : 0);
            longest = Math.Max(longest, features);
            for (var side = 0; side < 2; side++)
            {
                var child = side == 0 ? tree.LeftChild[split] : tree.RightChild[split];
                var share = (known?.Share ?? 1) * (side == 0 ? left : 1 - left);
                if (child >= 0)
                {
                    var edge = at << 1 | side;
                    open.Push(new Way(child, edge, new Seen(feature, edge, share, way.Last), features));
                }
                else
                {
                    nodes[at] = nodes[at].WithChild(side, ~child);
                }
            }
        }

        var expected = tree.FromLeaves(
            leaf => tree.LeafValue[leaf],
            (split, left, right) => left * counts.LeftShare(split) + right * (1 - counts.LeftShare(split)));
        return new ExplainedTree(tree, [.. nodes], longest, tree.Splits > 0 ? expected[0] : tree.LeafValue[0]);
    }

    private static int PointsFor(int features) => 4 * Math.Max(1, (features + 7) / 8);

    /// <summary>A split, and what is the same for every row.</summary>
    internal readonly record struct Node
    {
        /// <summary>Its number in the tree.</summary>
        public required int Split { get; init; }

        public required BinnedSplit Binned { get; init; }

        public required int Feature { get; init; }

        /// <summary>Twice the place of the parent, and 1 more where this is on its right; −1 for the root.</summary>
        public required int Parent { get; init; }

        /// <summary>
        /// The nearest split above by the same feature, and its side, as for <see cref="Parent"/>; −1 where none is.
        /// </summary>
        public required int Earlier { get; init; }

        /// <summary>The share that all earlier splits by this feature let come this way; 1 where none is.</summary>
        public required double EarlierShare { get; init; }

        /// <summary>The share of the rows here that go left.</summary>
        public required double LeftShare { get; init; }

        /// <summary>A leaf's number, or behind all leaves the place of a split.</summary>
        public int Left { get; init; }

        public int Right { get; init; }

        public Node WithChild(int side, int place) =>
            side == 0 ? this with { Left = place } : this with { Right = place };
    }

    /// <summary>A split that has still to be laid out, and how it is reached.</summary>
    private readonly record struct Way(int Split, int Parent, Seen? Last, int Features);

    /// <summary>An edge on the way, before that another.</summary>
    private sealed record Seen(int Feature, int Edge, double Share, Seen? Before);

    /// <summary>
    /// How many rows came by. A split counts what its leaves count, so that shares always add up to 1; where nothing
    /// came by, both sides share alike.
    /// </summary>
    private sealed class Counts(Tree tree)
    {
        private readonly double[] _splits = tree.FromLeaves(leaf => tree.LeafCount[leaf], (_, a, b) => a + b);

        public double LeftShare(int split) => _splits[split] > 0 ? Left(split) / _splits[split] : 0.5;

        private double Left(int split) =>
            tree.LeftChild[split] is >= 0 and var left ? _splits[left] : tree.LeafCount[~tree.LeftChild[split]];
    }
}
