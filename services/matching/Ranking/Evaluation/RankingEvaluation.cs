namespace Matching.Ranking;

/// <summary>Averages of the ranking measures over the queries added so far. Not thread-safe.</summary>
public sealed class RankingEvaluation
{
    private double _ndcg1;
    private double _ndcg5;
    private double _ndcg10;
    private double _averagePrecision;
    private double _reciprocalRank;

    public int Queries { get; private set; }

    public double NdcgAt1 => Mean(_ndcg1);

    public double NdcgAt5 => Mean(_ndcg5);

    public double NdcgAt10 => Mean(_ndcg10);

    /// <summary>MAP.</summary>
    public double MeanAveragePrecision => Mean(_averagePrecision);

    /// <summary>MRR.</summary>
    public double MeanReciprocalRank => Mean(_reciprocalRank);

    /// <summary>Adds a query.</summary>
    /// <param name="labels">The labels of its rows as they came.</param>
    /// <param name="order">The row numbers, best first; every row once.</param>
    public void Add(ReadOnlySpan<float> labels, ReadOnlySpan<int> order)
    {
        if (labels.Length != order.Length)
        {
            throw new ArgumentException($"{order.Length} places for {labels.Length} rows.", nameof(order));
        }

        var ranked = new float[order.Length];
        for (var i = 0; i < ranked.Length; i++)
        {
            ranked[i] = labels[order[i]];
        }

        Queries++;
        _ndcg1 += RankingMetrics.Ndcg(ranked, 1);
        _ndcg5 += RankingMetrics.Ndcg(ranked, 5);
        _ndcg10 += RankingMetrics.Ndcg(ranked, 10);
        _averagePrecision += RankingMetrics.AveragePrecision(ranked);
        _reciprocalRank += RankingMetrics.ReciprocalRank(ranked);
    }

    private double Mean(double sum) => Queries == 0 ? double.NaN : sum / Queries;
}
