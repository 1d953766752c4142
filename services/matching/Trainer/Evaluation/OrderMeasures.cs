using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>What one way to order the rows reaches in each query.</summary>
internal sealed class OrderMeasures(string name)
{
    public const int Ndcg10 = 2;

    /// <summary>The measures: as JSON names them, and as people do.</summary>
    public static IReadOnlyList<(string Name, string Title)> All { get; } =
    [
        ("ndcg1", "NDCG@1"), ("ndcg5", "NDCG@5"), ("ndcg10", "NDCG@10"), ("map", "MAP"), ("mrr", "MRR"), ("auc", "AUC"),
    ];

    private readonly List<float>[] _values = [.. All.Select(_ => new List<float>())];

    public string Name => name;

    /// <summary>A value for each query, by the place of the measure in <see cref="All"/>.</summary>
    public IReadOnlyList<IReadOnlyList<float>> Values => _values;

    /// <summary>Adds a query; of several orders of the same rows, the mean.</summary>
    public void Add(ReadOnlySpan<float> labels, params ReadOnlySpan<int[]> orders)
    {
        Span<double> sums = stackalloc double[All.Count];
        var ranked = new float[labels.Length];
        foreach (var order in orders)
        {
            for (var i = 0; i < ranked.Length; i++)
            {
                ranked[i] = labels[order[i]];
            }

            sums[0] += RankingMetrics.Ndcg(ranked, 1);
            sums[1] += RankingMetrics.Ndcg(ranked, 5);
            sums[Ndcg10] += RankingMetrics.Ndcg(ranked, 10);
            sums[3] += RankingMetrics.AveragePrecision(ranked);
            sums[4] += RankingMetrics.ReciprocalRank(ranked);
            sums[5] += Auc(ranked);
        }

        for (var m = 0; m < sums.Length; m++)
        {
            _values[m].Add((float)(sums[m] / orders.Length));
        }
    }

    /// <summary>
    /// The share of pairs of a relevant and an irrelevant row that stand in the right order; NaN where the query has no
    /// such pair.
    /// </summary>
    public static double Auc(ReadOnlySpan<float> rankedLabels)
    {
        var (relevant, right, irrelevant) = (0L, 0L, 0L);
        foreach (var label in rankedLabels)
        {
            if (label >= RankingMetrics.RelevantFrom)
            {
                relevant++;
            }
            else
            {
                irrelevant++;
                right += relevant;
            }
        }

        return relevant == 0 || irrelevant == 0 ? double.NaN : (double)right / (relevant * irrelevant);
    }
}
