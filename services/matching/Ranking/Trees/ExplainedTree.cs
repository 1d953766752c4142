using System.Runtime.Intrinsics;

namespace Matching.Ranking;

/// <summary>
/// A tree as <see cref="TreeContributions"/> goes over it: level by level, so that neighbours do not wait for each
/// other.
/// </summary>
internal sealed class ExplainedTree
{
    private ExplainedTree(Tree tree, Node[] nodes, double[] earlierShares, int longest, double expected)
    {
        Tree = tree;
        Nodes = nodes;
        Expected = expected;
        Points = QuadraturePoints.For(longest);
        Rule = Quadrature.Of(Math.Max(2, (longest + 3) / 4 * 2));
        Divisors = [.. Points.Select(points => earlierShares.Select(points.Inverse).ToArray())];
    }

    public Tree Tree { get; }

    public Node[] Nodes { get; }

    /// <summary>So many points integrate what the longest way makes exactly.</summary>
    public QuadraturePoints[] Points { get; }

    /// <summary>The fewest points that do, an even number of them.</summary>
    public Quadrature Rule { get; }

    /// <summary>
    /// For all points, and all shares that earlier splits by a feature let come to a split: 1 / (t + share (1 − t)).
    /// The first is 1, where there is no earlier split.
    /// </summary>
    public Vector512<double>[][] Divisors { get; }

    /// <summary>The mean of the leaves, weighted by the rows that training saw there.</summary>
    public double Expected { get; }

    /// <summary>Lays a tree out whose leaves have counts.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="splits">Its splits over bins; empty where it has none.</param>
    public static ExplainedTree Of(Tree tree, BinnedSplit[] splits)
    {
        var counts = new Counts(tree);
        var nodes = new Node[tree.Splits];
        var count = 0;
        var earlierShares = new List<double> { 1 };
        var longest = 0;
        var open = new Queue<Way>();
        if (tree.Splits > 0)
        {
            open.Enqueue(new Way(0, 0, null, 0));
        }

        while (open.TryDequeue(out var way))
        {
            var split = way.Split;
            var feature = tree.SplitFeature[split];
            var known = way.Last;
            while (known is not null && known.Feature != feature)
            {
                known = known.Before;
            }

            var left = counts.LeftShare(split);
            var at = count++;
            nodes[at] = new Node
            {
                RightShare = 1 - left,
                LeftShare = left,
                One = 1,
                EarlierShare = known?.Share ?? 1,
                Parent = way.Edge,
                Divisor = known is null ? 0 : earlierShares.Count,
                Feature = feature,
                Earlier = known?.Edge ?? 0,
                Split = split,
                Binned = splits.Length > 0 ? splits[split] : default,
            };
            if (known is not null)
            {
                earlierShares.Add(known.Share);
            }

            if (way.Edge > 0)
            {
                Child(way.Edge) = tree.Leaves + at;
            }

            var features = way.Features + (known is null ? 1 : 0);
            longest = Math.Max(longest, features);
            for (var side = 0; side < 2; side++)
            {
                var child = side == 0 ? tree.LeftChild[split] : tree.RightChild[split];
                var edge = at + 1 << 1 | side;
                var share = (known?.Share ?? 1) * (side == 0 ? left : 1 - left);
                if (child >= 0)
                {
                    open.Enqueue(new Way(child, edge, new Seen(feature, edge, share, way.Last), features));
                }
                else
                {
                    Child(edge) = ~child;
                }
            }
        }

        var expected = tree.FromLeaves(
            leaf => tree.LeafValue[leaf],
            (split, left, right) => left * counts.LeftShare(split) + right * (1 - counts.LeftShare(split)));
        return new ExplainedTree(
            tree, nodes, [.. earlierShares], longest, tree.Splits > 0 ? expected[0] : tree.LeafValue[0]);

        ref int Child(int edge)
        {
            ref var node = ref nodes[(edge >> 1) - 1];
            return ref (edge & 1) == 0 ? ref node.Left : ref node.Right;
        }
    }

    /// <summary>
    /// A split, and what is the same for every row. An edge is numbered by the place of the split it leaves, from 1,
    /// twice, and 1 more on the right; 0 leads to the root.
    /// </summary>
    internal struct Node
    {
        /// <summary>The share of the rows here that go where a row does not that goes left.</summary>
        public double RightShare;

        /// <summary>The same for a row that goes right; it follows, so that a bit chooses without a branch.</summary>
        public double LeftShare;

        /// <summary>Always 1; the earlier share follows it for the same reason.</summary>
        public double One;

        /// <summary>The share that all earlier splits by the feature let come this way; 1 where none is.</summary>
        public double EarlierShare;

        /// <summary>A leaf's number, or behind all leaves the place of a split.</summary>
        public int Left;

        /// <summary>As <see cref="Left"/>, which it follows.</summary>
        public int Right;

        /// <summary>The edge that leads here.</summary>
        public int Parent;

        /// <summary>Which of the tree's divisors.</summary>
        public int Divisor;

        public int Feature;

        /// <summary>The nearest edge above from a split by the same feature; 0 where there is none.</summary>
        public int Earlier;

        /// <summary>The split's number in the tree.</summary>
        public int Split;

        public BinnedSplit Binned;
    }

    /// <summary>A split that has still to be laid out, and how it is reached.</summary>
    private readonly record struct Way(int Split, int Edge, Seen? Last, int Features);

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
