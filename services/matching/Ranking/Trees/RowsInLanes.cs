using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Matching.Ranking;

/// <summary>
/// The contributions of eight rows at once, a row to a lane, point after point of the tree's rule: what
/// <see cref="TreeContributions"/> describes, at less than half of the cost where a page of rows is explained.
/// </summary>
internal static class RowsInLanes
{
    public const int Lanes = 8;

    /// <summary>Fewer rows than this are cheaper one by one.</summary>
    public const int From = 3;

    /// <summary>Adds what a tree gives each feature of the rows.</summary>
    /// <param name="tree">The tree; its leaves have been filled in.</param>
    /// <param name="bins">For each column the bins of the eight rows.</param>
    /// <param name="room">Where to work.</param>
    /// <param name="sums">For each feature what the eight rows have got so far.</param>
    public static void Add(
        ExplainedTree tree, ReadOnlySpan<int> bins, ExplanationRoom room, Span<Vector512<double>> sums)
    {
        Decide(tree, bins, room);
        var rule = tree.Rule;
        for (var point = 0; point < rule.Points.Length; point++)
        {
            GoDown(tree, rule.Points[point], rule.Weights[point], room);
            GoUp(tree, room, sums);
        }
    }

    /// <summary>
    /// Notes, as masks, which rows go right at a split and which passed all earlier ones by its feature, and the share
    /// that goes where a row does not.
    /// </summary>
    private static void Decide(ExplainedTree tree, ReadOnlySpan<int> bins, ExplanationRoom room)
    {
        var nodes = tree.Nodes;
        ref var bin = ref MemoryMarshal.GetReference(bins);
        var rights = room.Rights;
        var passes = room.Passes;
        var scales = room.Scales;
        for (var i = 0; i < nodes.Length; i++)
        {
            ref readonly var node = ref nodes[i];
            var own = Vector256.LoadUnsafe(ref Unsafe.Add(ref bin, node.Binned.Column * Lanes));
            var isRight = Vector256.GreaterThan(own, Vector256.Create((int)node.Binned.Bin));
            var right = Vector512.Create(Vector256.WidenLower(isRight), Vector256.WidenUpper(isRight)).AsDouble();
            var scale = Vector512.ConditionalSelect(
                right, Vector512.Create(node.LeftShare), Vector512.Create(node.RightShare));
            if (node.Earlier > 0)
            {
                var earlier = (node.Earlier >> 1) - 1;
                var passed = passes[earlier]
                    & ((node.Earlier & 1) == 0 ? ~rights[earlier] : rights[earlier]);
                passes[i] = passed;
                scale = Vector512.ConditionalSelect(passed, scale * node.EarlierShare, scale);
            }
            else
            {
                passes[i] = Vector512<double>.AllBitsSet;
            }

            rights[i] = right;
            scales[i] = scale;
        }
    }

    private static void GoDown(ExplainedTree tree, double point, double weight, ExplanationRoom room)
    {
        var nodes = tree.Nodes;
        ref var right = ref MemoryMarshal.GetReference(room.Rights);
        ref var pass = ref MemoryMarshal.GetReference(room.Passes);
        ref var scale = ref MemoryMarshal.GetReference(room.Scales);
        ref var above = ref MemoryMarshal.GetReference(room.Above);
        ref var gain = ref MemoryMarshal.GetReference(room.Gains);
        ref var crossing = ref MemoryMarshal.GetReference(room.Crossings);
        ref var node = ref MemoryMarshal.GetArrayDataReference(nodes);
        var rest = Vector512.Create(1 - point);
        above = Vector512.Create(weight);
        for (nint i = 0; i < nodes.Length; i++)
        {
            var g = Unsafe.Add(ref above, node.Parent);
            var q = Unsafe.Add(ref scale, i);
            var c = q * rest;
            var got = g * q;
            if (node.Earlier > 0)
            {
                var passed = Unsafe.Add(ref pass, i);
                var divisor = Vector512.Create(1 / (point + (1 - point) * node.EarlierShare));
                c = Vector512.ConditionalSelect(passed, c * divisor, q);
                got = got * (divisor * divisor) & passed;
            }

            var crossed = g * c;
            var kept = g - crossed;
            var goesRight = Unsafe.Add(ref right, i);
            ref var edge = ref Unsafe.Add(ref above, i + 1 << 1);
            edge = Vector512.ConditionalSelect(goesRight, crossed, kept);
            Unsafe.Add(ref edge, 1) = Vector512.ConditionalSelect(goesRight, kept, crossed);
            Unsafe.Add(ref crossing, i) = c;
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
            Unsafe.Add(ref to, i) = own - Unsafe.Add(ref crossing, i) * difference;
            Unsafe.Add(ref sum, node.Feature) += Unsafe.Add(ref gain, i) * difference;
        }
    }
}
