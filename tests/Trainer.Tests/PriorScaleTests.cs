using Matching.Fit;

namespace Matching.Trainer.Tests;

public sealed class PriorScaleTests
{
    private const int Rows = 20;
    private const double AttentionPower = -0.7;
    private const double Interest = 0.2;

    private static readonly double[] Attention =
        [.. Enumerable.Range(1, Rows).Select(place => Math.Pow(place, AttentionPower))];

    /// <summary>
    /// Whoever looks at a row clicks by chance: the order is the prior's own work and no merit of it.
    /// </summary>
    [Theory]
    [Seeds(3)]
    public void PointsPerRaw_ClicksThatOnlyFollowThePriorsOrder_HaveItDecideNextToNothing(int seed)
    {
        var prior = FitEngine.ExpertModel;
        var random = new Random(seed);
        var queries = Enumerable.Range(0, 2_000).Select(_ => Query(random)).ToArray();

        var believed = PriorScale.PointsPerRaw(queries, Columns.Click, attention: null, prior, seed);
        var corrected = PriorScale.PointsPerRaw(queries, Columns.Click, Attention, prior, seed);

        Assert.InRange(believed, 2, 25);
        Assert.InRange(corrected, 70, 100);
    }

    private static JudgedQuery Query(Random random)
    {
        float[][] rows = [.. Enumerable.Range(0, Rows)
            .Select(_ => FitEngine.Features.Select(_ => random.NextSingle()).ToArray())
            .OrderByDescending(row => FitEngine.ExpertModel.Score(row))];
        return new JudgedQuery
        {
            Id = "q",
            Labels = new float[Rows],
            Features = [.. rows.SelectMany(row => row)],
            Numbers = new Dictionary<string, float[]>(StringComparer.Ordinal)
            {
                [Columns.Position] = [.. Enumerable.Range(1, Rows).Select(place => (float)place)],
                [Columns.Click] = [.. Attention.Select(looked => random.NextDouble() < looked * Interest ? 1f : 0)],
            },
        };
    }
}
