namespace Matching.Ranking.Tests;

public sealed class SvmLightFileTests
{
    [Fact]
    public void Rows_OfAFile_HaveZeroWhereLeftOutAndNaNWhereNull()
    {
        var file = Scan("2 qid:1 1:0.5 3:NULL # weight = 2 position = 4 score = -1.5\n0 qid:1 2:7 # weight = 2 position = 1\n");

        var rows = file.Select(row => row with { Features = row.Features.ToArray() }).ToArray();

        Assert.Equal(["1", "2", "3"], file.FeatureNames);
        Assert.Equal([0.5f, 0, float.NaN], rows[0].Features.ToArray());
        Assert.Equal([0, 7f, 0], rows[1].Features.ToArray());
        Assert.Equal(("1", 2f, 2f, 4, -1.5, 1), (rows[0].Query, rows[0].Label, rows[0].Weight, rows[0].Position, rows[0].InitialScore, rows[0].Line));
    }

    [Fact]
    public void Rows_WithSizes_AreNumberedByQuery()
    {
        var file = SvmLightFile.Scan(() => new StringReader("0 0:1\n1 0:2\n1 0:3\n"), () => new StringReader("1\n2\n"));

        Assert.Equal(["0"], file.FeatureNames);
        Assert.Equal(["1", "2", "2"], file.Select(row => row.Query));
    }

    [Theory]
    [InlineData("1\n1\n", "Line 3: there are more rows")]
    [InlineData("1\n3\n", "Line 4: query 2 should have more rows")]
    [InlineData("1\n0\n", "Line 2: '0' is not a number of rows")]
    public void Rows_WithWrongSizes_NameTheLine(string sizes, string problem)
    {
        var file = SvmLightFile.Of(() => new StringReader("0 1:1\n1 1:2\n1 1:3\n"), () => new StringReader(sizes), 1, 1);

        Assert.StartsWith(problem, Assert.Throws<SvmLightException>(() => file.Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_FeatureOutOfRange_NamesTheLine()
    {
        var file = SvmLightFile.Of(() => new StringReader("0 qid:1 1:1\n1 qid:1 3:2\n"), null, 1, 2);

        Assert.StartsWith("Line 2: feature 3 is not from 1 to 2", Assert.Throws<SvmLightException>(() => file.Count()).Message, StringComparison.Ordinal);
    }

    /// <summary>A long file whose last line is cut off: nothing is learned from the rest.</summary>
    [Fact]
    public void Load_BrokenLastLine_NamesTheLine()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i % 3} qid:{i / 10} 1:{i} 2:1\n")) + "1 qid:2000 1:5 2";
        var file = SvmLightFile.Of(() => new StringReader(text), null, 1, 2);

        var error = Assert.Throws<SvmLightException>(() => RankingDataset.Load(file, file.FeatureNames, new DatasetOptions(), default));

        Assert.Equal(20_001, error.Line);
    }

    private static SvmLightFile Scan(string text) => SvmLightFile.Scan(() => new StringReader(text), null);
}
