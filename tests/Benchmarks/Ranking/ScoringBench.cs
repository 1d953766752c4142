using System.Diagnostics;
using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>What scoring and explaining cost on one thread.</summary>
/// <param name="ScoreRowUsP50">The median time of scoring one row alone, µs.</param>
/// <param name="ScoreRowUsP99">The 99th percentile, µs.</param>
/// <param name="ScoreBatchRowsPerS">Rows scored a second in one call.</param>
/// <param name="ContributionsUsPerRow">The time of a row's contributions, of a page of 20 rows, median, µs.</param>
internal sealed record ScoringFigures(
    double ScoreRowUsP50, double ScoreRowUsP99, double ScoreBatchRowsPerS, double ContributionsUsPerRow);

/// <summary>Measures scoring on a model and rows; every row alone is another one than the row before.</summary>
internal static class ScoringBench
{
    private const int Page = 20;
    private const int Warming = 3;

    public static ScoringFigures Measure(TreeEnsemble trees, float[] rows, TimeSpan each)
    {
        var width = trees.FeatureNames.Length;
        var count = rows.Length / width;
        var scorer = new TreeScorer(trees);
        var explained = new TreeContributions(trees);
        var scores = new double[count];
        var contributions = new double[Page * width];
        var pageCount = count / Page;
        var single = Times(each, i => scores[i % count] = scorer.Score(rows.AsSpan(i % count * width, width)));
        var batch = Times(each, _ => scorer.Score(rows, scores));
        var pages = Times(each, page =>
        {
            contributions.AsSpan().Clear();
            explained.Add(rows.AsSpan(page % pageCount * Page * width, Page * width), contributions);
        });
        return new ScoringFigures(
            At(single, 0.5) * 1e6, At(single, 0.99) * 1e6, count / At(batch, 0.5), At(pages, 0.5) * 1e6 / Page);
    }

    /// <summary>Seconds of each call, rising; the first calls, in which code is still being compiled, do not count.</summary>
    private static double[] Times(TimeSpan duration, Action<int> call)
    {
        const int MaximumCalls = 4_000_000;
        var times = new List<double>();
        var round = 0;
        for (var warming = 0; warming < Warming; warming++)
        {
            times.Clear();
            var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency / Warming);
            do
            {
                var start = Stopwatch.GetTimestamp();
                call(round++);
                times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            while (Stopwatch.GetTimestamp() < end && times.Count < MaximumCalls);
        }

        return [.. times.Order()];
    }

    private static double At(double[] rising, double part) => rising[(int)(part * (rising.Length - 1))];
}
