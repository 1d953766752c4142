using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// Finds how many points of the prior are worth one unit of the trees' raw score: the scale on which the prior's
/// differences fit the judged pairs best, as the logistic loss of LambdaMART sees them. The prior ordered what people
/// were shown, so of clicks each counts by the inverse of the attention where it was made (Joachims, Swaminathan and
/// Schnabel 2017): otherwise the prior is taken to know what its own order brought about.
/// </summary>
internal static class PriorScale
{
    private const int MaxPairs = 200_000;
    private const int PairsPerQuery = 100;
    private const int Steps = 50;

    /// <summary>Where the prior says nothing of the labels, it still must not be drowned or dominate.</summary>
    private const double LeastPoints = 2;

    private const double MostPoints = 100;

    /// <param name="attention">That of each place from the first, for clicks; null for judgements.</param>
    public static double PointsPerRaw(
        IEnumerable<JudgedQuery> queries,
        string? label,
        IReadOnlyList<double>? attention,
        IRankingModel prior,
        int seed)
    {
        var gaps = Gaps(queries, label, attention, prior, new Random(seed));
        if (gaps.Count == 0)
        {
            return MostPoints;
        }

        // Newton's method on the one slope of a logistic regression without intercept.
        var slope = 1 / MostPoints;
        for (var step = 0; step < Steps; step++)
        {
            var (gradient, curvature) = (0.0, 1e-9);
            foreach (var (gap, weight) in gaps)
            {
                var right = 1 / (1 + Math.Exp(-slope * gap));
                gradient += weight * (1 - right) * gap;
                curvature += weight * right * (1 - right) * gap * gap;
            }

            var next = Math.Clamp(slope + gradient / curvature, 1 / MostPoints, 1 / LeastPoints);
            if (Math.Abs(next - slope) < 1e-9)
            {
                break;
            }

            slope = next;
        }

        return Math.Round(1 / slope, 3);
    }

    /// <summary>The prior's score of the better row less that of the worse, for sampled pairs of one query.</summary>
    private static List<(double Gap, double Weight)> Gaps(
        IEnumerable<JudgedQuery> queries,
        string? label,
        IReadOnlyList<double>? attention,
        IRankingModel prior,
        Random random)
    {
        var gaps = new List<(double, double)>();
        foreach (var query in queries)
        {
            var labels = query.LabelsFrom(label);
            var positions = attention is null ? null : query.Number(Columns.Position);
            for (var draw = 0; draw < Math.Min(PairsPerQuery, query.Count * (query.Count - 1) / 2); draw++)
            {
                var (a, b) = (random.Next(query.Count), random.Next(query.Count));
                if (labels[a] != labels[b])
                {
                    var gap = prior.Score(query.Row(a)) - prior.Score(query.Row(b));
                    var better = labels[a] > labels[b] ? a : b;
                    gaps.Add((
                        better == a ? gap : -gap,
                        positions is null ? 1 : 1 / Attention.At(attention!, positions[better])));
                }
            }

            if (gaps.Count >= MaxPairs)
            {
                break;
            }
        }

        return gaps;
    }
}
