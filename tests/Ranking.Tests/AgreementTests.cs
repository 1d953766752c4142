namespace Matching.Ranking.Tests;

public sealed class AgreementTests
{
    /// <summary>Against counting every pair, with many ties.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void KendallTau_OfRandomScores_IsThatOfAllPairs(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var n = 2 + random.Next(40);
            double[] a = [.. Enumerable.Range(0, n).Select(_ => random.Next(12))];
            double[] b = [.. Enumerable.Range(0, n).Select(_ => random.Next(12))];
            var (agreeing, untiedA, untiedB) = (0, 0, 0);
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    agreeing += Math.Sign(a[i] - a[j]) * Math.Sign(b[i] - b[j]);
                    untiedA += a[i].Equals(a[j]) ? 0 : 1;
                    untiedB += b[i].Equals(b[j]) ? 0 : 1;
                }
            }

            Assert.Equal(agreeing / Math.Sqrt((double)untiedA * untiedB), RankAgreement.KendallTau(a, b), 1e-12);
        }
    }

    [Fact]
    public void KendallTau_OfTheSameAndTheReverse_IsOneAndMinusOne()
    {
        Assert.Equal(1, RankAgreement.KendallTau([3, 1, 2], [30, 10, 20]));
        Assert.Equal(-1, RankAgreement.KendallTau([3, 1, 2], [1, 3, 2]));
        Assert.True(double.IsNaN(RankAgreement.KendallTau([1, 1], [1, 2])));
        Assert.Throws<ArgumentException>(() => RankAgreement.KendallTau([1], [1, 2]));
    }

    [Fact]
    public void TopOverlap_OfOrders_CountsWhatBothPutFirst()
    {
        Assert.Equal(0.5, RankAgreement.TopOverlap([4, 3, 2, 1], [4, 1, 2, 3], 2));
        Assert.Equal(1, RankAgreement.TopOverlap([4, 3, 2, 1], [1, 2, 3, 4], 10));
        Assert.Equal(1, RankAgreement.TopOverlap([], [], 10));
    }

    /// <summary>The interval covers the true mean about as often as it says, and is the same each time.</summary>
    [Fact]
    public void PairedDifference_OfDraws_CoversTheMean()
    {
        var random = new Random(20261121);
        var covered = 0;
        for (var round = 0; round < 100; round++)
        {
            double[] draws = [.. Enumerable.Range(0, 80).Select(_ => 0.1 + random.NextDouble() - 0.5)];
            var difference = PairedDifference.Of(draws);
            Assert.Equal(difference, PairedDifference.Of(draws));
            Assert.Equal(draws.Average(), difference.Mean, 1e-12);
            covered += difference.Lower <= 0.1 && 0.1 <= difference.Upper ? 1 : 0;
        }

        Assert.InRange(covered, 88, 100);
        Assert.Equal(default, PairedDifference.Of([]));
    }
}
