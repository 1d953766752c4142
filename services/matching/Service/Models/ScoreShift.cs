namespace Matching.Matches;

/// <summary>
/// How far scores have moved from a reference: the population stability index, the sum over bins of
/// (live − expected) · ln(live / expected), on the deciles of the reference (Siddiqi, Credit Risk Scorecards, 2006).
/// </summary>
internal sealed class ScoreShift
{
    private readonly double[] _edges;
    private readonly double[] _expected;

    /// <param name="quantiles">The reference: p0, p10 … p100.</param>
    public ScoreShift(IReadOnlyList<double> quantiles)
    {
        // Where scores repeat, deciles fall together and their bins become one.
        _edges = [.. quantiles.Skip(1).SkipLast(1).Distinct()];
        _expected = new double[_edges.Length + 1];
        for (var i = 1; i < quantiles.Count; i++)
        {
            _expected[BinOf(quantiles[i])] += 1.0 / (quantiles.Count - 1);
        }
    }

    /// <summary>The quantiles p0, p10 … p100 of scores; none where there are too few to tell.</summary>
    public static double[] Quantiles(IReadOnlyCollection<double> scores, int atLeast)
    {
        if (scores.Count < atLeast)
        {
            return [];
        }

        var sorted = scores.Order().ToArray();
        return [.. Enumerable.Range(0, 11).Select(i => sorted[(int)Math.Round(i / 10.0 * (sorted.Length - 1))])];
    }

    /// <summary>The index: 0 where nothing has moved.</summary>
    public double Of(IReadOnlyCollection<double> scores)
    {
        var counts = new int[_expected.Length];
        foreach (var score in scores)
        {
            counts[BinOf(score)]++;
        }

        // Half a row in every bin keeps an empty one from being infinitely far away.
        const double Smoothing = 0.5;
        var total = scores.Count + Smoothing * counts.Length;
        var index = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            var live = (counts[i] + Smoothing) / total;
            var expected = Math.Max(_expected[i], 1e-6);
            index += (live - expected) * Math.Log(live / expected);
        }

        return index;
    }

    private int BinOf(double score)
    {
        var at = Array.BinarySearch(_edges, score);
        return at < 0 ? ~at : at;
    }
}
