namespace Matching.Ranking.Tests;

public sealed class PositionBiasTests
{
    private static readonly LambdaMartOptions Options = new() { Trees = 30, Leaves = 8, LearningRate = 0.1, Threads = 2 };

    /// <summary>
    /// The ratios that come out are near the propensities that clicks were made with, and the model knows more of what
    /// is relevant than one that takes clicks as they are.
    /// </summary>
    [Fact]
    public void Train_Joint_RecoversPropensitiesAndRanksBetter()
    {
        var data = GeneratedRows.Load(ClickedRows.Of(1, 2500));
        var truth = GeneratedRows.Of(2, 200);
        var naive = LambdaMart.Train(data, null, Options, null, null, default);

        var joint = LambdaMart.Train(
            data, null, Options with { PositionBias = new PositionBias.Joint(ClickedRows.Places) }, null, null, default);

        Assert.Equal(1, joint.ClickRatios[0]);
        for (var place = 2; place <= ClickedRows.Places; place++)
        {
            var expected = ClickedRows.Propensity(place);
            Assert.InRange(joint.ClickRatios[place - 1], 0.5 * expected, 2 * expected);
        }

        Assert.InRange(
            GeneratedRows.Evaluate(joint.Model, truth).NdcgAt10 - GeneratedRows.Evaluate(naive.Model, truth).NdcgAt10,
            0.01, 1);
    }

    [Fact]
    public void Train_KnownPropensities_RanksBetterThanWithout()
    {
        var data = GeneratedRows.Load(ClickedRows.Of(3, 2500));
        var truth = GeneratedRows.Of(4, 200);
        var naive = LambdaMart.Train(data, null, Options, null, null, default);
        var known = new PositionBias.Known([.. Enumerable.Range(1, ClickedRows.Places).Select(ClickedRows.Propensity)]);

        var weighted = LambdaMart.Train(data, null, Options with { PositionBias = known }, null, null, default);

        Assert.InRange(
            GeneratedRows.Evaluate(weighted.Model, truth).NdcgAt10 - GeneratedRows.Evaluate(naive.Model, truth).NdcgAt10,
            0.01, 1);
        Assert.Equal(known.Propensities, weighted.ClickRatios);
    }

    [Fact]
    public void Train_Joint_IsTheSameForAnyNumberOfThreads()
    {
        var rows = ClickedRows.Of(5, 300);
        var results = new[] { 1, 3 }.Select(threads => LambdaMart.Train(
            GeneratedRows.Load(rows), null,
            Options with { Trees = 5, Threads = threads, PositionBias = new PositionBias.Joint(5) { Regularization = 0.5 } },
            null, null, default)).ToArray();

        Assert.Equal(results[0].ClickRatios, results[1].ClickRatios);
        Assert.Equal(results[0].SkipRatios, results[1].SkipRatios);
        Assert.Equal(
            results[0].Model.Trees.SelectMany(tree => tree.LeafValue), results[1].Model.Trees.SelectMany(tree => tree.LeafValue));
    }
}
