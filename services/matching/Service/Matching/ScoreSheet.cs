using System.Buffers;
using System.Diagnostics;
using Matching.Fit;

namespace Matching.Matches;

/// <summary>
/// Scores the rows of one list with one model, a block at a time: memory stays bounded however long the list is, and
/// the model's own time is told from the rest. Where the model fails on a row the sheet has failed, and nothing of it
/// is to be used.
/// </summary>
internal sealed class ScoreSheet<TEntry>(Seat seat) : IDisposable
    where TEntry : class, IEntry
{
    private const int BlockRows = 256;

    private static readonly int Width = FitEngine.Features.Count;

    private readonly float[] _rows = ArrayPool<float>.Shared.Rent(BlockRows * Width);
    private readonly double[] _scores = ArrayPool<double>.Shared.Rent(BlockRows);
    private readonly List<(TEntry Entry, GateType? Gate)> _block = new(BlockRows);
    private readonly List<float>? _shadowRows = seat.Shadow is null ? null : [];
    private readonly List<double>? _shadowScores = seat.Shadow is null ? null : [];

    /// <summary>What became of the documents.</summary>
    public Outcomes<TEntry> Outcomes { get; } = new();

    /// <summary>Scored rows.</summary>
    public int Rows { get; private set; }

    /// <summary>What the model took for them.</summary>
    public double Microseconds { get; private set; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public string? Failure { get; private set; }

    /// <summary>Where the features of the next row are written.</summary>
    public Span<float> Row => _rows.AsSpan(_block.Count * Width, Width);

    /// <summary>Keeps the row that was written.</summary>
    /// <param name="gate">What keeps it out, and nearly does not; null where nothing does.</param>
    /// <returns>False when the model has failed.</returns>
    public bool Keep(TEntry entry, GateType? gate)
    {
        _block.Add((entry, gate));
        return _block.Count < BlockRows || TryFinish();
    }

    /// <summary>Scores what is left.</summary>
    /// <returns>False when the model has failed.</returns>
    public bool TryFinish()
    {
        if (Failure is not null)
        {
            return false;
        }

        var rows = _rows.AsSpan(0, _block.Count * Width);
        var scores = _scores.AsSpan(0, _block.Count);
        var started = Stopwatch.GetTimestamp();
        var isScored = GuardedScoring.TryScore(seat.Model, rows, scores, out var failure);
        Microseconds += Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        Rows += _block.Count;
        if (!isScored)
        {
            Failure = failure!;
            return false;
        }

        for (var i = 0; i < scores.Length; i++)
        {
            var (entry, gate) = _block[i];
            var scored = new Scored<TEntry>(entry, scores[i], entry.Recency);
            if (gate is { } closed)
            {
                Outcomes.NearMisses.Add((scored, closed));
            }
            else
            {
                Outcomes.Ranked.Add(scored);
            }

            if (_shadowScores?.Count < ShadowScorer.MaximumRows && gate is null)
            {
                _shadowScores.Add(scores[i]);
                _shadowRows!.AddRange(rows.Slice(i * Width, Width));
            }
        }

        _block.Clear();
        return true;
    }

    /// <summary>The rows for the shadow; null where there is none, or too few rows to order.</summary>
    public ShadowSample? Sample() =>
        _shadowScores is { Count: > 1 } scores ? new ShadowSample([.. _shadowRows!], [.. scores]) : null;

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_rows);
        ArrayPool<double>.Shared.Return(_scores);
    }
}
