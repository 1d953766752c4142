namespace Matching.Ranking.Tests;

public sealed class SvmLightReaderTests
{
    [Fact]
    public void ReadQueries_RowsWithQueries_AreGrouped()
    {
        var queries = Read("""
            # made by hand
            2 qid:7 1:0.5 4:NULL # docid = x score = 1.25

            0 qid:7 2:-1e-3
            1 qid:b
            """);

        Assert.Equal(["7", "b"], queries.Select(q => q.Id));
        var first = queries[0].Rows[0];
        Assert.Equal((2, 2f, 2), (first.Line, first.Label, first.Features.Count));
        Assert.Equal(new SparseFeature(4, float.NaN), first.Features[1]);
        Assert.Equal(1.25, first.Noted("score"));
        Assert.Null(first.Noted("prob"));
        Assert.Equal(-0.001f, queries[0].Rows[1].Features[0].Value);
    }

    [Theory]
    [InlineData("x qid:1 1:0", "Line 2: the label 'x'")]
    [InlineData("-1 qid:1 1:0", "Line 2: the label '-1'")]
    [InlineData("1 1:0", "Line 2: the row names no query")]
    [InlineData("1 qid:1 1:a", "Line 2: the value 'a' of feature 1")]
    [InlineData("1 qid:1 1:∞", "Line 2: the value '∞' of feature 1")]
    [InlineData("1 qid:1 one:1", "Line 2: 'one:1' is not a feature")]
    [InlineData("1 qid:1 3:1 2:1", "Line 2: feature 2 does not come after 3")]
    [InlineData("1 qid: 3:1", "Line 2: qid: names no query")]
    [InlineData("1 qid:2 3:1\n1 qid:0 3:1", "Line 3: query 0 goes on after another one began")]
    public void ReadQueries_BrokenLine_IsNamed(string lines, string message)
    {
        var error = Assert.Throws<SvmLightException>(() => Read("0 qid:0 1:1\n" + lines));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(message[5] - '0', error.Line);
    }

    [Fact]
    public void ReadQueries_SizesThatDoNotFit_AreRefused()
    {
        Assert.Equal([1, 2], ReadSized("1 1:0\n0 1:0\n2 1:0", "1\n2").Select(q => q.Rows.Count));
        Assert.Throws<SvmLightException>(() => ReadSized("1 1:0\n0 1:0", "1"));
        Assert.Throws<SvmLightException>(() => ReadSized("1 1:0\n0 1:0", "3"));
        Assert.Throws<SvmLightException>(() => ReadSized("1 1:0", "one"));
        Assert.Throws<SvmLightException>(() => ReadSized("1 1:0", "10001"));
    }

    /// <summary>A file of one endless query is refused before it is held.</summary>
    [Fact]
    public void ReadQueries_TooManyRowsOfOneQuery_AreRefused()
    {
        var lines = string.Concat(Enumerable.Repeat("1 qid:7 1:0\n", RankingQuery.MaxRows));

        Assert.Equal(RankingQuery.MaxRows, Read(lines)[0].Rows.Count);
        Assert.Equal(RankingQuery.MaxRows + 1, Assert.Throws<SvmLightException>(() => Read(lines + "1 qid:7")).Line);
    }

    [SharedDataFact]
    public void ReadQueries_PublishedSet_IsReadWhole()
    {
        using var reader = File.OpenText(SharedData.PathOf("ltr", "mq2007agg", "A1.txt"));

        var rows = SvmLightReader.ReadQueries(reader).SelectMany(q => q.Rows).ToList();

        Assert.Equal(File.ReadLines(SharedData.PathOf("ltr", "mq2007agg", "A1.txt")).Count(), rows.Count);
        Assert.All(rows, row => Assert.Equal(21, row.Features.Count));
        Assert.Equal(0.416367, rows[1].Noted("prob")!.Value, 9);
    }

    private static List<RankingQuery> Read(string text) => [.. SvmLightReader.ReadQueries(new StringReader(text))];

    private static List<RankingQuery> ReadSized(string text, string sizes) =>
        [.. SvmLightReader.ReadQueries(new StringReader(text), SvmLightReader.ReadSizes(new StringReader(sizes)))];
}
