namespace Matching.Ranking.Tests;

/// <summary>What a tree does with rows, seen from outside.</summary>
public sealed class GrowthTests
{
    /// <summary>The single split of a tree is the best that there is between any two values of any feature.</summary>
    [Theory, Seeds(8)]
    public void Train_OneSplit_IsTheBestBetweenAnyTwoValues(int seed)
    {
        var random = new Random(seed);
        var rows = new List<RankingRow>();
        for (var i = 0; i < 40 * 8; i++)
        {
            float[] features = [random.Next(12), random.NextSingle(), random.Next(4) == 0 ? float.NaN : random.Next(5)];
            rows.Add(new RankingRow($"q{i / 8}", random.Next(4), features));
        }

        var data = RankingDataset.Load(rows, ["a", "b", "c"], new DatasetOptions { MinRowsPerBin = 1, MaxBins = 255 }, default);
        var options = new LambdaMartOptions { Trees = 1, Leaves = 2, MinRowsPerLeaf = 1, MinHessianPerLeaf = 0, LearningRate = 1 };
        var tree = Assert.Single(LambdaMart.Train(data, null, options, null, null, default).Model.Trees);

        var gradients = new LambdaGradients(data, options, new Workers(1), null);
        gradients.Compute(new double[rows.Count]);
        double Gain(Func<RankingRow, bool> left)
        {
            var sides = rows.Select((row, i) => (Left: left(row), I: i)).GroupBy(x => x.Left)
                .Select(side => (G: side.Sum(x => gradients.Gradients[x.I]), H: side.Sum(x => gradients.Hessians[x.I])))
                .ToArray();
            return sides.Length < 2 ? double.NegativeInfinity : sides.Sum(side => side.G * side.G / side.H);
        }

        var best = double.NegativeInfinity;
        for (var feature = 0; feature < 3; feature++)
        {
            // The continuous one has more distinct values than bins, and is compared at the borders that it has.
            var borders = feature == 1
                ? Enumerable.Range(0, data.Bins[1].Count).Select(bin => data.Bins[1].UpperBound(bin))
                : rows.Select(row => row.Features.Span[feature]).Where(v => !float.IsNaN(v)).Distinct();
            foreach (var border in borders)
            {
                var f = feature;
                best = Math.Max(best, Gain(row => row.Features.Span[f] <= border));
                best = Math.Max(best, Gain(row => !(row.Features.Span[f] > border)));
            }
        }

        Assert.Equal(best, Gain(row => tree.GoesLeft(0, row.Features.Span[tree.SplitFeature[0]])), 1e-5 * best);
        Assert.Equal(rows.Count(row => tree.LeafOf(row.Features.Span) == 0), tree.LeafCount[0]);
    }

    /// <summary>
    /// Both children go the same part of the way from the parent to their own best values: half of it where the split
    /// gains as many times what noise would as the option says.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Train_NoiseShrinkage_DrawsBothChildrenToTheirParent(double shrinkage)
    {
        var rows = GeneratedRows.Of(3, 40);
        var data = GeneratedRows.Load(rows, new DatasetOptions());
        var options = new LambdaMartOptions { Trees = 1, Leaves = 2, LearningRate = 1, NoiseShrinkage = shrinkage };

        var tree = Assert.Single(LambdaMart.Train(data, null, options, null, null, default).Model.Trees);

        var gradients = new LambdaGradients(data, options, new Workers(1), null);
        gradients.Compute(new double[rows.Count]);
        var noise = gradients.Gradients.Sum(g => (double)g * g) / gradients.Hessians.Sum(h => (double)h);
        var part = 1 / (1 + Math.Pow(options.NoiseShrinkageFor(data.Queries) * noise / tree.SplitGain[0], 2));
        Assert.InRange(part, 0.1, shrinkage > 0 ? 0.99 : 1);
        for (var leaf = 0; leaf < 2; leaf++)
        {
            var own = Best(row => tree.LeafOf(row.Features.Span) == leaf);
            Assert.Equal(((1 - part) * Best(_ => true)) + (part * own), tree.LeafValue[leaf], 1e-5);
        }

        double Best(Func<RankingRow, bool> within)
        {
            var chosen = Enumerable.Range(0, rows.Count).Where(i => within(rows[i])).ToArray();
            return -chosen.Sum(i => (double)gradients.Gradients[i]) / chosen.Sum(i => (double)gradients.Hessians[i]);
        }
    }

    [Fact]
    public void Train_Limits_HoldInEveryTree()
    {
        var options = new LambdaMartOptions { Trees = 20, Leaves = 40, MaxDepth = 4, MinRowsPerLeaf = 25, MinHessianPerLeaf = 0.5 };

        var model = LambdaMart.Train(GeneratedRows.Load(GeneratedRows.Of(1, 100)), null, options, null, null, default).Model;

        Assert.All(model.Trees, tree =>
        {
            Assert.InRange(tree.Leaves, 2, 16);
            Assert.All(tree.LeafCount, count => Assert.InRange(count, 25, 2000));
            Assert.All(tree.LeafWeight, weight => Assert.InRange(weight, 0.5, double.MaxValue));
            Assert.Equal(2000, tree.LeafCount.Sum());
            Assert.Equal(2000, tree.InternalCount[0]);
        });
    }

    /// <summary>Where not knowing is good in one half and bad in the other, a tree learns both directions.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Train_UnknownTellsSomething_GoesWhereItBelongs(bool unknownIsGood)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 2000).Select(i =>
        {
            var value = random.Next(3) == 0 ? float.NaN : random.NextSingle();
            var good = float.IsNaN(value) ? unknownIsGood : value > 0.5f;
            return new RankingRow($"q{i / 20}", good ? 1 : 0, new[] { value });
        }).ToList();

        var model = LambdaMart.Train(
            RankingDataset.Load(rows, ["a"], new DatasetOptions(), default), null,
            new LambdaMartOptions { Trees = 10, Leaves = 2 }, null, null, default).Model;

        Assert.Equal(unknownIsGood, model.Score([float.NaN]) > (model.Score([0.1f]) + model.Score([0.9f])) / 2);
        Assert.True(model.Score([0.9f]) > model.Score([0.1f]));
    }

    /// <summary>A query of weight 3 is worth as much as three of the same; one of weight 0 is worth nothing.</summary>
    [Fact]
    public void Train_WeightedQueries_AreLikeRepeatedOnes()
    {
        var rows = GeneratedRows.Of(4, 40).Select(Rounded).ToList();
        var weighted = rows.Select(row => row with { Weight = Weight(row) });
        var repeated = Enumerable.Range(0, 4).SelectMany(copy => rows
            .Where(row => copy < Weight(row))
            .Select(row => row with { Query = $"{row.Query}/{copy}" }));
        var options = new LambdaMartOptions
        {
            Trees = 15,
            Leaves = 8,
            MinRowsPerLeaf = 1,
            MinHessianPerLeaf = 2,
            CategorySmoothing = 0,
            MinRowsPerCategory = 0,
        };
        var binned = GeneratedRows.WithCategories with { MinRowsPerBin = 1 };

        var models = new[] { weighted, repeated }.Select(set => LambdaMart.Train(
            GeneratedRows.Load(set, binned), null, options, null, null, default).Model).ToArray();

        Assert.All(rows.Where(row => Weight(row) > 0), row =>
            Assert.Equal(models[0].Score(row.Features.Span), models[1].Score(row.Features.Span), 1e-3));

        static int Weight(in RankingRow row) => row.Query[^1] % 4;

        static RankingRow Rounded(RankingRow row) =>
            row with { Features = row.Features.ToArray().Select(v => MathF.Round(v * 20) / 20).ToArray() };
    }

    /// <summary>Little memory for histograms costs time, not quality: the trees are the same.</summary>
    [Fact]
    public void Train_HardlyAnyMemoryForHistograms_GrowsTheSameTrees()
    {
        var data = GeneratedRows.Load(GeneratedRows.Of(5, 200));
        var options = new LambdaMartOptions { Trees = 5, Leaves = 50, MinRowsPerLeaf = 5 };

        var models = new[] { 512L << 20, 0 }.Select(bytes => LambdaMart.Train(
            data, null, options with { HistogramBytes = bytes }, null, null, default).Model).ToArray();

        Assert.Equal(models[0].Trees.SelectMany(t => t.LeafValue), models[1].Trees.SelectMany(t => t.LeafValue));
    }

    [Fact]
    public void Train_BadOptions_AreAllNamed()
    {
        var data = GeneratedRows.Load(GeneratedRows.Of(6, 5));

        var error = Assert.Throws<ArgumentException>(() => LambdaMart.Train(
            data, null,
            new LambdaMartOptions
            {
                Leaves = 1,
                LearningRate = double.NaN,
                Monotone = [0, 0, 1, 0, 0, 0, 0, 0, 0, 5],
                EarlyStoppingTrees = 3,
                PositionBias = new PositionBias.Known([0.5, 0]),
            },
            null, null, default));

        Assert.Contains("Leaves is 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate is NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains("f2 is categorical", error.Message, StringComparison.Ordinal);
        Assert.Contains("f9 is 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("Early stopping", error.Message, StringComparison.Ordinal);
        Assert.Contains("position of every row", error.Message, StringComparison.Ordinal);
        Assert.Contains("Propensities", error.Message, StringComparison.Ordinal);
    }
}
