using System.Globalization;
using System.Text;

namespace Matching.Ranking.Tests;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(0.7, 0.6)]
    public void Train_AnyNumberOfThreads_GivesTheSameBytes(double queries, double features)
    {
        // Enough rows for histograms to be shared out by halves, and for partitions to have blocks.
        var rows = GeneratedRows.Of(1, 1000);
        var models = new[] { 1, 2, 3, 8, 8 }.Select(threads => Text(Train(rows, queries, features, threads))).ToArray();

        Assert.All(models, text => Assert.Equal(models[0], text));
    }

    [Fact]
    public void Train_AnotherSeed_GivesAnotherModelWhereRowsAreSampled()
    {
        var rows = GeneratedRows.Of(1, 100);

        Assert.NotEqual(Text(Train(rows, 0.5, 1, 2, seed: 1)), Text(Train(rows, 0.5, 1, 2, seed: 2)));
    }

    private static TreeEnsemble Train(List<RankingRow> rows, double queries, double features, int threads, int seed = 1) =>
        LambdaMart.Train(
            GeneratedRows.Load(rows, GeneratedRows.WithCategories with { Threads = threads }),
            null,
            new LambdaMartOptions
            {
                Trees = 12,
                Leaves = 31,
                QueriesPerTree = queries,
                FeaturesPerTree = features,
                FeaturesPerSplit = features,
                Threads = threads,
                Seed = seed,
            },
            null, null, default).Model;

    private static string Text(TreeEnsemble model)
    {
        var text = new StringBuilder();
        foreach (var tree in model.Trees)
        {
            text.AppendJoin(' ', tree.SplitFeature).AppendLine()
                .AppendJoin(' ', tree.DecisionType).AppendLine()
                .AppendJoin(' ', tree.CategoryThreshold).AppendLine()
                .AppendJoin(' ', tree.LeafCount).AppendLine();
            foreach (var values in new[] { tree.Threshold, tree.LeafValue, tree.LeafWeight, tree.SplitGain, tree.InternalValue })
            {
                text.AppendJoin(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture))).AppendLine();
            }
        }

        return text.ToString();
    }
}
