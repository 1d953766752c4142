namespace Matching.Ranking.Tests;

public sealed class RankingMetricsTests
{
    // Worked out by hand: gains 2^label − 1 are 7, 3, 0, 1 for the labels 3, 2, 0, 1; discounts 1, 1/log2(3), 1/2 and
    // 1/log2(5).
    [Theory]
    [InlineData(new float[] { 3, 2, 0, 1 }, 1, 1.0)]
    [InlineData(new float[] { 2, 3, 0, 1 }, 1, 0.428571428571)] // 3 / 7
    [InlineData(new float[] { 2, 3, 0, 1 }, 2, 0.833991232398)] // (3 + 7 × 0.63093) / (7 + 3 × 0.63093)
    [InlineData(new float[] { 0, 1, 2, 3 }, 4, 0.547831481923)] // (0.63093 + 1.5 + 3.01474) / (7 + 1.89279 + 0.5)
    [InlineData(new float[] { 0, 0, 1 }, 2, 0.0)]
    [InlineData(new float[] { 0, 0, 1 }, 10, 0.5)]
    [InlineData(new float[] { 0, 0 }, 5, 1.0)]
    [InlineData(new float[] { }, 5, 1.0)]
    public void Ndcg_RankedLabels_IsAsWorkedOutByHand(float[] labels, int k, double expected)
    {
        Assert.Equal(expected, RankingMetrics.Ndcg(labels, k), 9);
    }

    [Theory]
    [InlineData(new float[] { 1, 0, 2, 0 }, 0.833333333333)] // (1/1 + 2/3) / 2
    [InlineData(new float[] { 0, 0, 1 }, 0.333333333333)]
    [InlineData(new float[] { 0, 0 }, 1.0)]
    public void AveragePrecision_RankedLabels_IsAsWorkedOutByHand(float[] labels, double expected)
    {
        Assert.Equal(expected, RankingMetrics.AveragePrecision(labels), 9);
    }

    [Theory]
    [InlineData(new float[] { 0, 0, 3, 1 }, 0.333333333333)]
    [InlineData(new float[] { 1 }, 1.0)]
    [InlineData(new float[] { 0 }, 1.0)]
    public void ReciprocalRank_RankedLabels_IsOfTheFirstRelevant(float[] labels, double expected)
    {
        Assert.Equal(expected, RankingMetrics.ReciprocalRank(labels), 9);
    }

    [Fact]
    public void ByScore_EqualScores_StayAsTheyCame()
    {
        Assert.Equal([2, 0, 1, 3], Orders.ByScore([1, 1, 2, 0.5]));
    }

    [Fact]
    public void Shuffled_SameSeed_IsTheSameOrderOfAllRows()
    {
        var order = Orders.Shuffled(100, new Random(7));

        Assert.Equal(order, Orders.Shuffled(100, new Random(7)));
        Assert.Equal(Orders.Incoming(100), order.Order());
        Assert.NotEqual(Orders.Incoming(100), order);
    }

    [Fact]
    public void Add_OrderOfAnotherLength_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new RankingEvaluation().Add([1, 0], [0]));
    }
}
