using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Matching.Ranking;

/// <summary>
/// Sums gradients up by feature and bin. A histogram has <see cref="Stride"/> sums for each feature, groups of eight
/// features one after another, so that one group's (32 KiB) fits the first-level cache. Threads share the groups out
/// and, of many rows, two halves of them.
/// </summary>
internal sealed class Histograms(RankingDataset data, Workers workers)
{
    /// <summary>Sums of a feature: a bin's number is a byte.</summary>
    public const int Stride = 256;

    private const int GroupStride = Stride * RankingDataset.GroupSize;
    private const int Ahead = 24;
    private const int RowsWorthHalving = 4096;
    private const int GatherBlock = 1 << 12;

    private readonly long[] _ordered = new long[data.Rows];
    private readonly GradientSum[] _secondHalf = new GradientSum[data.Groups.Length * GroupStride];

    /// <summary>Sums that a histogram of all features has.</summary>
    public int Length { get; } = data.Groups.Length * GroupStride;

    public int Groups => data.Groups.Length;

    /// <summary>The sums of one feature.</summary>
    public static Span<GradientSum> Of(GradientSum[] histogram, int feature) =>
        histogram.AsSpan(feature * Stride, Stride);

    /// <summary>Fills a histogram with the sums of some rows.</summary>
    public void Build(int[] rows, int from, int count, PackedGradients gradients, GradientSum[] histogram)
    {
        workers.RunBlocks(count, GatherBlock, (first, last) =>
            Gather(rows.AsSpan(from + first, last - first), gradients.Pairs, _ordered.AsSpan(from + first)));
        var rowBits = gradients.Units.RowBits;
        if (count < RowsWorthHalving || workers.Threads == 1)
        {
            workers.Run(count < 256 ? 1 : Groups, task =>
            {
                var (first, last) = count < 256 ? (0, Groups) : (task, task + 1);
                for (var group = first; group < last; group++)
                {
                    BuildGroup(group, rows.AsSpan(from, count), _ordered.AsSpan(from, count), rowBits, histogram);
                }
            });
            return;
        }

        var half = count / 2;
        workers.Run(2 * Groups, task => BuildGroup(
            task / 2,
            task % 2 == 0 ? rows.AsSpan(from, half) : rows.AsSpan(from + half, count - half),
            task % 2 == 0 ? _ordered.AsSpan(from, half) : _ordered.AsSpan(from + half, count - half),
            rowBits,
            task % 2 == 0 ? histogram : _secondHalf));
        workers.Run(Groups, group => Add(OfGroup(histogram, group), OfGroup(_secondHalf, group)));
    }

    /// <summary>Leaves in <paramref name="parent"/> what the other child has, in one group.</summary>
    public static void Subtract(GradientSum[] parent, GradientSum[] child, int group)
    {
        var from = MemoryMarshal.Cast<GradientSum, long>(OfGroup(parent, group));
        var less = MemoryMarshal.Cast<GradientSum, long>(OfGroup(child, group));
        for (var i = 0; i < from.Length; i += Vector256<long>.Count)
        {
            var difference = Vector256.LoadUnsafe(ref from[i]) - Vector256.LoadUnsafe(ref less[i]);
            difference.StoreUnsafe(ref from[i]);
        }
    }

    private static void Add(Span<GradientSum> sums, Span<GradientSum> others)
    {
        var to = MemoryMarshal.Cast<GradientSum, long>(sums);
        var more = MemoryMarshal.Cast<GradientSum, long>(others);
        for (var i = 0; i < to.Length; i += Vector256<long>.Count)
        {
            var sum = Vector256.LoadUnsafe(ref to[i]) + Vector256.LoadUnsafe(ref more[i]);
            sum.StoreUnsafe(ref to[i]);
        }
    }

    /// <summary>
    /// Puts the gradients of rows side by side, so that every group of features can read them in turn.
    /// </summary>
    private static unsafe void Gather(ReadOnlySpan<int> rows, long[] pairs, Span<long> ordered)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (Sse.IsSupported && i + Ahead < rows.Length)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref pairs[rows[i + Ahead]]));
            }

            ordered[i] = pairs[rows[i]];
        }
    }

    private static Span<GradientSum> OfGroup(GradientSum[] histogram, int group) =>
        histogram.AsSpan(group * GroupStride, GroupStride);

    private void BuildGroup(
        int group, ReadOnlySpan<int> rows, ReadOnlySpan<long> pairs, int rowBits, GradientSum[] histogram)
    {
        var sums = OfGroup(histogram, group);
        sums.Clear();
        Accumulate(
            ref MemoryMarshal.GetArrayDataReference(data.Groups[group]),
            rows,
            pairs,
            rowBits,
            ref Unsafe.As<GradientSum, byte>(ref MemoryMarshal.GetReference(sums)));
    }

    /// <summary>
    /// A bin's number times 16 is where its sum lies; eight features' bins come in one word, and nothing here is
    /// checked: a byte cannot lie outside of a feature's 256 sums.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Accumulate(
        ref byte bins, ReadOnlySpan<int> rows, ReadOnlySpan<long> pairs, int rowBits, ref byte sums)
    {
        const int Feature = Stride * 16;
        ref var row = ref MemoryMarshal.GetReference(rows);
        ref var pair = ref MemoryMarshal.GetReference(pairs);
        for (nint i = 0; i < rows.Length; i++)
        {
            if (Sse.IsSupported && i + Ahead < rows.Length)
            {
                var soon = (nint)Unsafe.Add(ref row, i + Ahead) * RankingDataset.GroupSize;
                Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref bins, soon)));
            }

            var packed = Unsafe.Add(ref pair, i);
            var sum = Vector128.Create((int)packed, ((packed >> 32) << rowBits) + 1);
            var word = Unsafe.ReadUnaligned<ulong>(
                ref Unsafe.Add(ref bins, (nint)Unsafe.Add(ref row, i) * RankingDataset.GroupSize));
            AddTo(ref sums, (nint)((word << 4) & 0xFF0), sum);
            AddTo(ref sums, (nint)((word >> 4) & 0xFF0) + Feature, sum);
            AddTo(ref sums, (nint)((word >> 12) & 0xFF0) + (2 * Feature), sum);
            AddTo(ref sums, (nint)((word >> 20) & 0xFF0) + (3 * Feature), sum);
            AddTo(ref sums, (nint)((word >> 28) & 0xFF0) + (4 * Feature), sum);
            AddTo(ref sums, (nint)((word >> 36) & 0xFF0) + (5 * Feature), sum);
            AddTo(ref sums, (nint)((word >> 44) & 0xFF0) + (6 * Feature), sum);
            AddTo(ref sums, (nint)((word >> 52) & 0xFF0) + (7 * Feature), sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(ref byte sums, nint offset, Vector128<long> sum)
    {
        ref var at = ref Unsafe.As<byte, long>(ref Unsafe.AddByteOffset(ref sums, offset));
        (Vector128.LoadUnsafe(ref at) + sum).StoreUnsafe(ref at);
    }
}
