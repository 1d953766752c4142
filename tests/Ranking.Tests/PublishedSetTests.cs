namespace Matching.Ranking.Tests;

/// <summary>Measures on a published ranking set, where something is known about what must come out.</summary>
public sealed class PublishedSetTests
{
    /// <summary>
    /// The mean of many random orders approaches what can be worked out for each query: the mean gain on every rank,
    /// over the best order's.
    /// </summary>
    [SharedDataFact]
    public void Evaluation_RandomOrders_ApproachTheirExpectation()
    {
        const int Seed = 20261121;
        const int Orders = 200;
        var queries = Queries();
        var random = new Random(Seed);
        var evaluation = new RankingEvaluation();
        for (var i = 0; i < Orders; i++)
        {
            foreach (var labels in queries)
            {
                evaluation.Add(labels, Ranking.Orders.Shuffled(labels.Length, random));
            }
        }

        Assert.Equal(queries.Average(q => ExpectedNdcg(q, 1)), evaluation.NdcgAt1, 0.01);
        Assert.Equal(queries.Average(q => ExpectedNdcg(q, 5)), evaluation.NdcgAt5, 0.01);
        Assert.Equal(queries.Average(q => ExpectedNdcg(q, 10)), evaluation.NdcgAt10, 0.01);
    }

    /// <summary>
    /// The scores of LightGBM's published example model: what its own evaluation of that file prints.
    /// </summary>
    [SharedDataFact]
    public void Evaluation_PublishedScores_BeatRandomOrder()
    {
        var scores = File.ReadLines(SharedData.PathOf("ltr", "lightgbm_models", "example_test_raw.txt"))
            .Select(line => double.Parse(line, System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        var queries = Queries();
        var evaluation = new RankingEvaluation();
        var at = 0;
        foreach (var labels in queries)
        {
            evaluation.Add(labels, Orders.ByScore(scores.AsSpan(at, labels.Length)));
            at += labels.Length;
        }

        Assert.Equal(scores.Length, at);
        Assert.InRange(evaluation.NdcgAt10, queries.Average(q => ExpectedNdcg(q, 10)) + 0.1, 1);
    }

    private static double ExpectedNdcg(float[] labels, int k)
    {
        var discounts = Enumerable.Range(0, Math.Min(k, labels.Length)).Sum(i => 1 / Math.Log2(i + 2));
        var best = labels.OrderDescending().Take(k)
            .Select((label, i) => (Math.Pow(2, label) - 1) / Math.Log2(i + 2))
            .Sum();
        return best > 0 ? labels.Average(label => Math.Pow(2, label) - 1) * discounts / best : 1;
    }

    private static List<float[]> Queries()
    {
        using var rows = File.OpenText(SharedData.PathOf("ltr", "lightgbm_example", "rank.test"));
        using var sizes = File.OpenText(SharedData.PathOf("ltr", "lightgbm_example", "rank.test.query"));
        return [.. SvmLightReader.ReadQueries(rows, SvmLightReader.ReadSizes(sizes))
            .Select(q => q.Rows.Select(r => r.Label).ToArray())];
    }
}
