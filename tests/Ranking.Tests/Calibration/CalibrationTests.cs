namespace Matching.Ranking.Tests;

public sealed class CalibrationTests
{
    private const int Seed = 20261121;

    /// <summary>Whatever the data: probabilities, rising with the score, and their mean is the share that was relevant.</summary>
    [Fact]
    public void Fit_AnyData_IsMonotoneAndBounded()
    {
        var random = new Random(Seed);
        for (var trial = 0; trial < 200; trial++)
        {
            var (scores, relevant) = Data(random, random.Next(2, 300), ties: trial % 3 == 0, slope: random.NextDouble() * 8 - 3);
            var weights = trial % 2 == 0 ? [] : scores.Select(_ => random.NextDouble() + 0.01).ToArray();
            foreach (var calibration in (Ranking.Calibration[])
                [IsotonicCalibration.Fit(scores, relevant, weights), PlattCalibration.Fit(scores, relevant, weights)])
            {
                var last = 0.0;
                for (var score = -1e4; score < 1e4; score += score is > -6 and < 6 ? 0.01 : 100)
                {
                    var p = calibration.Probability(score);
                    Assert.True(p >= last && p <= 1, $"Seed {Seed}, trial {trial}: {p} at {score} after {last}.");
                    last = p;
                }

                Assert.Equal(double.NaN, calibration.Probability(double.NaN));
                Assert.InRange(calibration.Probability(double.PositiveInfinity), last, 1);
                Assert.InRange(calibration.Probability(double.NegativeInfinity), 0, last);
            }
        }
    }

    /// <summary>Pooling finds what the definition says: the greatest of the least means of all stretches around a row.</summary>
    [Fact]
    public void Isotonic_AnyData_IsTheMinimaxOfMeans()
    {
        var random = new Random(Seed);
        for (var trial = 0; trial < 100; trial++)
        {
            var (scores, relevant) = Data(random, random.Next(2, 30), ties: false, slope: 1);
            var fitted = IsotonicCalibration.Fit(scores, relevant);
            if (relevant.Distinct().Count() < 2)
            {
                continue;
            }

            var sorted = scores.Zip(relevant).OrderBy(row => row.First).Select(row => row.Second ? 1.0 : 0.0).ToArray();
            var expected = Enumerable.Range(0, sorted.Length).Select(i =>
                Enumerable.Range(0, i + 1).Max(from =>
                    Enumerable.Range(i, sorted.Length - i).Min(to => sorted[from..(to + 1)].Average()))).Distinct().ToArray();

            Assert.Equal(expected.Length, fitted.Probabilities.Length);
            Assert.All(expected.Zip(fitted.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.2, -1.5)]
    [InlineData(30, 2)]
    public void Platt_LogisticData_IsFound(double slope, double intercept)
    {
        var random = new Random(Seed);
        var scores = Enumerable.Range(0, 200_000).Select(_ => (random.NextDouble() * 6 - 3) / slope).ToArray();
        var relevant = scores.Select(s => random.NextDouble() < 1 / (1 + Math.Exp(-(slope * s + intercept)))).ToArray();

        var fitted = PlattCalibration.Fit(scores, relevant);

        Assert.Equal(slope, fitted.Slope, 0.03 * slope);
        Assert.Equal(intercept, fitted.Intercept, 0.03);
    }

    /// <summary>Separable data would have an infinite slope; smoothed targets keep it finite.</summary>
    [Fact]
    public void Platt_SeparableOrContraryData_StaysFinite()
    {
        var separable = PlattCalibration.Fit([1, 2, 3, 4], [false, false, true, true]);
        var contrary = PlattCalibration.Fit([1, 2, 3, 4], [true, true, false, false]);
        var level = PlattCalibration.Fit([5, 5, 5, 5], [true, true, true, false]);

        Assert.InRange(separable.Slope, 0.1, 100);
        Assert.Equal(0, contrary.Slope);
        Assert.Equal(0.5, contrary.Probability(9), 12);
        Assert.Equal(4.0 / 6, level.Probability(5), 1e-6);
    }

    [Fact]
    public void Fit_WhatCannotBeFitted_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit([1, 2], [true, true]));
        Assert.Throws<ArgumentException>(() => IsotonicCalibration.Fit([1, double.NaN], [true, false]));
        Assert.Throws<ArgumentException>(() => PlattCalibration.Fit([1, 2], [false, false]));
        Assert.Throws<ArgumentException>(() => PlattCalibration.Fit([1, 2], [true]));
        Assert.Throws<ArgumentException>(() => PlattCalibration.Fit([1, 2], [true, false], [1, 0]));
        Assert.Throws<ArgumentException>(() => new IsotonicCalibration([], []));
        Assert.Throws<ArgumentException>(() => new IsotonicCalibration([1, 1], [0, 1]));
        Assert.Throws<ArgumentException>(() => new IsotonicCalibration([1, 2], [0.5, 0.4]));
        Assert.Throws<ArgumentException>(() => new IsotonicCalibration([1, 2], [0.5, 1.1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlattCalibration(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PlattCalibration(1, double.NaN));
    }

    [Fact]
    public void Isotonic_MoreStepsThanAFileHolds_AreThinnedOut()
    {
        // At every score one relevant row and one other, whose weights make the share rise evenly.
        const int Steps = 3_000;
        var scores = Enumerable.Range(0, 2 * Steps).Select(i => (double)(i / 2)).ToArray();
        var relevant = scores.Select((_, i) => i % 2 == 0).ToArray();
        var weights = scores.Select((score, i) => i % 2 == 0 ? score + 1 : Steps - score).ToArray();

        var fitted = IsotonicCalibration.Fit(scores, relevant, weights);

        Assert.InRange(fitted.Scores.Length, IsotonicCalibration.MaximumPoints / 2, IsotonicCalibration.MaximumPoints);
        Assert.All(scores, score =>
            Assert.InRange(fitted.Probability(score) - (score + 1) / (Steps + 1), -0.001, 0.001));
    }

    /// <summary>Two bins: 0.1 and 0.3 against one of two relevant, 0.9 against one of one.</summary>
    [Fact]
    public void Reliability_WorkedOutByHand_IsThat()
    {
        var reliability = Reliability.Of([0.1, 0.3, 0.9], [false, true, true], bins: 2);

        Assert.Equal((0.5 * 2 + 1 * 1) / 3 - (0.2 * 2 + 0.9) / 3, reliability.ExpectedError, 1e-12);
        Assert.Equal((0.01 + 0.49 + 0.01) / 3, reliability.BrierScore, 1e-12);
        Assert.Equal([2, 1], reliability.Bins.Select(bin => bin.Rows));
        Assert.Equal([0.5, 1.0], reliability.Bins.Select(bin => bin.Observed));
        Assert.Equal(1, Reliability.Of([1.0, 1.0], [true, true]).Bins[^1].Observed);
        Assert.Throws<ArgumentException>(() => Reliability.Of([1.5], [true]));
        Assert.Throws<ArgumentException>(() => Reliability.Of([double.NaN], [true]));
    }

    private static (double[] Scores, bool[] Relevant) Data(Random random, int count, bool ties, double slope)
    {
        var scores = Enumerable.Range(0, count)
            .Select(_ => random.NextDouble() * 10 - 5)
            .Select(score => ties ? Math.Round(score) : score)
            .ToArray();
        var relevant = scores.Select(score => random.NextDouble() < 1 / (1 + Math.Exp(-slope * score))).ToArray();
        (relevant[0], relevant[^1]) = (false, true);
        return (scores, relevant);
    }
}
