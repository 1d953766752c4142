namespace Matching.Ranking.Tests;

/// <summary>The fast ways of scoring say what the plain walk says, to the last bit.</summary>
public sealed class TreeScorerTests
{
    [Theory]
    [InlineData(1, 20, 63, 12)]
    [InlineData(2, 40, 31, 5)]
    [InlineData(3, 9, 2, 3)]
    [InlineData(4, 33, 1, 1)]
    [InlineData(5, 3, 64, 40)]
    [InlineData(6, 2, 256, 30)]
    [InlineData(7, 2, 257, 30)]
    [InlineData(8, 3, 3_000, 30)]
    [InlineData(9, 0, 1, 4)]
    [InlineData(10, 1_100, 4, 9)]
    public void Score_AnyTreesAndRows_IsThePlainWalkToTheBit(int seed, int trees, int leaves, int features)
    {
        Agree(new RandomTrees(seed), trees, leaves, features);
    }

    /// <summary>So many thresholds that a byte cannot tell them apart: in one group, in one tree.</summary>
    [Theory]
    [InlineData(11, 60, 63, 3)]
    [InlineData(12, 4, 900, 1)]
    public void Score_MoreThresholdsThanAByte_IsThePlainWalkToTheBit(int seed, int trees, int leaves, int features)
    {
        Agree(new RandomTrees(seed) { PoolSize = 5_000, Categorical = 0.02 }, trees, leaves, features);
    }

    [Fact]
    public void Score_LongThinTrees_IsThePlainWalkToTheBit()
    {
        Agree(new RandomTrees(13) { Thinness = 0.97 }, 10, 200, 15);
    }

    [Fact]
    public void Score_NothingButSets_IsThePlainWalkToTheBit()
    {
        Agree(new RandomTrees(14) { Categorical = 1 }, 90, 63, 6);
    }

    [Fact]
    public void Score_RowsOfAnotherLength_AreRefused()
    {
        var scorer = new TreeScorer(new RandomTrees(1).Ensemble(2, 4, 3));

        Assert.Throws<ArgumentException>(() => scorer.Score([1, 2]));
        Assert.Throws<ArgumentException>(() => scorer.Score([1, 2, 3, 4], new double[1]));
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(["a"], []).Score([1, 2]));
    }

    private static void Agree(RandomTrees random, int trees, int leaves, int features)
    {
        var ensemble = random.Ensemble(trees, leaves, features);
        var scorer = new TreeScorer(ensemble);
        foreach (var count in (ReadOnlySpan<int>)[0, 1, 7, 8, 63, 64, 65, 200])
        {
            var rows = Enumerable.Range(0, count).Select(_ => random.Row(features)).ToArray();
            var scores = new double[count];

            scorer.Score([.. rows.SelectMany(row => row)], scores);

            for (var i = 0; i < count; i++)
            {
                var plain = BitConverter.DoubleToInt64Bits(ensemble.Score(rows[i]));
                Assert.True(
                    plain == BitConverter.DoubleToInt64Bits(scorer.Score(rows[i])) && plain == BitConverter.DoubleToInt64Bits(scores[i]),
                    $"Row {i} of {count}: {string.Join(' ', rows[i])}: {ensemble.Score(rows[i]):R}, "
                        + $"alone {scorer.Score(rows[i]):R}, in a batch {scores[i]:R}.");
            }
        }
    }
}
