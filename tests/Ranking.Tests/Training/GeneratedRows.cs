namespace Matching.Ranking.Tests;

/// <summary>
/// Judged queries whose relevance depends on a few of their features: 0 raises it, 1 lowers it, 2 is a category of which
/// some are good, 3 is sometimes not known, and the others are noise.
/// </summary>
internal static class GeneratedRows
{
    public const int Features = 10;

    public const int Categories = 12;

    public static readonly string[] Names = [.. Enumerable.Range(0, Features).Select(i => $"f{i}")];

    public static readonly DatasetOptions WithCategories = new() { Categorical = [2], Threads = 2 };

    public static List<RankingRow> Of(int seed, int queries, int rowsPerQuery = 20)
    {
        var random = new Random(seed);
        var rows = new List<RankingRow>();
        for (var query = 0; query < queries; query++)
        {
            for (var i = 0; i < rowsPerQuery; i++)
            {
                var features = new float[Features];
                for (var j = 0; j < Features; j++)
                {
                    features[j] = random.NextSingle();
                }

                features[2] = random.Next(Categories);
                features[4] = random.Next(3);
                var relevance = (2 * features[0]) - features[1] + (features[2] % 3 == 0 ? 0.8f : 0)
                    + features[3] + (0.7f * (random.NextSingle() - 0.5f));
                features[3] = random.Next(5) == 0 ? float.NaN : features[3];
                var label = relevance > 2.4 ? 3 : relevance > 1.8 ? 2 : relevance > 1.2 ? 1 : 0;
                rows.Add(new RankingRow($"q{query}", label, features) { Line = rows.Count + 1 });
            }
        }

        return rows;
    }

    public static RankingDataset Load(IEnumerable<RankingRow> rows, DatasetOptions? options = null) =>
        RankingDataset.Load(rows, Names, options ?? WithCategories, default);

    public static RankingEvaluation Evaluate(TreeEnsemble model, IEnumerable<RankingRow> rows)
    {
        var evaluation = new RankingEvaluation();
        foreach (var query in rows.GroupBy(row => row.Query))
        {
            evaluation.Add(
                [.. query.Select(row => row.Label)],
                Orders.ByScore([.. query.Select(row => model.Score(row.Features.Span))]));
        }

        return evaluation;
    }
}
