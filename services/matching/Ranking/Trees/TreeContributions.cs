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
/// the feature gets G D q / (t + z′ (1 − t)). The work grows with splits × points, eight points for every sixteen
/// features on the longest way. No divisor is smaller than the first point, so a share of 0 needs no care.
/// </remarks>
public sealed class TreeContributions
{
    /// <summary>Bit 1 of a way: the row passed all earlier splits by the same feature.</summary>
    private const int Passed = 2;

    /// <summary>So many rows are explained together.</summary>
    private const int MaximumPage = 32;

    private readonly Group[] _groups;
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
        _columns = BinTable.Padded(_groups.Max(group => (int?)group.Binned?.Table.Columns) ?? 0);
        _splits = ensemble.Trees.Max(tree => (int?)tree.Splits) ?? 0;
        _leaves = ensemble.Trees.Max(tree => (int?)tree.Leaves) ?? 0;
        foreach (var tree in _groups.SelectMany(group => group.Trees))
        {
            BaseScore += tree.Expected;
        }
    }

    public TreeEnsemble Ensemble { get; }

    /// <summary>The mean score of the training rows, which contributions are counted from.</summary>
    public double BaseScore { get; }

    /// <summary>Adds what each feature of each row contributes: with the base they are the row's raw score.</summary>
    /// <param name="rows">Rows one after the other; all rows of a page at once cost less each than one alone.</param>
    /// <param name="contributions">One for each feature of each row; added to.</param>
    public void Add(ReadOnlySpan<float> rows, Span<double> contributions)
    {
        var width = Ensemble.FeatureNames.Length;
        if (rows.Length != contributions.Length || (width == 0 ? rows.Length : rows.Length % width) != 0)
        {
            throw new ArgumentException(
                $"A row has {width} features: {rows.Length} values for {contributions.Length} parts.", nameof(rows));
        }

        var page = Math.Min(MaximumPage, rows.Length / Math.Max(1, width));
        using var room = ExplanationRoom.Rent(PaddedToLanes(page) * _columns, _splits, _leaves, page * width);
        for (var at = 0; at < rows.Length; at += page * width)
        {
            var values = Math.Min(page * width, rows.Length - at);
            AddPage(rows.Slice(at, values), contributions.Slice(at, values), room);
        }
    }

    /// <summary>Tree by tree, so that a tree is read once for all rows.</summary>
    private void AddPage(ReadOnlySpan<float> rows, Span<double> contributions, ExplanationRoom room)
    {
        var width = Ensemble.FeatureNames.Length;
        var count = rows.Length / width;
        room.Sums.Clear();
        room.LaneSums.Clear();
        foreach (var group in _groups)
        {
            var (batches, inLanes) = group.Binned is null ? (0, 0) : BatchesOf(count);
            for (var row = 0; row < count; row++)
            {
                group.Binned?.Table.BinsOfRow(rows.Slice(row * width, width), room.Bins[(row * _columns)..]);
            }

            SpreadOverLanes(inLanes, room);
            foreach (var tree in group.Trees)
            {
                FillLeaves(tree.Tree, room);
                for (var batch = 0; batch < batches; batch++)
                {
                    var bins = room.LaneBins[(batch * _columns * RowsInLanes.Lanes)..];
                    RowsInLanes.Add(tree, bins, room, room.LaneSums[(batch * width)..]);
                }

                for (var row = inLanes; row < count; row++)
                {
                    if (group.Binned is null)
                    {
                        Decide(tree, rows.Slice(row * width, width), room);
                    }
                    else
                    {
                        Decide(tree, room.Bins[(row * _columns)..], room);
                    }

                    for (var i = 0; i < tree.Points.Length; i++)
                    {
                        Add(tree, tree.Points[i], tree.Divisors[i], room, room.Sums[(row * width)..]);
                    }
                }
            }
        }

        var sums = room.Sums;
        var laneSums = room.LaneSums;
        for (var i = 0; i < contributions.Length; i++)
        {
            var row = i / width;
            var (batch, lane) = Math.DivRem(row, RowsInLanes.Lanes);
            var inLanes = laneSums[batch * width + i % width];
            contributions[i] += Vector512.Sum(sums[i]) + (inLanes[lane] + inLanes[lane + RowsInLanes.Lanes]);
        }
    }

    private static int PaddedToLanes(int rows) =>
        (rows + RowsInLanes.Lanes - 1) / RowsInLanes.Lanes * RowsInLanes.Lanes;

    /// <summary>How many batches of rows in lanes are worth it, and how many rows they hold.</summary>
    private static (int Batches, int Rows) BatchesOf(int count)
    {
        var batches = (count + RowsInLanes.Lanes - RowsInLanes.From) / RowsInLanes.Lanes;
        return (batches, Math.Min(count, batches * RowsInLanes.Lanes));
    }

    private void SpreadOverLanes(int count, ExplanationRoom room)
    {
        var bins = room.Bins;
        var lanes = room.LaneBins;
        for (var row = 0; row < count; row++)
        {
            var (batch, lane) = Math.DivRem(row, RowsInLanes.Lanes);
            for (var column = 0; column < _columns; column++)
            {
                lanes[(batch * _columns + column) * RowsInLanes.Lanes + lane] = bins[row * _columns + column];
            }
        }
    }

    private static void FillLeaves(Tree tree, ExplanationRoom room)
    {
        var values = tree.LeafValue.AsSpan();
        var below = room.Below[..values.Length];
        for (var leaf = 0; leaf < below.Length; leaf++)
        {
            below[leaf] = Vector512.Create(values[leaf]);
        }
    }

    /// <summary>
    /// Notes which way a row goes at every split, and whether it passed all earlier splits by the same feature.
    /// </summary>
    private static void Decide(ExplainedTree tree, ReadOnlySpan<int> bins, ExplanationRoom room)
    {
        var nodes = tree.Nodes;
        ref var ways = ref MemoryMarshal.GetReference(room.Ways);
        ref var bin = ref MemoryMarshal.GetReference(bins);
        ways = Passed;
        for (nint i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            var right = (int)((uint)(node.Binned.Bin - Unsafe.Add(ref bin, node.Binned.Column)) >> 31);
            Unsafe.Add(ref ways, i + 1) = Way(right, Unsafe.Add(ref ways, node.Earlier >> 1), node.Earlier);
        }
    }

    /// <summary>As the other, by the features themselves.</summary>
    private static void Decide(ExplainedTree tree, ReadOnlySpan<float> row, ExplanationRoom room)
    {
        var ways = room.Ways;
        ways[0] = Passed;
        foreach (var (i, node) in tree.Nodes.Index())
        {
            var right = tree.Tree.GoesLeft(node.Split, row[node.Feature]) ? 0 : 1;
            ways[i + 1] = Way(right, ways[node.Earlier >> 1], node.Earlier);
        }
    }

    /// <summary>Passed is what passed the earlier split, and went to the side of the edge that leads on.</summary>
    private static byte Way(int right, int earlier, int edge) =>
        (byte)(right | earlier & (earlier << 1 ^ edge << 1 ^ Passed) & Passed);

    private static void Add(
        ExplainedTree tree,
        QuadraturePoints points,
        Vector512<double>[] divisors,
        ExplanationRoom room,
        Span<Vector512<double>> sums)
    {
        // Spelled out in references: bounds are checked once, by the sizes that the tree was laid out with.
        var nodes = tree.Nodes;
        ref var node = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref var way = ref MemoryMarshal.GetReference(room.Ways);
        ref var above = ref MemoryMarshal.GetReference(room.Above);
        ref var gain = ref MemoryMarshal.GetReference(room.Gains);
        ref var crossing = ref MemoryMarshal.GetReference(room.Crossings);
        ref var divisor = ref MemoryMarshal.GetArrayDataReference(divisors);

        // What a bit chooses from: a branch would be guessed wrong half of the time.
        ref var rests = ref MemoryMarshal.GetReference(points.OneOrRest);
        ref var masks = ref MemoryMarshal.GetReference(points.ZeroOrOne);
        above = points.Weights;
        for (nint i = 0; i < nodes.Length; i++)
        {
            way = ref Unsafe.Add(ref way, 1);
            nint right = way & 1;
            nint passed = way >> 1;
            var share = Unsafe.Add(ref node.RightShare, right) * Unsafe.Add(ref node.One, passed);
            var g = Unsafe.Add(ref above, node.Parent);
            var d = Unsafe.Add(ref divisor, node.Divisor & -passed);

            var q = d * share;
            var c = q * Unsafe.Add(ref rests, passed);
            var crossed = g * c;
            ref var edge = ref Unsafe.Add(ref above, i + 1 << 1);
            Unsafe.Add(ref edge, right) = g - crossed;
            Unsafe.Add(ref edge, right ^ 1) = crossed;
            Unsafe.Add(ref crossing, i) = c;
            Unsafe.Add(ref gain, i) = g * (q * d) * Unsafe.Add(ref masks, passed);
            node = ref Unsafe.Add(ref node, 1);
        }

        ref var below = ref MemoryMarshal.GetReference(room.Below);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var to = ref Unsafe.Add(ref below, tree.Tree.Leaves);
        for (nint i = nodes.Length - 1; i >= 0; i--)
        {
            node = ref Unsafe.Subtract(ref node, 1);
            nint right = way & 1;
            way = ref Unsafe.Subtract(ref way, 1);
            var own = Unsafe.Add(ref below, Unsafe.Add(ref node.Left, right));
            var difference = own - Unsafe.Add(ref below, Unsafe.Add(ref node.Left, right ^ 1));
            Unsafe.Add(ref to, i) = own - Unsafe.Add(ref crossing, i) * difference;
            Unsafe.Add(ref sum, node.Feature) += Unsafe.Add(ref gain, i) * difference;
        }
    }

    private sealed record Group(BinnedTrees? Binned, ExplainedTree[] Trees);
}
