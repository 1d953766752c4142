using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Matching.Ranking;

/// <summary>
/// The contributions of four rows at once, at two points of the tree's rule at once: a vector's lower half has the rows
/// at the one point, its upper half the same rows at the other. What <see cref="TreeContributions"/> describes, at less
/// than half of the cost where a page of rows is explained.
/// </summary>
/// <remarks>
/// What a tree needs for one batch should stay within the first level of cache. So what comes to a split is kept once
/// and not for both of its sides: a split asks the one above it, which side it is on being known for all points.
/// </remarks>
internal static class RowsInLanes
{
    public const int Lanes = 4;

    /// <summary>Fewer rows than this are cheaper one by one.</summary>
    public const int From = 3;

    /// <summary>Adds what a tree gives each feature of the rows.</summary>
    /// <param name="tree">The tree; its leaves have been filled in.</param>
    /// <param name="bins">For each column the bins of the four rows.</param>
    /// <param name="room">Where to work.</param>
    /// <param name="sums">For each feature what the four rows have got so far, in two parts.</param>
    public static void Add(
        ExplainedTree tree, ReadOnlySpan<int> bins, ExplanationRoom room, Span<Vector512<double>> sums)
    {
        Decide(tree, bins, room);
        var rule = tree.Rule;
        for (var point = 0; point < rule.Points.Length; point += 2)
        {
            GoDown(tree, Vector128.Create(rule.Points, point), Vector128.Create(rule.Weights, point), room);
            GoUp(tree, room, sums);
        }
    }

    /// <summary>
    /// Notes, as masks, which rows go right at a split, which come from the one above it, and which passed all earlier
    /// ones by its feature; and the share that goes where a row does not.
    /// </summary>
    private static void Decide(ExplainedTree tree, ReadOnlySpan<int> bins, ExplanationRoom room)
    {
        var nodes = tree.Nodes;
        ref var bin = ref MemoryMarshal.GetReference(bins);
        var rights = room.Rights;
        var comes = room.Comes;
        var passes = room.Passes;
        var scales = room.Scales;
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            var own = Vector128.LoadUnsafe(ref Unsafe.Add(ref bin, node.Binned.Column * Lanes));
            var isRight = Vector128.GreaterThan(own, Vector128.Create((int)node.Binned.Bin));
            var half = Vector256.Create(Vector128.WidenLower(isRight), Vector128.WidenUpper(isRight)).AsDouble();
            var right = Vector512.Create(half, half);
            var scale = Vector512.ConditionalSelect(
                right, Vector512.Create(node.LeftShare), Vector512.Create(node.RightShare));
            if (node.Earlier > 0)
            {
                var passed = passes[(node.Earlier >> 1) - 1] & Along(node.Earlier, rights);
                passes[i] = passed;
                scale = Vector512.ConditionalSelect(passed, scale * node.EarlierShare, scale);
            }
            else
            {
                passes[i] = Vector512<double>.AllBitsSet;
            }

            comes[i] = node.Parent > 0 ? Along(node.Parent, rights) : Vector512<double>.AllBitsSet;
            rights[i] = right;
            scales[i] = scale;
        }
    }

    /// <summary>The rows that go along an edge, wherever they came from.</summary>
    private static Vector512<double> Along(int edge, Span<Vector512<double>> rights) =>
        (edge & 1) == 0 ? ~rights[(edge >> 1) - 1] : rights[(edge >> 1) - 1];

    private static void GoDown(
        ExplainedTree tree, Vector128<double> points, Vector128<double> weights, ExplanationRoom room)
    {
        var nodes = tree.Nodes;
        ref var come = ref MemoryMarshal.GetReference(room.Comes);
        ref var pass = ref MemoryMarshal.GetReference(room.Passes);
        ref var scale = ref MemoryMarshal.GetReference(room.Scales);
        ref var above = ref MemoryMarshal.GetReference(room.Above);
        ref var gain = ref MemoryMarshal.GetReference(room.Gains);
        ref var crossing = ref MemoryMarshal.GetReference(room.Crossings);
        ref var node = ref MemoryMarshal.GetArrayDataReference(nodes);
        var rests = Vector128<double>.One - points;
        var rest = Halves(rests);
        above = Halves(weights);
        crossing = Vector512<double>.Zero;
        for (nint i = 0; i < nodes.Length; i++)
        {
            nint parent = node.Parent >> 1;
            var crossed = Unsafe.Add(ref crossing, parent);
            var g = Unsafe.Add(ref above, parent)
                * Vector512.ConditionalSelect(Unsafe.Add(ref come, i), Vector512<double>.One - crossed, crossed);
            var q = Unsafe.Add(ref scale, i);
            var c = q * rest;
            var got = g * q;
            if (node.Earlier > 0)
            {
                var passed = Unsafe.Add(ref pass, i);
                var divisor = Halves(Vector128<double>.One / (points + rests * node.EarlierShare));
                c = Vector512.ConditionalSelect(passed, c * divisor, q);
                got = got * (divisor * divisor) & passed;
            }

            Unsafe.Add(ref above, i + 1) = g;
            Unsafe.Add(ref crossing, i + 1) = c;
            Unsafe.Add(ref gain, i) = got;
            node = ref Unsafe.Add(ref node, 1);
        }
    }

    private static void GoUp(ExplainedTree tree, ExplanationRoom room, Span<Vector512<double>> sums)
    {
        var nodes = tree.Nodes;
        ref var right = ref MemoryMarshal.GetReference(room.Rights);
        ref var gain = ref MemoryMarshal.GetReference(room.Gains);
        ref var crossing = ref MemoryMarshal.GetReference(room.Crossings);
        ref var below = ref MemoryMarshal.GetReference(room.Below);
        ref var to = ref Unsafe.Add(ref below, tree.Tree.Leaves);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        for (nint i = nodes.Length - 1; i >= 0; i--)
        {
            ref readonly var node = ref nodes[i];
            var goesRight = Unsafe.Add(ref right, i);
            var ofLeft = Unsafe.Add(ref below, node.Left);
            var ofRight = Unsafe.Add(ref below, node.Right);
            var own = Vector512.ConditionalSelect(goesRight, ofRight, ofLeft);
            var difference = own - Vector512.ConditionalSelect(goesRight, ofLeft, ofRight);
            Unsafe.Add(ref to, i) = own - Unsafe.Add(ref crossing, i + 1) * difference;
            Unsafe.Add(ref sum, node.Feature) += Unsafe.Add(ref gain, i) * difference;
        }
    }

    private static Vector512<double> Halves(Vector128<double> pair) =>
        Vector512.Create(Vector256.Create(pair.GetElement(0)), Vector256.Create(pair.GetElement(1)));
}
