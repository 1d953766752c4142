namespace Matching.Ranking.Tests;

/// <summary>
/// Clicks as the position-based model has them: a row is clicked when it is looked at, which depends on its place alone,
/// and then by its relevance. Places come from a ranker that believes in feature 5, which means nothing: whoever takes clicks
/// as they are learns to believe in it too.
/// </summary>
internal static class ClickedRows
{
    public const int Places = 10;

    /// <summary>The chance that a place, from 1, is looked at.</summary>
    public static double Propensity(int place) => Math.Pow(1.0 / place, 1.2);

    public static List<RankingRow> Of(int seed, int queries)
    {
        var random = new Random(seed);
        return GeneratedRows.Of(seed, queries, Places)
            .GroupBy(row => row.Query)
            .SelectMany(query => query
                .OrderByDescending(row => row.Features.Span[5] + (0.3f * random.NextSingle()))
                .Select((row, i) => row with { Label = Click(row, i + 1, random), Position = i + 1 }))
            .ToList();
    }

    private static int Click(in RankingRow row, int place, Random random)
    {
        var attraction = 0.05 + (0.95 * (Math.Pow(2, row.Label) - 1) / 7);
        return random.NextDouble() < Propensity(place) && random.NextDouble() < attraction ? 1 : 0;
    }
}
