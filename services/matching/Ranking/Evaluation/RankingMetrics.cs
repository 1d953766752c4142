namespace Matching.Ranking;

/// <summary>
/// Measures of one ranked query. All take the labels of the query's rows in ranked order. A query without relevant rows
/// counts 1: no order of it is wrong.
/// </summary>
public static class RankingMetrics
{
    /// <summary>A row is relevant from this label on, for the measures that know only relevant and not.</summary>
    public const float RelevantFrom = 1;

    /// <summary>
    /// Normalized discounted cumulative gain of the first <paramref name="k"/> rows: gain 2^label − 1, discount
    /// 1 / log2(rank + 1) (Burges et al. 2005).
    /// </summary>
    public static double Ndcg(ReadOnlySpan<float> rankedLabels, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var ideal = rankedLabels.ToArray();
        Array.Sort(ideal, static (a, b) => b.CompareTo(a));
        var best = Dcg(ideal, k);
        return best > 0 ? Dcg(rankedLabels, k) / best : 1;
    }

    /// <summary>The mean, over the relevant rows, of the precision down to each.</summary>
    public static double AveragePrecision(ReadOnlySpan<float> rankedLabels)
    {
        var relevant = 0;
        var sum = 0.0;
        for (var i = 0; i < rankedLabels.Length; i++)
        {
            if (rankedLabels[i] >= RelevantFrom)
            {
                relevant++;
                sum += (double)relevant / (i + 1);
            }
        }

        return relevant > 0 ? sum / relevant : 1;
    }

    /// <summary>One over the rank of the first relevant row.</summary>
    public static double ReciprocalRank(ReadOnlySpan<float> rankedLabels)
    {
        for (var i = 0; i < rankedLabels.Length; i++)
        {
            if (rankedLabels[i] >= RelevantFrom)
            {
                return 1.0 / (i + 1);
            }
        }

        return 1;
    }

    private static double Dcg(ReadOnlySpan<float> labels, int k)
    {
        var sum = 0.0;
        for (var i = 0; i < Math.Min(k, labels.Length); i++)
        {
            sum += (Math.Pow(2, labels[i]) - 1) / Math.Log2(i + 2);
        }

        return sum;
    }
}
