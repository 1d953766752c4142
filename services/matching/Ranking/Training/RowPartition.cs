using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Matching.Ranking;

/// <summary>
/// Which rows are in which leaf: a leaf's rows follow each other, in rising order. Splitting keeps the order, for any
/// number of threads.
/// </summary>
internal sealed class RowPartition(int rows, Workers workers)
{
    private const int BlockRows = 1 << 12;
    private const int Ahead = 24;

    private readonly int[] _left = new int[rows];
    private readonly int[] _right = new int[rows];

    /// <summary>The rows, leaf by leaf.</summary>
    public int[] Rows { get; } = new int[rows];

    /// <summary>Puts all rows into one leaf.</summary>
    public int Reset()
    {
        workers.RunBlocks(Rows.Length, BlockRows, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                Rows[i] = i;
            }
        });
        return Rows.Length;
    }

    /// <summary>Puts the rows of some queries into one leaf.</summary>
    public int Reset(RankingDataset data, ReadOnlySpan<int> queries)
    {
        var count = 0;
        foreach (var query in queries)
        {
            for (var row = data.QueryStarts[query]; row < data.QueryStarts[query + 1]; row++)
            {
                Rows[count++] = row;
            }
        }

        return count;
    }

    /// <summary>Puts the rows that go left before those that go right; answers how many go left.</summary>
    /// <param name="bins">The bins of the feature's group.</param>
    /// <param name="inGroup">The feature's place in its group.</param>
    /// <param name="goesLeft">1 for each bin that goes left, else 0.</param>
    public int Split(int from, int count, byte[] bins, int inGroup, byte[] goesLeft)
    {
        var blocks = (count + BlockRows - 1) / BlockRows;
        var lefts = new int[blocks];
        workers.RunBlocks(count, BlockRows, (first, last) =>
            lefts[first / BlockRows] = SplitBlock(from + first, from + last, bins, inGroup, goesLeft));
        var starts = new int[blocks];
        var left = 0;
        for (var block = 0; block < blocks; block++)
        {
            starts[block] = left;
            left += lefts[block];
        }

        workers.RunBlocks(count, BlockRows, (first, last) =>
        {
            var block = first / BlockRows;
            var (toLeft, toRight) = (starts[block], left + first - starts[block]);
            Array.Copy(_left, from + first, Rows, from + toLeft, lefts[block]);
            Array.Copy(_right, from + first, Rows, from + toRight, last - first - lefts[block]);
        });
        return left;
    }

    private unsafe int SplitBlock(int first, int last, byte[] bins, int inGroup, byte[] goesLeft)
    {
        var (left, right) = (first, first);
        for (var i = first; i < last; i++)
        {
            if (Sse.IsSupported && i + Ahead < last)
            {
                ref var soon = ref bins[Rows[i + Ahead] * RankingDataset.GroupSize];
                Sse.Prefetch0(Unsafe.AsPointer(ref soon));
            }

            var row = Rows[i];
            _left[left] = row;
            _right[right] = row;
            int isLeft = goesLeft[bins[row * RankingDataset.GroupSize + inGroup]];
            left += isLeft;
            right += 1 - isLeft;
        }

        return left - first;
    }
}
