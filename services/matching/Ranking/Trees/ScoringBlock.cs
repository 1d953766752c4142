using System.Runtime.InteropServices;

namespace Matching.Ranking;

/// <summary>
/// The room in which 64 rows are scored; each thread keeps one. Aligned to cache lines, which vectors of 64 bytes would
/// otherwise straddle.
/// </summary>
internal sealed class ScoringBlock : IDisposable
{
    private const int Line = 64;

    /// <summary>A block of more bytes than this is not kept: an unusual model has passed by.</summary>
    private const int MaximumKept = 1 << 20;

    [ThreadStatic]
    private static ScoringBlock? _kept;

    private readonly byte[] _memory;
    private readonly int _start;
    private readonly int _columns;
    private readonly double[] _sums = new double[BlockWalk.Rows];

    private unsafe ScoringBlock(int columns)
    {
        _columns = columns;
        _memory = GC.AllocateUninitializedArray<byte>(
            (columns * BlockWalk.Rows) + BlockWalk.Room + Line, pinned: true);
        fixed (byte* memory = &MemoryMarshal.GetArrayDataReference(_memory))
        {
            _start = (int)(-(nint)memory & Line - 1);
        }

        _memory.AsSpan().Clear();
        BlockWalk.Prepare(Room);
    }

    /// <summary>Column after column, a bin for each row.</summary>
    public Span<byte> Bins => _memory.AsSpan(_start + BlockWalk.Room, _columns * BlockWalk.Rows);

    public Span<byte> Room => _memory.AsSpan(_start, BlockWalk.Room);

    public Span<double> Sums => _sums;

    /// <summary>Takes the thread's block, or a new one where it has none that is large enough.</summary>
    public static ScoringBlock Rent(int columns)
    {
        var kept = _kept;
        _kept = null;
        return kept is not null && kept._columns >= columns ? kept : new ScoringBlock(columns);
    }

    public void Dispose()
    {
        if (_memory.Length <= MaximumKept)
        {
            _kept = this;
        }
    }
}
