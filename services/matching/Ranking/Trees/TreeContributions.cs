using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Matching.Ranking;

/// <summary>
/// Says exactly what each feature adds to a row's raw score: Shapley values where the absent features of a row are
/// spread over a split's sides as the training rows were (TreeSHAP: Lundberg et al. 2020, path-dependent; the same as
/// LightGBM's pred_contrib). Immutable and safe to share between threads.
/// </summary>
/// <remarks>
/// On the way to a leaf every feature lets pass o = 1 or 0 of the row and a share z of the training rows. Its Shapley
/// value is the leaf's value times (o − z) ∫ Π (o t + z (1 − t)) dt, the product over the other features, from 0 to 1.
/// The integrand is a polynomial, which a Gauss–Legendre rule integrates exactly; and at one point t the sums over all
/// leaves nest. One pass from the root multiplies what lies above a split (G), one from the leaves gathers what lies
/// below (H). Let a share z′ be left by earlier splits by the same feature, z″ go to the side to which the row does
/// not, the row's side make a difference D, and q = z′ z″ / (t + z′ (1 − t)). Then H = H(row's side) − (1 − t) q D, and
/// the feature gets G D q / (t + z′ (1 − t)). The work grows with splits × points, four points for every eight features
/// on the longest way. No divisor is smaller than the first point, so a share of 0 needs no care.
/// </remarks>
public sealed class TreeContributions
{
    private readonly Group[] _groups;
    private readonly Dictionary<int, Points[]> _points = [];
    private readonly int _columns;
    private readonly int _splits;
    private readonly int _leaves;

    /// <summary>Prepares an ensemble whose leaves have counts.</summary>
    public TreeContributions(TreeEnsemble ensemble)
    {
        for (var i = 0; i < ensemble.Trees.Length; i++)
        {
            if (ensemble.Trees[i] is { Splits: > 0, LeafCount.Length: 0 })
            {
                throw new ArgumentException(
                    $"Tree {i} does not say how many rows its leaves had, which contributions need.", nameof(ensemble));
            }
        }

        Ensemble = ensemble;
        _groups = [.. BinnedTrees.Of(ensemble).Select(part => new Group(
            part.Group,
            [.. part.Trees.Select((tree, i) => ExplainedTree.Of(tree, part.Group?.Splits[i] ?? []))]))];
        _columns = _groups.Max(group => (int?)group.Binned?.Columns.Length) ?? 0;
        _splits = ensemble.Trees.Max(tree => (int?)tree.Splits) ?? 0;
        _leaves = ensemble.Trees.Max(tree => (int?)tree.Leaves) ?? 0;
        foreach (var tree in _groups.SelectMany(group => group.Trees))
        {
            BaseScore += tree.Expected;
            if (!_points.ContainsKey(tree.Points))
            {
                _points.Add(tree.Points, Points.Of(tree.Points));
            }
        }
    }

    public TreeEnsemble Ensemble { get; }

    /// <summary>The mean score of the training rows, which contributions are counted from.</summary>
    public double BaseScore { get; }

    /// <summary>Adds what each feature contributes: with the base they are the raw score.</summary>
    /// <param name="row">The features.</param>
    /// <param name="contributions">One for each feature; added to.</param>
    public void Add(ReadOnlySpan<float> row, Span<double> contributions)
    {
        var width = Ensemble.FeatureNames.Length;
        if (row.Length != width || contributions.Length != width)
        {
            throw new ArgumentException(
                $"A row has {width} features, not {row.Length} and {contributions.Length}.", nameof(row));
        }

        using var room = ExplanationRoom.Rent(_columns, _splits, _leaves, width);
        foreach (var group in _groups)
        {
            var bins = room.Bins;
            for (var i = 0; i < group.Binned?.Columns.Length; i++)
            {
                var column = group.Binned.Columns[i];
                bins[i] = column.BinOf(row[column.Feature]);
            }

            foreach (var tree in group.Trees)
            {
                Decide(tree, group.Binned is null, row, room);
                foreach (var points in _points[tree.Points])
                {
                    Add(tree, points, room);
                }
            }
        }

        for (var i = 0; i < contributions.Length; i++)
        {
            contributions[i] += Vector256.Sum(room.Sums[i]);
        }
    }

    /// <summary>
    /// Notes which way the row goes at every split, and whether it passed all earlier splits by the same feature.
    /// </summary>
    private static void Decide(ExplainedTree tree, bool isPlain, ReadOnlySpan<float> row, ExplanationRoom room)
    {
        var nodes = tree.Nodes;
        var bins = room.Bins;
        var ways = room.Ways;
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            var isLeft = isPlain
                ? tree.Tree.GoesLeft(node.Split, row[node.Feature])
                : bins[node.Binned.Column] <= node.Binned.Bin;
            var right = isLeft ? 0 : 1;
            var isAlive = 1;
            if (node.Earlier >= 0)
            {
                var earlier = ways[node.Earlier >> 1];
                isAlive = earlier >> 1 & (earlier ^ node.Earlier ^ 1) & 1;
            }

            ways[i] = (byte)(right | isAlive << 1);
        }

        var values = tree.Tree.LeafValue.AsSpan();
        for (var leaf = 0; leaf < values.Length; leaf++)
        {
            room.Below[leaf] = Vector256.Create(values[leaf]);
        }
    }

    private static void Add(ExplainedTree tree, Points points, ExplanationRoom room)
    {
        var nodes = tree.Nodes;
        var ways = room.Ways[..nodes.Length];
        var above = room.Above[..nodes.Length];
        var gains = room.Gains[..nodes.Length];
        var crossings = room.Crossings[..nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            var way = ways[i];
            var g = points.Weight;
            if (node.Parent >= 0)
            {
                var parent = node.Parent >> 1;
                var crossing = crossings[parent];
                g = above[parent] * (((ways[parent] ^ node.Parent) & 1) == 0
                    ? Vector256<double>.One - crossing
                    : crossing);
            }

            above[i] = g;
            var share = (way & 1) == 0 ? 1 - node.LeftShare : node.LeftShare;
            if (way < 2)
            {
                crossings[i] = Vector256.Create(share);
                gains[i] = Vector256<double>.Zero;
            }
            else if (node.Earlier < 0)
            {
                crossings[i] = points.Rest * share;
                gains[i] = g * share;
            }
            else
            {
                var divisor = points.At + points.Rest * node.EarlierShare;
                var q = Vector256.Create(share * node.EarlierShare) / divisor;
                crossings[i] = points.Rest * q;
                gains[i] = g * (q / divisor);
            }
        }

        var below = room.Below;
        var sums = room.Sums;
        var leaves = tree.Tree.Leaves;
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            ref readonly var node = ref nodes[i];
            var (own, other) = (ways[i] & 1) == 0 ? (node.Left, node.Right) : (node.Right, node.Left);
            var hot = below[own];
            var difference = hot - below[other];
            below[leaves + i] = hot - crossings[i] * difference;
            sums[node.Feature] += gains[i] * difference;
        }
    }

    private sealed record Group(BinnedTrees? Binned, ExplainedTree[] Trees);

    /// <summary>Four points of a rule, what is left to 1 of each, and their weights.</summary>
    private sealed record Points(Vector256<double> At, Vector256<double> Rest, Vector256<double> Weight)
    {
        public static Points[] Of(int count)
        {
            var rule = Quadrature.Of(count);
            var points = new Points[count / Vector256<double>.Count];
            for (var i = 0; i < points.Length; i++)
            {
                var at = Vector256.Create(rule.Points, i * Vector256<double>.Count);
                points[i] = new Points(
                    at, Vector256<double>.One - at, Vector256.Create(rule.Weights, i * Vector256<double>.Count));
            }

            return points;
        }
    }
}
