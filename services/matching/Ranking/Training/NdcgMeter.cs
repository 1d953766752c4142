using System.Collections.Concurrent;

namespace Matching.Ranking;

/// <summary>Measures the mean NDCG of scores over the queries of a set; a query without relevant rows counts 1.</summary>
internal sealed class NdcgMeter
{
    private const int BlockQueries = 256;

    private readonly RankingDataset _data;
    private readonly int _k;
    private readonly Workers _workers;
    private readonly double[] _best;
    private readonly ConcurrentBag<RankedQuery> _rooms = [];

    public NdcgMeter(RankingDataset data, int k, Workers workers)
    {
        _data = data;
        _k = k;
        _workers = workers;
        _best = BestDcg(data, k, workers);
        for (var query = 0; query < data.Queries; query++)
        {
            LongestQuery = Math.Max(LongestQuery, data.QueryStarts[query + 1] - data.QueryStarts[query]);
        }
    }

    public int LongestQuery { get; }

    /// <summary>The DCG of the first <paramref name="k"/> rows of each query in the order of their labels.</summary>
    public static double[] BestDcg(RankingDataset data, int k, Workers workers)
    {
        var best = new double[data.Queries];
        workers.RunBlocks(data.Queries, BlockQueries, (from, to) =>
        {
            for (var query = from; query < to; query++)
            {
                var labels = data.Labels.AsSpan(data.QueryStarts[query]..data.QueryStarts[query + 1]).ToArray();
                Array.Sort(labels);
                for (var rank = 0; rank < Math.Min(k, labels.Length); rank++)
                {
                    best[query] += RankedQuery.Gain(labels[^(rank + 1)]) / Math.Log2(rank + 2);
                }
            }
        });
        return best;
    }

    /// <summary>The NDCG of a query that has been ranked.</summary>
    public double Ndcg(int query, RankedQuery ranked)
    {
        if (_best[query] == 0)
        {
            return 1;
        }

        var dcg = 0.0;
        for (var rank = 0; rank < Math.Min(_k, ranked.Count); rank++)
        {
            dcg += ranked.Gains[rank] / Math.Log2(rank + 2);
        }

        return dcg / _best[query];
    }

    public double Measure(double[] scores)
    {
        var ndcg = new double[_data.Queries];
        _workers.RunBlocks(_data.Queries, BlockQueries, (from, to) =>
        {
            var room = _rooms.TryTake(out var free) ? free : new RankedQuery(LongestQuery);
            for (var query = from; query < to; query++)
            {
                var (first, end) = (_data.QueryStarts[query], _data.QueryStarts[query + 1]);
                room.Rank(scores.AsSpan(first..end), _data.Labels.AsSpan(first..end));
                ndcg[query] = Ndcg(query, room);
            }

            _rooms.Add(room);
        });
        return ndcg.Average();
    }
}
