using System.Diagnostics;
using Matching.Ranking;
using V1Shadow = Matching.Matches.V1.ModelReport.Types.Shadow;

namespace Matching.Matches;

/// <summary>
/// One model in the shadow on this replica: what it would have made of the rows that others ranked, and how fast. Keeps
/// sums and times only. Safe for concurrent use.
/// </summary>
internal sealed class ShadowRun(IRankingModel model)
{
    private const int Top = 10;
    private const int KeptTimes = 200;

    private readonly Lock _lock = new();
    private readonly Queue<double> _rowMicroseconds = new();
    private long _rankings;
    private long _failures;
    private long _dropped;
    private long _comparable;
    private double _tau;
    private double _overlap;

    public IRankingModel Model => model;

    /// <summary>Counts a list that there was no room for.</summary>
    public void Drop() => Interlocked.Increment(ref _dropped);

    /// <summary>Scores the rows of a list and compares the order with the answered one.</summary>
    /// <returns>Kendall's tau; NaN where it failed or an order ties all rows.</returns>
    public double Score(ShadowSample sample)
    {
        var scores = new double[sample.Scores.Length];
        var started = Stopwatch.GetTimestamp();
        var scored = GuardedScoring.TryScore(model, sample.Rows, scores, out _);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        var tau = scored ? RankAgreement.KendallTau(sample.Scores, scores) : double.NaN;
        lock (_lock)
        {
            _rankings++;
            if (!scored)
            {
                _failures++;
                return tau;
            }

            _rowMicroseconds.Enqueue(elapsed / scores.Length);
            if (_rowMicroseconds.Count > KeptTimes)
            {
                _rowMicroseconds.Dequeue();
            }

            if (!double.IsNaN(tau))
            {
                _comparable++;
                _tau += tau;
                _overlap += RankAgreement.TopOverlap(sample.Scores, scores, Top);
            }
        }

        return tau;
    }

    public V1Shadow ToWire()
    {
        lock (_lock)
        {
            return new V1Shadow
            {
                RankingCount = _rankings,
                DroppedCount = Interlocked.Read(ref _dropped),
                FailureCount = _failures,
                KendallTau = _comparable > 0 ? _tau / _comparable : 0,
                Top10Overlap = _comparable > 0 ? _overlap / _comparable : 0,
                Latency = Latency.ToWire([.. _rowMicroseconds]),
            };
        }
    }
}

/// <summary>The rows of a list and the scores that it was answered with: numbers alone.</summary>
internal sealed record ShadowSample(float[] Rows, double[] Scores);
