using System.Globalization;

namespace Matching.Trainer.Tests;

public sealed class MeasureTests : IDisposable
{
    private readonly Cli _cli = new();

    [Theory]
    [Seeds(50)]
    public void Auc_AnyLabels_IsTheShareOfRightPairs(int seed)
    {
        var random = new Random(seed);
        float[] labels = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => (float)random.Next(3))];

        var pairs = from a in Enumerable.Range(0, labels.Length)
                    from b in Enumerable.Range(a + 1, labels.Length - a - 1)
                    where labels[a] >= 1 != labels[b] >= 1
                    select labels[a] >= 1 ? 1.0 : 0.0;

        Assert.Equal(pairs.DefaultIfEmpty(double.NaN).Average(), OrderMeasures.Auc(labels), 12);
    }

    /// <summary>For means, the bootstrap's interval is the normal one.</summary>
    [Fact]
    public void Bootstrap_Mean_HasTheIntervalOfTheNormalDistribution()
    {
        var random = new Random(4);
        float[] values = [.. Enumerable.Range(0, 2_000).Select(_ => random.NextSingle())];
        float[] better = [.. values.Select(v => v + 0.01f)];

        var bootstrap = new Bootstrap([values, better], seed: 1);

        var half = 1.96 * Math.Sqrt(1 / 12.0 / values.Length);
        var mean = bootstrap.Mean(0);
        Assert.Equal(values.Average(), mean.Value, 4);
        Assert.Equal(mean.Value - half, mean.Low, 0.002);
        Assert.Equal(mean.Value + half, mean.High, 0.002);
        Assert.Equal(0.01, bootstrap.Difference(1, 0).Low, 4);
    }

    [Fact]
    public void Split_ByTimeAndByQuery_HoldsOutTheShare()
    {
        var rows = Enumerable.Range(0, 400).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{i % 2} qid:{i / 2} 1:{i} # time={1_000 + i / 2}\n"));
        var file = RankingFile.Open(_cli.Write("rows.svm", string.Concat(rows)));

        var byTime = new Split(file, SplitBy.Time, 0.25, 1);
        var byQuery = new Split(file, SplitBy.Query, 0.25, 1);

        Assert.All(file.Read(), q => Assert.Equal(q.Time >= 1_150, byTime.IsHeldOut(q)));
        Assert.InRange(file.Read().Count(byQuery.IsHeldOut), 30, 70);
        Assert.Contains("50 queries", Cli.Ok("evaluate", file.Path, "--split", "time", "--hold-out", "0.25"), StringComparison.Ordinal);
    }

    [Fact]
    public void Split_WithoutTimes_IsRefused()
    {
        var (code, _, error) = Cli.Run("evaluate", _cli.Write("rows.svm", "0 qid:1\n1 qid:1\n"), "--split", "time");

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains("query 1 (line 1) has no time", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.31, 0.97)]
    [InlineData(-3.2, 170)]
    [InlineData(5, 5)]
    public void Axis_AnyRange_HasRoundTicksAroundIt(double low, double high)
    {
        var axis = new Axis(low, high, 10, 110);
        var ticks = axis.Ticks().ToArray();

        Assert.InRange(ticks.Length, 2, 12);
        Assert.True(ticks[0] <= low + 1e-9 && ticks[^1] >= high - 1e-9);
        Assert.Equal(10, axis.At(ticks[0]), 6);
        Assert.Equal(110, axis.At(ticks[^1]), 6);
    }

    public void Dispose() => _cli.Dispose();
}
