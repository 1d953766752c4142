namespace Matching.Ranking.Tests;

public sealed class TreeEnsembleTests
{
    /// <summary>a ≤ 1 → 10, or else b in {0, 33} → 20, or else 30.</summary>
    private static Tree Small(byte decision = 0b1000) => new()
    {
        SplitFeature = [0, 1],
        Threshold = [1, 0],
        DecisionType = [decision, Tree.Categorical],
        LeftChild = [~0, ~1],
        RightChild = [1, ~2],
        LeafValue = [10, 20, 30],
        CategoryBoundaries = [0, 2],
        CategoryThreshold = [1, 2],
    };

    [Theory]
    [InlineData(0f, 5f, 10)]
    [InlineData(1f, 5f, 10)]
    [InlineData(1.0000001f, 0f, 20)]
    [InlineData(2f, 33.9f, 20)]
    [InlineData(2f, -0.5f, 20)]
    [InlineData(2f, -1f, 30)]
    [InlineData(2f, 32f, 30)]
    [InlineData(2f, 64f, 30)]
    [InlineData(2f, float.PositiveInfinity, 30)]
    [InlineData(2f, float.NaN, 30)]
    [InlineData(float.NegativeInfinity, 0f, 10)]
    [InlineData(float.PositiveInfinity, 0f, 20)]
    public void Score_OneTree_FollowsThresholdsAndSets(float a, float b, double expected)
    {
        Assert.Equal(expected, new TreeEnsemble(["a", "b"], [Small()]).Score([a, b]));
    }

    /// <summary>A single that reads as the threshold goes left, although it is a little above; the next one does not.</summary>
    [Theory]
    [InlineData(0.66500000000000015, 0.665f, true)]
    [InlineData(0.66500000000000015, 0.66500008f, false)]
    [InlineData(0.66500002, 0.665f, true)]
    [InlineData(0.665, 0.665f, true)]
    [InlineData(0.66499999, 0.665f, false)]
    [InlineData(0.699999988079071, 0.7f, true)]
    [InlineData(0.699999988079070, 0.7f, false)]
    public void GoesLeft_SingleNearTheThreshold_CountsAsItReads(double threshold, float value, bool expected)
    {
        var tree = Trial([0], [threshold], [~0], [~1], [0, 1]);

        Assert.Equal(expected, tree.GoesLeft(0, value));
        Assert.Equal(expected ? 0 : 1, new TreeScorer(new TreeEnsemble(["a"], [tree])).Score([value]));
    }

    // Missing type none: NaN counts as 0; zero: 0 goes the default way; NaN: NaN does.
    [Theory]
    [InlineData(0b0000, float.NaN, 10)]
    [InlineData(0b0100, float.NaN, 30)]
    [InlineData(0b0110, float.NaN, 10)]
    [InlineData(0b0100, 0f, 30)]
    [InlineData(0b0100, -1e-36f, 30)]
    [InlineData(0b0100, 1e-34f, 10)]
    [InlineData(0b1000, float.NaN, 30)]
    [InlineData(0b1010, float.NaN, 10)]
    [InlineData(0b1000, 0f, 10)]
    public void Score_WhatIsMissing_GoesAsTheDecisionSays(byte decision, float a, double expected)
    {
        Assert.Equal(expected, new TreeEnsemble(["a", "b"], [Small(decision)]).Score([a, 7]));
    }

    [Fact]
    public void Score_TreesWithoutSplits_AreConstants()
    {
        Assert.Equal(0.75, new TreeEnsemble([], [Constant(0.5), Constant(0.25)]).Score([]));
    }

    [Fact]
    public void Constructor_BrokenTree_IsRefusedWithItsNumber()
    {
        Refuses(Trial([0], [1], [~0], [~1], [1, double.NaN]), "the value of leaf 1 is not a finite number.");
        Refuses(Trial([2], [1], [~0], [~1], [1, 2]), "split 0 is by feature 2 of 2.");
        Refuses(Trial([0], [double.NaN], [~0], [~1], [1, 2]), "the threshold of split 0 is not a number.");
        Refuses(Trial([0], [1], [~0], [~0], [1, 2]), "leaf 0 is reached twice.");
        Refuses(Trial([0], [1], [~0], [0], [1, 2]), "split 0 is reached twice.");
        Refuses(Trial([0], [1], [~0], [~2], [1, 2]), "there is no leaf 2.");
        Refuses(Trial([0], [1], [~0], [7], [1, 2]), "there is no split 7.");
        Refuses(Trial([0, 0], [1, 2], [~0, 1], [~1, ~2], [1, 2, 3]), "not every split and leaf is reached from the root.");
        Refuses(Trial([0], [1], [~0], [~1], [1]), "there should be one split feature for each of 0, and there are 1.");
        Refuses(Trial([0], [1], [~0], [~1], [1, 2], Tree.Categorical), "split 0 is by a set of categories that is not there.");
        Refuses(Trial([0], [1], [~0], [~1], [1, 2], 0b1100), "the decision type 12 of split 0 is unknown.");
        Refuses(Trial([], [], [], [], []), "it has no leaf.");
    }

    [Fact]
    public void Constructor_ConstraintsOfAnotherLength_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(["a"], []) { MonotoneConstraints = [1, 0] });
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(["a"], []) { MonotoneConstraints = [2] });
        Assert.Throws<ArgumentException>(() => new TreeEnsemble(["a"], []) { FeatureInfos = [] });
    }

    private static void Refuses(Tree tree, string problem)
    {
        var error = Assert.Throws<ArgumentException>(() => new TreeEnsemble(["a", "b"], [Constant(1), tree]));

        Assert.StartsWith($"Tree 1: {problem}", error.Message, StringComparison.Ordinal);
    }

    private static Tree Constant(double value) => Trial([], [], [], [], [value]);

    private static Tree Trial(
        int[] feature, double[] threshold, int[] left, int[] right, double[] leaf, byte decision = 0) => new()
        {
            SplitFeature = [.. feature],
            Threshold = [.. threshold],
            DecisionType = [.. feature.Select(_ => decision)],
            LeftChild = [.. left],
            RightChild = [.. right],
            LeafValue = [.. leaf],
        };
}
