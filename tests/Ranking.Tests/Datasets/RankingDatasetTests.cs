namespace Matching.Ranking.Tests;

public sealed class RankingDatasetTests
{
    private static readonly RankingRow Good = new("q", 1, new float[] { 1, 2 }) { Line = 7 };

    public static TheoryData<string, RankingRow> BadRows => new()
    {
        { "the label NaN", Good with { Label = float.NaN } },
        { "the label -1", Good with { Label = -1 } },
        { "the label 32", Good with { Label = 32 } },
        { "3 features, not 2", Good with { Features = new float[3] } },
        { "feature 2 is not finite", Good with { Features = new[] { 1, float.PositiveInfinity } } },
        { "feature 1 is 0.5, not a category", Good with { Features = new[] { 0.5f, 1 } } },
        { "feature 1 is -1, not a category", Good with { Features = new[] { -1f, 1 } } },
        { "feature 1 is 70000, not a category", Good with { Features = new[] { 70_000f, 1 } } },
        { "names no query", Good with { Query = "" } },
        { "weighs 1 in its first row and 2 here", Good with { Weight = 2 } },
        { "the weight -1", Good with { Weight = -1 } },
        { "the initial score NaN", Good with { InitialScore = double.NaN } },
        { "the position -1", Good with { Position = -1 } },
        { "some rows say at which place", Good with { Position = 3 } },
        { "has more than 3 rows", Good },
        { "query p goes on after another one", Good with { Query = "p" } },
    };

    [Theory]
    [MemberData(nameof(BadRows))]
    public void Load_BadRow_NamesTheLine(string problem, RankingRow bad)
    {
        RankingRow[] rows = [Good with { Query = "p" }, Good, Good, Good, bad with { Line = 12 }];
        var options = new DatasetOptions { MaxRowsPerQuery = 3, Categorical = [0] };

        var error = Assert.Throws<RankingDataException>(() => RankingDataset.Load(rows, ["a", "b"], options, default));

        Assert.Equal(12, error.Line);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Line 12: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoRows_IsRefused() =>
        Assert.Throws<RankingDataException>(() => RankingDataset.Load([], ["a"], new DatasetOptions(), default));

    /// <summary>Rows are read twice; a source that changed in between is noticed.</summary>
    [Fact]
    public void Load_RowsThatChange_IsRefused()
    {
        Assert.Throws<RankingDataException>(() => RankingDataset.Load(
            new Changing(1), ["a", "b"], new DatasetOptions(), default));
        Assert.Throws<RankingDataException>(() => RankingDataset.Load(
            new Changing(-1), ["a", "b"], new DatasetOptions(), default));
    }

    [Fact]
    public void Load_Rows_CountsQueriesAndThoseOfOneClass()
    {
        var data = RankingDataset.Load(
            [Good, Good with { Label = 0 }, Good with { Query = "r" }, Good with { Query = "r" }, Good with { Query = "s" }],
            ["a", "b"], new DatasetOptions(), default);

        Assert.Equal((5, 3, 2), (data.Rows, data.Queries, data.OneClassQueries));
        Assert.False(data.HasPositions);
    }

    [Theory, Seeds(20)]
    public void Load_RandomValues_LieInTheBinsThatTheirBoundsSay(int seed)
    {
        var random = new Random(seed);
        var options = new DatasetOptions { MaxBins = random.Next(2, 256), MinRowsPerBin = random.Next(1, 6), Threads = 2 };
        var distinct = random.Next(1, 600);
        var rows = Enumerable.Range(0, 9000)
            .Select(i => new RankingRow($"{i / 10}", i % 2, new[] { Value(random, distinct) })).ToList();

        var data = RankingDataset.Load(rows, ["a"], options, default);

        var bins = data.Bins[0];
        Assert.InRange(bins.Count, 1, options.MaxBins);
        Assert.True(bins.Count >= Math.Min(Math.Min(distinct, options.MaxBins), 2) - (distinct < 4 ? 1 : 0));
        for (var i = 0; i < rows.Count; i++)
        {
            var value = rows[i].Features.Span[0];
            var expected = float.IsNaN(value)
                ? bins.Unknown
                : Enumerable.Range(0, bins.Count).First(bin => value <= bins.UpperBound(bin));
            Assert.Equal(expected, data.BinOf(i, 0));
        }
    }

    /// <summary>With more values than bins, no bin without a frequent value holds much more than its share.</summary>
    [Fact]
    public void Load_ManyValues_SharesRowsOut()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 50_000).Select(i =>
            new RankingRow($"{i / 100}", i % 2, new[] { random.Next(3) == 0 ? 0f : MathF.Pow(random.NextSingle(), 3) })).ToList();

        var data = RankingDataset.Load(rows, ["a"], new DatasetOptions { MaxBins = 64 }, default);

        var counts = Enumerable.Range(0, rows.Count).GroupBy(i => data.BinOf(i, 0)).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(64, data.Bins[0].Count);
        Assert.Equal(rows.Count(row => row.Features.Span[0] == 0), counts[data.Bins[0].BinOf(0)]);
        Assert.All(counts.Where(c => c.Key != data.Bins[0].BinOf(0)), c => Assert.InRange(c.Value, 300, 800));
    }

    [Fact]
    public void Load_Categories_KeepsTheMostFrequent()
    {
        var rows = Enumerable.Range(0, 3000).Select(i =>
            new RankingRow($"{i / 10}", i % 2, new[] { i % 10 == 0 ? i : i % 7 * 1000f })).ToList();

        var bins = RankingDataset.Load(rows, ["a"], new DatasetOptions { Categorical = [0] }, default).Bins[0];

        Assert.True(bins.IsCategorical);
        Assert.All(Enumerable.Range(0, 7), c => Assert.NotEqual(bins.Unknown, bins.BinOf(c * 1000)));
        Assert.Equal(bins.Unknown, bins.BinOf(20));
        Assert.Equal(bins.Unknown, bins.BinOf(float.NaN));
        Assert.Equal(bins.Unknown, bins.BinOf(65_000));
    }

    private static float Value(Random random, int distinct) => random.Next(9) switch
    {
        0 => float.NaN,
        1 => 0,
        _ => (random.Next(distinct) - (distinct / 2)) * 0.37f,
    };

    private sealed class Changing(int step) : IEnumerable<RankingRow>
    {
        private int _rows = 5;

        public IEnumerator<RankingRow> GetEnumerator() => Enumerable.Repeat(Good, _rows += step).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
