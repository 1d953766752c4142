using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Matching.Ranking;

/// <summary>
/// Walks one row down eight trees at a time, without branches: the eight chains of loads hide each other's latency.
/// A node is four bytes; siblings lie side by side, so that a step is an addition, and a leaf steps onto itself. Trees
/// of like depth walk together, and what their leaves say is kept apart until all have arrived, so that the order of
/// walking does not show.
/// </summary>
internal sealed class RowWalk
{
    private const int Lanes = 8;

    // Bits of a node: 0–7 the bin up to which a row goes left, 8–19 how far off the left child is, 20–31 the column.
    private const int StepShift = 8;
    private const int ColumnShift = 20;
    private const int MaximumStep = (1 << ColumnShift - StepShift) - 1;

    /// <summary>No bin is greater, so that a row stays.</summary>
    private const uint Leaf = byte.MaxValue;

    private readonly uint[] _nodes;
    private readonly double[] _values;

    /// <summary>Roots, eight of a batch side by side; trees that fill the last batch up are leaves.</summary>
    private readonly int[] _roots;

    /// <summary>For every root, the place of the tree among the trees.</summary>
    private readonly int[] _places;

    /// <summary>For every batch, the splits on its longest way.</summary>
    private readonly int[] _depths;

    private readonly int _trees;

    private RowWalk(List<uint> nodes, List<double> values, List<(int Root, int Depth)> trees)
    {
        _trees = trees.Count;
        var batches = (trees.Count + Lanes - 1) / Lanes;
        _roots = new int[batches * Lanes];
        _places = new int[batches * Lanes];
        _depths = new int[batches];
        Array.Fill(_roots, nodes.Count);
        Array.Fill(_places, trees.Count);
        nodes.Add(Leaf);
        values.Add(0);
        var at = 0;
        foreach (var (place, tree) in trees.Index().OrderBy(tree => tree.Item.Depth))
        {
            _roots[at] = tree.Root;
            _places[at] = place;
            _depths[at / Lanes] = tree.Depth;
            at++;
        }

        _nodes = [.. nodes];
        _values = [.. values];
    }

    /// <summary>Lays the trees out; null where one is too wide for it.</summary>
    public static RowWalk? Of(BinnedTrees trees)
    {
        var nodes = new List<uint>();
        var values = new List<double>();
        var roots = new List<(int, int)>();
        for (var i = 0; i < trees.Trees.Length; i++)
        {
            var root = nodes.Count;
            if (AddTree(trees.Trees[i], trees.Splits[i], nodes, values) is not { } depth)
            {
                return null;
            }

            roots.Add((root, depth));
        }

        return new RowWalk(nodes, values, roots);
    }

    /// <summary>Adds up what the trees say of a row.</summary>
    /// <param name="bins">The row's bins.</param>
    /// <param name="sum">What to start from.</param>
    [SkipLocalsInit]
    public double Add(ReadOnlySpan<int> bins, double sum)
    {
        Span<double> said = stackalloc double[_trees + 1];
        ref var node = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref var bin = ref MemoryMarshal.GetReference(bins);
        for (var batch = 0; batch < _depths.Length; batch++)
        {
            var lanes = batch * Lanes;
            var roots = _roots.AsSpan(lanes, Lanes);
            nint a = roots[0], b = roots[1], c = roots[2], d = roots[3];
            nint e = roots[4], f = roots[5], g = roots[6], h = roots[7];
            for (var depth = _depths[batch]; depth > 0; depth--)
            {
                a = Step(ref node, ref bin, a);
                b = Step(ref node, ref bin, b);
                c = Step(ref node, ref bin, c);
                d = Step(ref node, ref bin, d);
                e = Step(ref node, ref bin, e);
                f = Step(ref node, ref bin, f);
                g = Step(ref node, ref bin, g);
                h = Step(ref node, ref bin, h);
            }

            var places = _places.AsSpan(lanes, Lanes);
            said[places[0]] = _values[a];
            said[places[1]] = _values[b];
            said[places[2]] = _values[c];
            said[places[3]] = _values[d];
            said[places[4]] = _values[e];
            said[places[5]] = _values[f];
            said[places[6]] = _values[g];
            said[places[7]] = _values[h];
        }

        for (var i = 0; i < _trees; i++)
        {
            sum += said[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Step(ref uint nodes, ref int bins, nint at)
    {
        var node = Unsafe.Add(ref nodes, at);
        var right = (uint)((byte)node - Unsafe.Add(ref bins, (nint)(node >> ColumnShift))) >> 31;
        return at + (nint)((node >> StepShift & MaximumStep) + right);
    }

    /// <summary>Lays a tree out level by level; answers its depth, or null where a child is too far away.</summary>
    private static int? AddTree(Tree tree, BinnedSplit[] splits, List<uint> nodes, List<double> values)
    {
        var level = new Queue<(int Node, int Depth)>([(tree.Splits == 0 ? ~0 : 0, 0)]);
        var behind = nodes.Count + 1;
        var deepest = 0;
        while (level.TryDequeue(out var next))
        {
            var (node, depth) = next;
            deepest = Math.Max(deepest, depth);
            if (node < 0)
            {
                nodes.Add(Leaf);
                values.Add(tree.LeafValue[~node]);
                continue;
            }

            var step = behind - nodes.Count;
            if (step > MaximumStep)
            {
                return null;
            }

            nodes.Add(splits[node].Bin | (uint)step << StepShift | (uint)splits[node].Column << ColumnShift);
            values.Add(0);
            behind += 2;
            level.Enqueue((tree.LeftChild[node], depth + 1));
            level.Enqueue((tree.RightChild[node], depth + 1));
        }

        return deepest;
    }
}
