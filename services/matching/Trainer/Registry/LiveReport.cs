using System.Globalization;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>Prints what a model has done on live traffic.</summary>
internal static class LiveReport
{
    public static void Print(ModelReport report, TextWriter output)
    {
        foreach (var arm in report.Arms)
        {
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"As {arm.Arm_.ToString().ToLowerInvariant()}: {arm.RankingCount} rankings, {arm.JudgedCount} judged"));
            foreach (var count in arm.EventCounts)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {count.Type.ToString().ToLowerInvariant()} {count.Count}"));
            }
        }

        if (report.Watch is { } watch)
        {
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Watched over {watch.RankingCount} rankings: {watch.FailureCount} failed{Speed(watch.Latency)}"));
            if (watch.HasScoreShift)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  scores moved by {watch.ScoreShift:0.000}"));
            }

            foreach (var breach in watch.Breaches)
            {
                output.WriteLine("  out of bounds: " + breach);
            }
        }

        if (report.Shadow is { } shadow)
        {
            output.WriteLine();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"In the shadow over {shadow.RankingCount} rankings: Kendall's tau {shadow.KendallTau:0.000}, "
                + $"{100 * shadow.Top10Overlap:0.#} % of the first ten shared, {shadow.FailureCount} failed, "
                + $"{shadow.DroppedCount} passed over{Speed(shadow.Latency)}"));
        }
    }

    private static string Speed(ModelReport.Types.Latency? latency) => latency is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $", p50 {latency.P50Microseconds:0.#} µs and p99 {latency.P99Microseconds:0.#} µs a row");
}
