using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Matching.Ranking;

/// <summary>
/// Finds bins, the ranks of keys among the keys of a column's splits, for many keys at once: by halving, without
/// branches, in step.
/// </summary>
internal sealed class BinTable
{
    /// <summary>More splits' keys than this do not fit a column: bins are bytes.</summary>
    public const int MaximumKeys = byte.MaxValue;

    /// <summary>So many keys are ranked in one vector; buffers are a multiple of it.</summary>
    public const int Lanes = 8;

    private readonly BinColumn[] _columns;

    /// <summary>For each column as many keys as fill a search tree, filled up with what no key exceeds.</summary>
    private readonly int[] _keys;

    /// <summary>The keys of a column: a power of 2, of which the last one is never looked at.</summary>
    private readonly int _stride;

    /// <summary>Where the keys of each column begin, for as many columns as fill the last vector.</summary>
    private readonly int[] _starts;

    public BinTable(BinColumn[] columns)
    {
        _columns = columns;
        var most = columns.Max(column => (int?)column.Keys.Length) ?? 0;
        _stride = 1 << (32 - int.LeadingZeroCount(most));
        _keys = new int[Padded(columns.Length) * _stride];
        _starts = [.. Enumerable.Range(0, Padded(columns.Length)).Select(column => column * _stride)];
        Array.Fill(_keys, int.MaxValue);
        foreach (var (i, column) in columns.Index())
        {
            column.Keys.CopyTo(_keys, _starts[i]);
        }
    }

    public int Columns => _columns.Length;

    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>The bins of a row in all columns.</summary>
    /// <param name="row">The features.</param>
    /// <param name="bins">As many as the columns, padded.</param>
    public void BinsOfRow(ReadOnlySpan<float> row, Span<int> bins)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            bins[i] = _columns[i].KeyOf(row[_columns[i].Feature]);
        }

        for (var i = _columns.Length; i < _starts.Length; i++)
        {
            bins[i] = 0;
        }

        Rank(bins[.._starts.Length], _starts);
    }

    /// <summary>The bins of rows in one column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="rows">Rows of <paramref name="width"/> features.</param>
    /// <param name="width">The features of a row.</param>
    /// <param name="bins">64; those behind the last row are left as they are.</param>
    [SkipLocalsInit]
    public void BinsOfColumn(int column, ReadOnlySpan<float> rows, int width, Span<byte> bins)
    {
        Span<int> keys = stackalloc int[BlockWalk.Rows];
        Span<int> starts = stackalloc int[BlockWalk.Rows];
        starts.Fill(_starts[column]);
        var own = _columns[column];
        var count = 0;
        for (var at = own.Feature; at < rows.Length; at += width)
        {
            keys[count++] = own.KeyOf(rows[at]);
        }

        var padded = Padded(count);
        keys[count..padded].Clear();
        Rank(keys[..padded], starts);
        for (var i = 0; i < count; i++)
        {
            bins[i] = (byte)keys[i];
        }
    }

    /// <summary>Turns keys into bins.</summary>
    private unsafe void Rank(Span<int> keys, ReadOnlySpan<int> starts)
    {
        ref var key = ref MemoryMarshal.GetReference(keys);
        ref var start = ref MemoryMarshal.GetReference(starts);
        if (!Avx2.IsSupported)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = Rank(starts[i], keys[i]);
            }

            return;
        }

        fixed (int* table = _keys)
        {
            for (nuint i = 0; i < (nuint)keys.Length; i += Lanes)
            {
                var own = Vector256.LoadUnsafe(ref key, i);
                var from = Vector256.LoadUnsafe(ref start, i);
                var at = from;
                for (var half = _stride >> 1; half > 0; half >>= 1)
                {
                    var step = Vector256.Create(half);
                    var found = Avx2.GatherVector256(table, at + step - Vector256<int>.One, sizeof(int));
                    at += Vector256.GreaterThan(own, found) & step;
                }

                (at - from).StoreUnsafe(ref key, i);
            }
        }
    }

    private int Rank(int start, int key)
    {
        var at = start;
        for (var half = _stride >> 1; half > 0; half >>= 1)
        {
            at += half & (int)((long)_keys[at + half - 1] - key >> 63);
        }

        return at - start;
    }
}
