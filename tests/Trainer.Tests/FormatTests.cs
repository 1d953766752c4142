namespace Matching.Trainer.Tests;

public sealed class FormatTests : IDisposable
{
    private readonly Cli _cli = new();

    [Theory]
    [InlineData("Svmlight")]
    [InlineData("Csv")]
    [InlineData("Own")]
    public void Read_WhatWasWritten_IsTheSame(string name)
    {
        var format = Enum.Parse<RankingFormat>(name);
        var queries = Enumerable.Range(0, 40).Select(Query).ToArray();
        var path = _cli.PathOf("rows" + RankingWriter.EndingOf(format));
        using (var writer = new RankingWriter(path, format, ["a", "b", "c"]))
        {
            Array.ForEach(queries, writer.Write);
            writer.Commit();
        }

        var file = RankingFile.Open(path);
        var read = file.Read().ToArray();

        Assert.Equal(["a", "b", "c"], file.FeatureNames);
        Assert.Equal(queries.Length, read.Length);
        foreach (var (expected, actual) in queries.Zip(read))
        {
            Assert.Equal(expected.Id, actual.Id);
            Assert.Equal(expected.Time, actual.Time);
            Assert.Equal(expected.Labels, actual.Labels);
            Assert.Equal(expected.Features, actual.Features);
            Assert.Equal(expected.Numbers[Columns.Position], actual.Numbers[Columns.Position]);
            Assert.Equal(expected.Slices, actual.Slices);
        }
    }

    [Fact]
    public void Write_WithoutCommit_LeavesNothing()
    {
        using (var writer = new RankingWriter(_cli.PathOf("rows.svm"), RankingFormat.Svmlight, ["a", "b", "c"]))
        {
            writer.Write(Query(1));
        }

        Assert.Empty(Directory.EnumerateFiles(_cli.Folder));
    }

    [Fact]
    public void Read_OwnFormatCutAnywhere_IsKnownForIt()
    {
        var path = _cli.PathOf("rows.rankings");
        using (var writer = new RankingWriter(path, RankingFormat.Own, ["a", "b", "c"]))
        {
            writer.Write(Query(1));
            writer.Write(Query(2));
            writer.Commit();
        }

        var bytes = File.ReadAllBytes(path);
        for (var length = 24; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<BadInputException>(() => RankingFile.Open(path).Read().Count());
        }
    }

    [Theory]
    [InlineData("a.csv", "query,label,f\n1,0,0.5\n1,x,0.5\n", "line 3: 'x' in column label")]
    [InlineData("a.csv", "query,label,f\n1,NaN,0.5\n", "line 2: 'NaN' in column label")]
    [InlineData("a.csv", "query,label,f\n1,0\n", "line 2: 2 cells")]
    [InlineData("a.csv", "query,f\n", "line 1: the header")]
    [InlineData("a.csv", "query,label,f\n1,0,1\n2,0,1\n1,0,1\n", "line 4: query 1 goes on")]
    [InlineData("a.svm", "# features: f\n0 qid:1 1:1\n1 qid:1 2:1\n", "line 3: there is no feature 2")]
    [InlineData("a.svm", "NaN qid:1 1:1\n", "Line 1: the label 'NaN'")]
    [InlineData("a.svm", "0 qid:1 1:1\n1 qid:1 99999999:1\n", "line 2: feature 99999999 is above")]
    public void Read_BrokenLine_IsNamed(string name, string text, string message)
    {
        var (code, _, error) = Cli.Run("evaluate", _cli.Write(name, text));

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "query,label,f\n", "Line 2: the line has more than 1048576 characters")]
    [InlineData("a.csv", "", "Line 1: the line has more than")]
    [InlineData("a.svm", "0 qid:1 1:1\n", "Line 2: the line has more than")]
    [InlineData("a.svm", "# features: ", "Line 1: the line has more than")]
    public void Read_EndlessLine_IsNamed(string name, string before, string message)
    {
        var (code, _, error) = Cli.Run("evaluate", _cli.Write(name, before + new string('1', 3_000_000)));

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NumbersBeside_AreThoseOfTheRows()
    {
        var path = _cli.Write("rows.svm", "0 qid:1 1:1\n1 qid:1 1:2\n0 qid:2 1:1\n");
        _cli.Write("rows.svm.position", "2\n1\n1\n");

        var read = RankingFile.Open(path).Read().ToArray();
        File.AppendAllText(path + ".position", "4\n");
        var error = Assert.Throws<BadInputException>(() => RankingFile.Open(path).Read().Count());

        Assert.Equal([2f, 1f], read[0].Number(Columns.Position)!);
        Assert.Contains("more than the 3 lines", error.Message, StringComparison.Ordinal);

        File.WriteAllText(path + ".position", "2\n" + new string('1', 3_000_000));
        error = Assert.Throws<BadInputException>(() => RankingFile.Open(path).Read().Count());
        Assert.Contains(".position: Line 2: the line has more", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private static JudgedQuery Query(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 6);
        return new JudgedQuery
        {
            Id = $"q{seed}",
            Time = 1_800_000_000 + seed,
            Slices = new Dictionary<string, string> { ["municipality"] = "2281", ["group"] = "here" },
            Labels = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(5))],
            Features = [.. Enumerable.Range(0, count * 3).Select(_ => random.Next(4) == 0 ? float.NaN : random.NextSingle() - 0.5f)],
            Numbers = new Dictionary<string, float[]>
            {
                [Columns.Position] = [.. Enumerable.Range(1, count).Select(p => (float)p)],
            },
        };
    }
}
