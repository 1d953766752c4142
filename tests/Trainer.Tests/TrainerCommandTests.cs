namespace Matching.Trainer.Tests;

public sealed class TrainerCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trainer").FullName;

    [Theory]
    [InlineData("--help")]
    [InlineData("models --help")]
    [InlineData("models show --help")]
    [InlineData("simulate --help")]
    [InlineData("export --help")]
    [InlineData("validate --help")]
    [InlineData("train --help")]
    [InlineData("evaluate --help")]
    [InlineData("compare --help")]
    [InlineData("explain --help")]
    [InlineData("upload --help")]
    [InlineData("list --help")]
    [InlineData("show --help")]
    [InlineData("promote --help")]
    [InlineData("rollback --help")]
    [InlineData("rollout --help")]
    public void AnyCommand_Help_DescribesIt(string arguments)
    {
        var (code, output, _) = Run(arguments.Split(' '));

        Assert.Equal(0, code);
        Assert.Contains("Description:", output, StringComparison.Ordinal);
    }

    /// <summary>The decision shows what the program ranks with.</summary>
    [Fact]
    public void ModelsShow_Weights_AreThoseOfTheDecision()
    {
        var (code, output, _) = Run("models", "show");
        var decision = File.ReadAllText(
            Path.Combine(SharedData.RepositoryRoot, "docs", "decisions", "expert-model.md"));

        Assert.Equal(0, code);
        Assert.All(Weights(output), weight => Assert.Contains(weight, Weights(decision)));
        Assert.Equal(Weights(output).Count, Weights(decision).Count);
    }

    [Fact]
    public void ModelsShow_UnknownModel_IsRefused()
    {
        var (code, _, error) = Run("models", "show", "expert-0");

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains("expert-1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_NotedScores_AreMeasuredBesideIncomingAndRandom()
    {
        var file = Write("rows.txt", "0 qid:1 1:1 # score = 1\n1 qid:1 1:2 # score = 2\n0 qid:2 1:1 # score = 0\n");

        var (code, output, _) = Run("evaluate", file, "--seed", "7");

        Assert.Equal(0, code);
        Assert.Contains("2 queries, 3 rows", output, StringComparison.Ordinal);
        Assert.Matches(@"\| incoming +\| 0\.5000 ", output);
        Assert.Contains("random (seed 7)", output, StringComparison.Ordinal);
        Assert.Matches(@"\| given scores +\| 1\.0000 ", output);
    }

    [Fact]
    public void Evaluate_SameSeed_PrintsTheSame()
    {
        var rows = Enumerable.Range(0, 40).Select(i => $"{i % 3} qid:{i / 10} 1:{i}\n");
        var file = Write("rows.txt", string.Concat(rows));

        Assert.Equal(Run("evaluate", file, "--seed", "3"), Run("evaluate", file, "--seed", "3"));
        Assert.NotEqual(Run("evaluate", file, "--seed", "3").Output, Run("evaluate", file, "--seed", "4").Output);
    }

    [Fact]
    public void Evaluate_BelowWhatIsRequired_HasACodeOfItsOwn()
    {
        var file = Write("rows.txt", "0 qid:1\n1 qid:1\n");

        Assert.Equal(0, Run("evaluate", file, "--require-ndcg10", "0.6").Code);
        Assert.Equal(TrainerCommand.BelowRequirement, Run("evaluate", file, "--require-ndcg10", "0.7").Code);
    }

    [Theory]
    [InlineData("1 qid:1 x:1\n", null, "Line 1: 'x:1' is not a feature")]
    [InlineData("", null, "has no rows")]
    [InlineData("1 qid:1\n0 qid:1\n", "0.5\n", "has only 1 lines")]
    [InlineData("1 qid:1\n", "0.5\n0.1\n", "has more than the 1 lines")]
    [InlineData("1 qid:1\n", "high\n", "line 1: 'high' is not a number")]
    [InlineData("1 qid:1 # score = 1\n0 qid:2\n", null, "Line 2: query 2 has a row without score")]
    public void Evaluate_BrokenFile_IsNamed(string rows, string? scores, string message)
    {
        var file = Write("rows.txt", rows);
        string[] given = scores is null ? [] : ["--scores", Write("scores.txt", scores)];

        var (code, _, error) = Run(["evaluate", file, .. given]);

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_MissingFile_IsNamed()
    {
        var (code, _, error) = Run("evaluate", Path.Combine(_folder, "none.txt"));

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains("none.txt", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("evaluate rows.txt --orders 0")]
    [InlineData("measure")]
    public void AnyCommand_WrongUsage_HasACodeOfItsOwn(string arguments)
    {
        Assert.Equal(TrainerCommand.WrongUsage, Run(arguments.Split(' ')).Code);
    }

    /// <summary>LightGBM's example: scores and query sizes in files of their own.</summary>
    [SharedDataFact]
    public void Evaluate_PublishedScores_BeatTheIncomingOrder()
    {
        var (code, output, _) = Run(
            "evaluate", SharedData.PathOf("ltr", "lightgbm_example", "rank.test"),
            "--scores", SharedData.PathOf("ltr", "lightgbm_models", "example_test_raw.txt"),
            "--require-ndcg10", "0.65");

        Assert.Equal(0, code);
        Assert.Contains("50 queries, 768 rows", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<string> Weights(string text) =>
    [
        .. text.Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells is [_, _, "wish" or "requirement", _, _, ..])
            .Select(cells => $"{cells[1].Trim('`')} {cells[2]} {cells[3]} {cells[4]}"),
    ];

    private static (int Code, string Output, string Error) Run(params string[] arguments) => Cli.Run(arguments);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
