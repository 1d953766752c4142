using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Matching.Ranking;

/// <summary>
/// Finds the leaves of 64 rows at once, from the leaves up: a split takes, for every row, the leaf that the side has
/// found to which the row goes. Every split is worked out for all rows, so that there is neither branch nor gather: a
/// split costs a comparison and a blend of bytes.
/// </summary>
internal sealed class BlockWalk
{
    public const int Rows = 64;

    /// <summary>Leaves are numbered by a byte.</summary>
    private const int MaximumLeaves = 256;

    private readonly Step[] _steps;
    private readonly Part[] _trees;
    private readonly double[] _values;

    private BlockWalk(List<Step> steps, List<Part> trees, List<double> values)
    {
        _steps = [.. steps];
        _trees = [.. trees];
        _values = [.. values];
    }

    /// <summary>The bytes of room that <see cref="Add"/> needs.</summary>
    public static int Room => 2 * MaximumLeaves * Rows;

    /// <summary>Lays the trees out; null where one has too many leaves for it.</summary>
    public static BlockWalk? Of(BinnedTrees trees)
    {
        if (trees.Trees.Any(tree => tree.Leaves > MaximumLeaves))
        {
            return null;
        }

        var steps = new List<Step>();
        var parts = new List<Part>();
        var values = new List<double>();
        foreach (var (tree, splits) in trees.Trees.Zip(trees.Splits))
        {
            parts.Add(new Part(tree.Splits, values.Count));
            values.AddRange(tree.LeafValue);
            AddSteps(tree, splits, steps);
        }

        return new BlockWalk(steps, parts, values);
    }

    /// <summary>Fills room with what every tree begins with: the leaves' numbers, 64 times each.</summary>
    public static void Prepare(Span<byte> room)
    {
        for (var leaf = 0; leaf < MaximumLeaves; leaf++)
        {
            room.Slice(leaf * Rows, Rows).Fill((byte)leaf);
        }
    }

    /// <summary>Adds what the trees say of each row, tree after tree.</summary>
    /// <param name="bins">Column after column, 64 bins each.</param>
    /// <param name="room">Prepared, and aligned to 64 bytes for speed.</param>
    /// <param name="sums">64 sums.</param>
    public void Add(ReadOnlySpan<byte> bins, Span<byte> room, Span<double> sums)
    {
        ref var column = ref MemoryMarshal.GetReference(bins);
        ref var found = ref MemoryMarshal.GetReference(room);
        ref var step = ref MemoryMarshal.GetArrayDataReference(_steps);
        foreach (var part in _trees)
        {
            // A step writes behind the leaves, one after the other; the root is the last.
            ref var leaves = ref found;
            if (part.Splits > 0)
            {
                ref var to = ref Unsafe.Add(ref found, MaximumLeaves * Rows);
                for (var i = 0; i < part.Splits; i++)
                {
                    Choose(step, ref column, ref found, ref to);
                    leaves = ref to;
                    to = ref Unsafe.Add(ref to, Rows);
                    step = ref Unsafe.Add(ref step, 1);
                }
            }

            ref var value = ref _values[part.FirstValue];
            ref var sum = ref MemoryMarshal.GetReference(sums);
            for (nint row = 0; row < Rows; row++)
            {
                Unsafe.Add(ref sum, row) += Unsafe.Add(ref value, (nint)Unsafe.Add(ref leaves, row));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Choose(Step step, ref byte columns, ref byte found, ref byte to)
    {
        ref var bins = ref Unsafe.Add(ref columns, (nint)step.Column * Rows);
        ref var left = ref Unsafe.Add(ref found, (nint)step.Left * Rows);
        ref var right = ref Unsafe.Add(ref found, (nint)step.Right * Rows);
        if (Avx512BW.IsSupported)
        {
            // Byte comparisons do not slow a processor's clock down, so that its reserve against 512 bits is overruled.
            Vector512.ConditionalSelect(
                Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref bins), Vector512.Create(step.Bin)),
                Vector512.LoadUnsafe(ref left),
                Vector512.LoadUnsafe(ref right)).StoreUnsafe(ref to);
            return;
        }

        var bin = Vector256.Create(step.Bin);
        for (nuint half = 0; half < Rows; half += (nuint)Vector256<byte>.Count)
        {
            Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref bins, half), bin),
                Vector256.LoadUnsafe(ref left, half),
                Vector256.LoadUnsafe(ref right, half)).StoreUnsafe(ref to, half);
        }
    }

    /// <summary>Orders the splits so that both sides of each are found before it.</summary>
    private static void AddSteps(Tree tree, BinnedSplit[] splits, List<Step> steps)
    {
        var order = tree.SplitsFromRoot();
        order.Reverse();
        var places = new int[tree.Splits];
        for (var i = 0; i < order.Count; i++)
        {
            places[order[i]] = MaximumLeaves + i;
        }

        foreach (var split in order)
        {
            steps.Add(new Step(
                splits[split].Column, splits[split].Bin, Place(tree.LeftChild[split]), Place(tree.RightChild[split])));
        }

        ushort Place(int child) => (ushort)(child >= 0 ? places[child] : ~child);
    }

    /// <summary>A split, with the places of what its sides have found, in units of 64 bytes.</summary>
    private readonly record struct Step(ushort Column, byte Bin, ushort Left, ushort Right);

    /// <summary>A tree's share of the steps and values.</summary>
    private readonly record struct Part(int Splits, int FirstValue);
}
