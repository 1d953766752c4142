namespace Matching.Ranking;

/// <summary>
/// The room in which 64 rows are scored; each thread keeps one.
/// </summary>
internal sealed class ScoringBlock : IDisposable
{
    /// <summary>A block of more bytes than this is not kept: an unusual model has passed by.</summary>
    private const int MaximumKept = 1 << 20;

    [ThreadStatic]
    private static ScoringBlock? _kept;

    private readonly AlignedMemory<byte> _bins;
    private readonly AlignedMemory<byte> _room = new(BlockWalk.Room);
    private readonly AlignedMemory<double> _sums = new(BlockWalk.Rows);

    private ScoringBlock(int columns)
    {
        _bins = new AlignedMemory<byte>(columns * BlockWalk.Rows);
        BlockWalk.Prepare(Room);
    }

    /// <summary>Column after column, a bin for each row.</summary>
    public Span<byte> Bins => _bins.Span;

    public Span<byte> Room => _room.Span;

    public Span<double> Sums => _sums.Span;

    /// <summary>Takes the thread's block, or a new one where it has none that is large enough.</summary>
    public static ScoringBlock Rent(int columns)
    {
        var kept = _kept;
        _kept = null;
        return kept is not null && kept._bins.Length >= columns * BlockWalk.Rows ? kept : new ScoringBlock(columns);
    }

    public void Dispose()
    {
        if (_bins.Length <= MaximumKept)
        {
            _kept = this;
        }
    }
}
