using System.Runtime.Intrinsics;

namespace Matching.Ranking;

/// <summary>The room in which rows are explained; each thread keeps one.</summary>
internal sealed class ExplanationRoom : IDisposable
{
    /// <summary>Room for more splits or features than this is not kept: an unusual model has passed by.</summary>
    private const int MaximumKept = 1 << 14;

    [ThreadStatic]
    private static ExplanationRoom? _kept;

    private readonly int[] _bins;
    private readonly int[] _laneBins;
    private readonly byte[] _ways;
    private readonly AlignedMemory<Vector512<double>> _above;
    private readonly AlignedMemory<Vector512<double>> _gains;
    private readonly AlignedMemory<Vector512<double>> _crossings;
    private readonly AlignedMemory<Vector512<double>> _rights;
    private readonly AlignedMemory<Vector512<double>> _comes;
    private readonly AlignedMemory<Vector512<double>> _passes;
    private readonly AlignedMemory<Vector512<double>> _scales;
    private readonly AlignedMemory<Vector512<double>> _below;
    private readonly AlignedMemory<Vector512<double>> _sums;
    private readonly AlignedMemory<Vector512<double>> _laneSums;

    private ExplanationRoom(int bins, int splits, int leaves, int sums)
    {
        _bins = new int[bins];
        _ways = new byte[splits + 1];
        _above = new AlignedMemory<Vector512<double>>(2 * (splits + 1));
        _gains = new AlignedMemory<Vector512<double>>(splits);
        _crossings = new AlignedMemory<Vector512<double>>(splits + 1);
        _rights = new AlignedMemory<Vector512<double>>(splits);
        _comes = new AlignedMemory<Vector512<double>>(splits);
        _passes = new AlignedMemory<Vector512<double>>(splits);
        _scales = new AlignedMemory<Vector512<double>>(splits);
        _laneBins = new int[bins];
        _below = new AlignedMemory<Vector512<double>>(splits + leaves);
        _sums = new AlignedMemory<Vector512<double>>(sums);
        _laneSums = new AlignedMemory<Vector512<double>>(sums);
    }

    /// <summary>The bins of each row.</summary>
    public Span<int> Bins => _bins;

    /// <summary>
    /// For every split, behind one that stands for the edge to the root. Bit 0: the row goes right; bit 1: it passed
    /// all earlier splits by the same feature.
    /// </summary>
    public Span<byte> Ways => _ways;

    /// <summary>The bins of rows in lanes: for each column those of four rows.</summary>
    public Span<int> LaneBins => _laneBins;

    /// <summary>Masks of the rows in lanes that go right at a split.</summary>
    public Span<Vector512<double>> Rights => _rights.Span;

    /// <summary>Masks of the rows in lanes that go to a split from the one above it.</summary>
    public Span<Vector512<double>> Comes => _comes.Span;

    /// <summary>Masks of the rows in lanes that passed all earlier splits by the same feature.</summary>
    public Span<Vector512<double>> Passes => _passes.Span;

    /// <summary>For rows in lanes, the share that goes where a row does not, of all that came to its feature.</summary>
    public Span<Vector512<double>> Scales => _scales.Span;

    /// <summary>What lies above each edge; for rows in lanes, what comes to each split, behind the weights.</summary>
    public Span<Vector512<double>> Above => _above.Span;

    /// <summary>What a split's feature gets for a difference of 1.</summary>
    public Span<Vector512<double>> Gains => _gains.Span;

    /// <summary>
    /// The part of what comes to a split that goes to the side to which the row does not; for rows in lanes, behind
    /// none for the root.
    /// </summary>
    public Span<Vector512<double>> Crossings => _crossings.Span;

    /// <summary>What lies below: the leaves, and behind them the splits.</summary>
    public Span<Vector512<double>> Below => _below.Span;

    /// <summary>For each batch of rows in lanes, what each feature has got so far, in two parts.</summary>
    public Span<Vector512<double>> LaneSums => _laneSums.Span;

    /// <summary>What each feature of each row has got so far.</summary>
    public Span<Vector512<double>> Sums => _sums.Span;

    /// <summary>Takes the thread's room, or a new one where it has none that is large enough.</summary>
    public static ExplanationRoom Rent(int bins, int splits, int leaves, int sums)
    {
        var kept = _kept;
        _kept = null;
        if (kept is null || kept._bins.Length < bins || kept._gains.Length < splits
            || kept._below.Length < splits + leaves || kept._sums.Length < sums)
        {
            return new ExplanationRoom(bins, splits, leaves, sums);
        }

        return kept;
    }

    public void Dispose()
    {
        if (Math.Max(_below.Length, _sums.Length) <= MaximumKept)
        {
            _kept = this;
        }
    }
}
