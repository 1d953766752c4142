namespace Matching.Ranking.Tests;

public sealed class LambdaMartTests
{
    private static readonly LambdaMartOptions Small = new() { Trees = 30, Leaves = 12, MinRowsPerLeaf = 5, Threads = 2 };

    [Fact]
    public void Train_LearnableSet_RanksUnseenQueriesAlmostPerfectly()
    {
        var model = Train(GeneratedRows.Of(1, 200), Small).Model;

        var unseen = GeneratedRows.Evaluate(model, GeneratedRows.Of(2, 100));

        Assert.InRange(unseen.NdcgAt10, 0.85, 1);
    }

    /// <summary>
    /// What the scores of the training set are inside, by bins, is what the model says from outside, by values.
    /// </summary>
    [Fact]
    public void Train_Progress_TellsWhatTheModelReaches()
    {
        var rows = GeneratedRows.Of(3, 100);
        var others = GeneratedRows.Of(4, 50);
        var training = GeneratedRows.Load(rows);
        var told = new List<TrainingProgress>();

        var result = LambdaMart.Train(
            training, training.LoadAlike(others, new DatasetOptions(), default), Small, null, told.Add, default);

        Assert.Equal(result.History, told);
        Assert.Equal(Enumerable.Range(0, 31), told.Select(p => p.Trees));
        Assert.Equal(GeneratedRows.Evaluate(result.Model, rows).NdcgAt10, told[^1].TrainingNdcg, 1e-9);
        Assert.Equal(GeneratedRows.Evaluate(result.Model, others).NdcgAt10, told[^1].ValidationNdcg!.Value, 1e-9);
    }

    [Fact]
    public void Train_EarlyStopping_KeepsTheTreesUpToTheBest()
    {
        var training = GeneratedRows.Load(GeneratedRows.Of(5, 20));
        var validation = training.LoadAlike(GeneratedRows.Of(6, 40), new DatasetOptions(), default);

        var result = LambdaMart.Train(
            training, validation, Small with { Trees = 1000, EarlyStoppingTrees = 10 }, null, null, default);

        var best = result.History.MaxBy(p => p.ValidationNdcg)!;
        Assert.Equal(best.Trees, result.Trees);
        Assert.Equal(best.Trees, result.Model.Trees.Length);
        Assert.Equal(best.Trees + 10, result.History[^1].Trees);
    }

    [Fact]
    public void Train_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => LambdaMart.Train(
            GeneratedRows.Load(GeneratedRows.Of(7, 20)), null, Small, null,
            progress =>
            {
                if (progress.Trees == 3)
                {
                    source.Cancel();
                }
            },
            source.Token));
    }

    /// <summary>Ten trees, and then twenty on top of their scores, are thirty.</summary>
    [Fact]
    public void Train_ContinuedFromAModel_IsAsIfNeverStopped()
    {
        var rows = GeneratedRows.Of(8, 100);
        var whole = Train(rows, Small).Model;
        var first = Train(rows, Small with { Trees = 10 }).Model;

        var continued = LambdaMart.Train(
            GeneratedRows.Load(rows.Select(row => row with { InitialScore = first.Score(row.Features.Span) })),
            null, Small with { Trees = 20 }, first, null, default).Model;

        Assert.Equal(30, continued.Trees.Length);
        Assert.All(rows, row => Assert.Equal(whole.Score(row.Features.Span), continued.Score(row.Features.Span), 1e-9));
    }

    private static TrainingResult Train(IEnumerable<RankingRow> rows, LambdaMartOptions options) =>
        LambdaMart.Train(GeneratedRows.Load(rows), null, options, null, null, default);
}
