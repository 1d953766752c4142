using System.Collections.Concurrent;

namespace Matching.Ranking;

/// <summary>
/// Measures the mean NDCG of scores over the queries of a set; a query without relevant rows counts 1.
/// </summary>
internal sealed class NdcgMeter
{
    private const int BlockQueries = 256;
    private const int BlockRows = 1 << 14;

    private readonly RankingDataset _data;
    private readonly float[] _gains;
    private readonly int _k;
    private readonly Workers _workers;
    private readonly double[] _best;
    private readonly ConcurrentBag<RankedQuery> _rooms = [];

    public NdcgMeter(RankingDataset data, float[] gains, int k, Workers workers)
    {
        _data = data;
        _k = k;
        _workers = workers;
        _gains = gains;
        _best = BestDcg(data, gains, k, workers);
        for (var query = 0; query < data.Queries; query++)
        {
            LongestQuery = Math.Max(LongestQuery, data.QueryStarts[query + 1] - data.QueryStarts[query]);
        }
    }

    public int LongestQuery { get; }

    /// <summary>The gain of each row, 2^label − 1.</summary>
    public static float[] Gains(RankingDataset data, Workers workers)
    {
        var gains = new float[data.Rows];
        workers.RunBlocks(data.Rows, BlockRows, (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                gains[row] = (float)(Math.Pow(2, data.Labels[row]) - 1);
            }
        });
        return gains;
    }

    /// <summary>The DCG of the first <paramref name="k"/> rows of each query in the order of their labels.</summary>
    public static double[] BestDcg(RankingDataset data, float[] gains, int k, Workers workers)
    {
        var best = new double[data.Queries];
        workers.RunBlocks(data.Queries, BlockQueries, (from, to) =>
        {
            for (var query = from; query < to; query++)
            {
                var own = gains.AsSpan(data.QueryStarts[query]..data.QueryStarts[query + 1]).ToArray();
                Array.Sort(own);
                for (var rank = 0; rank < Math.Min(k, own.Length); rank++)
                {
                    best[query] += own[^(rank + 1)] / Math.Log2(rank + 2);
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
                room.Rank(scores.AsSpan(first..end), _gains.AsSpan(first..end));
                ndcg[query] = Ndcg(query, room);
            }

            _rooms.Add(room);
        });
        return ndcg.Average();
    }
}
