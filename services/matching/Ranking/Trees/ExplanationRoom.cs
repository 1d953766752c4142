using System.Runtime.Intrinsics;

namespace Matching.Ranking;

/// <summary>The room in which one row is explained; each thread keeps one.</summary>
internal sealed class ExplanationRoom : IDisposable
{
    /// <summary>Room for more splits or features than this is not kept: an unusual model has passed by.</summary>
    private const int MaximumKept = 1 << 14;

    [ThreadStatic]
    private static ExplanationRoom? _kept;

    private readonly byte[] _bins;
    private readonly byte[] _ways;
    private readonly Vector256<double>[] _splits;
    private readonly Vector256<double>[] _below;
    private readonly Vector256<double>[] _sums;

    private ExplanationRoom(int columns, int splits, int leaves, int features)
    {
        _bins = new byte[columns];
        _ways = new byte[splits];
        _splits = new Vector256<double>[3 * splits];
        _below = new Vector256<double>[splits + leaves];
        _sums = new Vector256<double>[features];
    }

    /// <summary>The row's bins.</summary>
    public Span<byte> Bins => _bins;

    /// <summary>Bit 0: the row goes right; bit 1: it passed all earlier splits by the same feature.</summary>
    public Span<byte> Ways => _ways;

    /// <summary>What lies above each split.</summary>
    public Span<Vector256<double>> Above => _splits.AsSpan(0, _ways.Length);

    /// <summary>What a split's feature gets for a difference of 1.</summary>
    public Span<Vector256<double>> Gains => _splits.AsSpan(_ways.Length, _ways.Length);

    /// <summary>What goes to the side to which the row does not.</summary>
    public Span<Vector256<double>> Crossings => _splits.AsSpan(2 * _ways.Length);

    /// <summary>What lies below: the leaves, and behind them the splits.</summary>
    public Span<Vector256<double>> Below => _below;

    /// <summary>What each feature has got so far.</summary>
    public Span<Vector256<double>> Sums => _sums;

    /// <summary>Takes the thread's room, or a new one where it has none that is large enough; sums are 0.</summary>
    public static ExplanationRoom Rent(int columns, int splits, int leaves, int features)
    {
        var kept = _kept;
        _kept = null;
        if (kept is null || kept._bins.Length < columns || kept._ways.Length < splits
            || kept._below.Length < splits + leaves || kept._sums.Length < features)
        {
            return new ExplanationRoom(columns, splits, leaves, features);
        }

        kept._sums.AsSpan().Clear();
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
