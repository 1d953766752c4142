using System.Diagnostics;
using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>What scoring and explaining cost on one thread.</summary>
/// <param name="RowUsP50">The median time of scoring one row alone, µs.</param>
/// <param name="RowUsP99">The 99th percentile, µs.</param>
/// <param name="BatchRowsPerS">Rows scored a second in one call.</param>
/// <param name="ContributionsUsPerRow">The time of a row's contributions, of a page of 20 rows, median, µs.</param>
internal sealed record ScoringFigures(
    double RowUsP50, double RowUsP99, double BatchRowsPerS, double ContributionsUsPerRow);

/// <summary>Measures scoring of rows; every row alone is another one than the row before.</summary>
internal sealed class ScoringBench(float[] rows, int width, TimeSpan each)
{
    private const int Page = 20;
    private const int Warming = 3;

    public ScoringFigures Measure(TreeEnsemble trees)
    {
        var scorer = new TreeScorer(trees);
        var explained = new TreeContributions(trees);
        var scores = new double[rows.Length / width];
        var contributions = new double[Page * width];
        return Measure(
            row => scorer.Score(rows.AsSpan(row * width, width)),
            () => scorer.Score(rows, scores),
            page =>
            {
                contributions.AsSpan().Clear();
                explained.Add(rows.AsSpan(page * Page * width, Page * width), contributions);
            });
    }

    public ScoringFigures Measure(LightGbmPeer peer)
    {
        float[][] pages = [.. rows.Chunk(Page * width)];
        return Measure(
            row => peer.Score(rows.AsSpan(row * width, width)),
            () => peer.Scores(rows),
            page => peer.Contributions(pages[page]));
    }

    private ScoringFigures Measure(Func<int, double> score, Action scoreAll, Action<int> explainPage)
    {
        var count = rows.Length / width;
        var sum = 0.0;
        var single = Times(i => sum += score(i % count));
        var batch = Times(_ => scoreAll());
        var pages = Times(i => explainPage(i % (count / Page)));
        return new ScoringFigures(
            At(single, 0.5) * 1e6, At(single, 0.99) * 1e6, count / At(batch, 0.5), At(pages, 0.5) * 1e6 / Page);
    }

    /// <summary>Seconds of each call, rising; the first, in which code is still being compiled, do not count.</summary>
    private double[] Times(Action<int> call)
    {
        const int MaximumCalls = 4_000_000;
        var times = new List<double>();
        var round = 0;
        for (var warming = 0; warming < Warming; warming++)
        {
            times.Clear();
            var end = Stopwatch.GetTimestamp() + (long)(each.TotalSeconds * Stopwatch.Frequency / Warming);
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
