using System.Collections.Concurrent;

namespace Matching.Ranking;

/// <summary>
/// The gradients of all rows for the scores as they are, and NDCG on the way. Queries are independent of each other and
/// shared out in blocks.
/// </summary>
internal sealed class LambdaGradients
{
    private const int BlockQueries = 64;

    private readonly RankingDataset _data;
    private readonly LambdaMartOptions _options;
    private readonly Workers _workers;
    private readonly PositionRatios? _ratios;
    private readonly float[] _discounts;
    private readonly float[] _scales;
    private readonly float[] _gains;
    private readonly NdcgMeter _meter;
    private readonly (double Squares, double Hessian)[] _sums;
    private readonly ConcurrentBag<RankedQuery> _rooms = [];

    public LambdaGradients(RankingDataset data, LambdaMartOptions options, Workers workers, PositionRatios? ratios)
    {
        _data = data;
        _options = options;
        _workers = workers;
        _ratios = ratios;
        _gains = NdcgMeter.Gains(data, workers);
        _meter = new NdcgMeter(data, _gains, options.EvaluateAt, workers);
        _discounts = new float[_meter.LongestQuery + (2 * RankedQuery.Lanes)];
        for (var i = 0; i < _discounts.Length; i++)
        {
            _discounts[i] = (float)(1 / Math.Log2(i + 2));
        }

        var best = NdcgMeter.BestDcg(data, _gains, options.TruncationLevel, workers);
        _scales = [.. best.Select(dcg => dcg > 0 ? (float)(1 / dcg) : 0)];
        _sums = new (double, double)[data.Queries];
        Gradients = new float[data.Rows];
        Hessians = new float[data.Rows];
    }

    /// <summary>By row.</summary>
    public float[] Gradients { get; }

    public float[] Hessians { get; }

    /// <summary>
    /// What a split would gain in the mean if gradients were but noise: their mean square over the mean hessian.
    /// </summary>
    public double Noise { get; private set; }

    /// <summary>Computes the gradients and answers the mean NDCG of the scores.</summary>
    public double Compute(double[] scores)
    {
        var ndcg = new double[_data.Queries];
        _workers.RunBlocks(_data.Queries, BlockQueries, (from, to) =>
        {
            var room = _rooms.TryTake(out var free) ? free : new RankedQuery(_meter.LongestQuery);
            for (var query = from; query < to; query++)
            {
                ndcg[query] = Compute(query, room, scores);
            }

            _rooms.Add(room);
        });
        _ratios?.Update(scores, _gains, _discounts, _scales);
        var hessian = _sums.Sum(sums => sums.Hessian);
        Noise = hessian > 0 ? _sums.Sum(sums => sums.Squares) / hessian : 0;
        return ndcg.Average();
    }

    private double Compute(int query, RankedQuery room, double[] scores)
    {
        var first = _data.QueryStarts[query];
        var count = _data.QueryStarts[query + 1] - first;
        room.Rank(scores.AsSpan(first, count), _gains.AsSpan(first, count));
        var weight = _data.QueryWeights?[query] ?? 1;
        if (_scales[query] == 0 || weight == 0 || count < 2)
        {
            Gradients.AsSpan(first, count).Clear();
            Hessians.AsSpan(first, count).Clear();
            return _meter.Ndcg(query, room);
        }

        if (_ratios is not null)
        {
            for (var rank = 0; rank < count; rank++)
            {
                var place = _data.Positions![first + room.Order[rank]];
                room.ClickWeights[rank] = _ratios.ClickWeight(place);
                room.SkipWeights[rank] = _ratios.SkipWeight(place);
            }
        }

        PairGradients.Compute(room, _discounts, _scales[query], _options);
        var (squares, hessian) = (0.0, 0.0);
        for (var rank = 0; rank < count; rank++)
        {
            Gradients[first + room.Order[rank]] = room.Lambdas[rank] * weight;
            Hessians[first + room.Order[rank]] = room.Hessians[rank] * weight;
            squares += (double)room.Lambdas[rank] * room.Lambdas[rank];
            hessian += room.Hessians[rank];
        }

        // A query that weighs double is like two of the kind, which double both sums.
        _sums[query] = (squares * weight, hessian * weight);
        return _meter.Ndcg(query, room);
    }
}
