using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// How likely people are to look at a place, from clicks: a click takes attention to the place and interest in the row
/// (Craswell et al. 2008). Interest is told apart by the score that the row was ranked by, in tenths; because the
/// logging policy explores, rows of one tenth stand at many places, and both can be found (expectation maximization, as
/// Wang et al. 2018 do it with a model for interest).
/// </summary>
internal static class Attention
{
    /// <summary>Places below share the attention of this one.</summary>
    public const int Places = 30;

    private const int Bands = 10;
    private const int Rounds = 500;
    private const double LeastAttention = 0.02;

    /// <summary>By place from the first, which is 1; null where there are no positions, clicks or scores.</summary>
    public static IReadOnlyList<double>? Estimate(IEnumerable<JudgedQuery> queries, string? label)
    {
        var rows = new List<(int Place, float Score, bool Clicked)>();
        foreach (var query in queries)
        {
            if (query.Number(Columns.Position) is not { } positions || query.Number(Columns.Init) is not { } scores)
            {
                return null;
            }

            var clicks = query.LabelsFrom(label);
            for (var i = 0; i < query.Count; i++)
            {
                rows.Add((Math.Clamp((int)positions[i], 1, Places) - 1, scores[i], clicks[i] > 0));
            }
        }

        return rows.Exists(row => row.Clicked) ? Estimate(rows) : null;
    }

    /// <summary>The attention that a place gets.</summary>
    /// <param name="attention">By place from the first.</param>
    /// <param name="place">1 for the first.</param>
    public static double At(IReadOnlyList<double> attention, float place) =>
        attention[Math.Clamp((int)place, 1, attention.Count) - 1];

    private static double[] Estimate(List<(int Place, float Score, bool Clicked)> rows)
    {
        float[] sorted = [.. rows.Select(row => row.Score).Order()];
        float[] bounds =
        [
            .. Enumerable.Range(1, Bands - 1).Select(b => sorted[(int)((long)sorted.Length * b / Bands)]),
        ];
        var shown = new double[Places, Bands];
        var clicked = new double[Places, Bands];
        foreach (var (place, score, isClicked) in rows)
        {
            var band = bounds.Count(bound => score >= bound);
            shown[place, band]++;
            clicked[place, band] += isClicked ? 1 : 0;
        }

        var attention = new double[Places];
        var interest = new double[Bands];
        Array.Fill(attention, 0.5);
        Array.Fill(interest, 0.3);
        for (var round = 0; round < Rounds; round++)
        {
            Step(shown, clicked, attention, interest);
        }

        // Only ratios can be known: the first place is 1. Places that were hardly shown take the one before.
        var relative = new double[Places];
        for (var place = 0; place < Places; place++)
        {
            var all = Enumerable.Range(0, Bands).Sum(band => shown[place, band]);
            relative[place] = all < 1 && place > 0
                ? relative[place - 1]
                : Math.Clamp(attention[place] / attention[0], LeastAttention, 1);
        }

        return relative;
    }

    /// <summary>
    /// Who did not click looked without interest, or had interest and did not look: shares both out anew.
    /// </summary>
    private static void Step(double[,] shown, double[,] clicked, double[] attention, double[] interest)
    {
        var (looked, lookedOf) = (new double[Places], new double[Places]);
        var (wanted, wantedOf) = (new double[Bands], new double[Bands]);
        for (var place = 0; place < Places; place++)
        {
            for (var band = 0; band < Bands; band++)
            {
                var not = shown[place, band] - clicked[place, band];
                var none = Math.Max(1e-9, 1 - attention[place] * interest[band]);
                looked[place] += clicked[place, band] + not * attention[place] * (1 - interest[band]) / none;
                wanted[band] += clicked[place, band] + not * interest[band] * (1 - attention[place]) / none;
                lookedOf[place] += shown[place, band];
                wantedOf[band] += shown[place, band];
            }
        }

        for (var place = 0; place < Places; place++)
        {
            attention[place] = lookedOf[place] > 0 ? looked[place] / lookedOf[place] : attention[place];
        }

        for (var band = 0; band < Bands; band++)
        {
            interest[band] = wantedOf[band] > 0 ? wanted[band] / wantedOf[band] : interest[band];
        }
    }
}
