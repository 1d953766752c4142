using System.Collections.Concurrent;

namespace Matching.Ranking;

/// <summary>
/// What a pair counts for the places of its two rows. Joint estimation follows unbiased LambdaMART (Hu et al. 2019):
/// a place's ratio is the loss of all pairs with their better row there, each divided by the ratio of the other's
/// place, relative to the first place; and the same for the worse row.
/// </summary>
internal sealed class PositionRatios
{
    private const int BlockQueries = 64;
    private const double LeastRatio = 1e-3;

    private readonly RankingDataset _data;
    private readonly LambdaMartOptions _options;
    private readonly Workers _workers;
    private readonly PositionBias.Joint? _joint;
    private readonly ConcurrentBag<RankedQuery> _rooms = [];

    public PositionRatios(RankingDataset data, PositionBias bias, LambdaMartOptions options, Workers workers)
    {
        _data = data;
        _options = options;
        _workers = workers;
        _joint = bias as PositionBias.Joint;
        Clicked = bias is PositionBias.Known known
            ? [.. known.Propensities.Select(p => Math.Max(p, known.AtLeast))]
            : Ones(_joint!.Places);
        Skipped = Ones(Clicked.Length);
    }

    /// <summary>
    /// By place from the first: how likely a good row is clicked there, relative to the first place (t+).
    /// </summary>
    public double[] Clicked { get; private set; }

    /// <summary>
    /// By place from the first: how likely a row that is not clicked is a worse one, relatively (t−).
    /// </summary>
    public double[] Skipped { get; private set; }

    public float ClickWeight(int place) => (float)(1 / Clicked[Index(place)]);

    public float SkipWeight(int place) => (float)(1 / Skipped[Index(place)]);

    /// <summary>Estimates the ratios anew for the scores as they are; known propensities stay.</summary>
    public void Update(double[] scores, float[] gains, float[] discounts, float[] scales)
    {
        if (_joint is null)
        {
            return;
        }

        // Sums per block of queries, added up in the order of the blocks.
        var sums = new (double[] Clicked, double[] Skipped)[(_data.Queries + BlockQueries - 1) / BlockQueries];
        _workers.RunBlocks(_data.Queries, BlockQueries, (from, to) =>
        {
            var room = _rooms.TryTake(out var free) ? free : new RankedQuery(LongestQuery());
            var own = (new double[Clicked.Length], new double[Clicked.Length]);
            for (var query = from; query < to; query++)
            {
                AddLosses(query, room, scores, gains, discounts, scales[query], own);
            }

            sums[from / BlockQueries] = own;
            _rooms.Add(room);
        });
        Clicked = Ratios(sums.Select(s => s.Clicked));
        Skipped = Ratios(sums.Select(s => s.Skipped));
    }

    private void AddLosses(
        int query, RankedQuery room, double[] scores, float[] gains, float[] discounts, float scale,
        (double[] Clicked, double[] Skipped) sums)
    {
        if (scale == 0)
        {
            return;
        }

        var first = _data.QueryStarts[query];
        var count = _data.QueryStarts[query + 1] - first;
        var weight = _data.QueryWeights?[query] ?? 1;
        room.Rank(scores.AsSpan(first, count), gains.AsSpan(first, count));
        for (var i = 0; i < Math.Min(count, _options.TruncationLevel); i++)
        {
            for (var j = i + 1; j < count; j++)
            {
                if (room.Gains[i] == room.Gains[j])
                {
                    continue;
                }

                var (better, worse) = room.Gains[i] > room.Gains[j] ? (i, j) : (j, i);
                var change = (room.Gains[better] - room.Gains[worse]) * Math.Abs(discounts[i] - discounts[j]) * scale;
                var gap = _options.Sigmoid * (room.Scores[better] - room.Scores[worse]);
                var loss = weight * change * (Math.Log(1 + Math.Exp(-Math.Abs(gap))) + Math.Max(-gap, 0));
                var up = Index(_data.Positions![first + room.Order[better]]);
                var down = Index(_data.Positions[first + room.Order[worse]]);
                sums.Clicked[up] += loss / Skipped[down];
                sums.Skipped[down] += loss / Clicked[up];
            }
        }
    }

    private double[] Ratios(IEnumerable<double[]> blocks)
    {
        var sums = new double[Clicked.Length];
        foreach (var block in blocks)
        {
            for (var place = 0; place < sums.Length; place++)
            {
                sums[place] += block[place];
            }
        }

        var exponent = 1 / (1 + _joint!.Regularization);
        return sums[0] > 0
            ? [.. sums.Select(sum => Math.Max(Math.Pow(sum / sums[0], exponent), LeastRatio))]
            : Ones(sums.Length);
    }

    private int Index(int place) => Math.Min(place, Clicked.Length) - 1;

    private int LongestQuery() =>
        Enumerable.Range(0, _data.Queries).Max(q => _data.QueryStarts[q + 1] - _data.QueryStarts[q]);

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];
}
