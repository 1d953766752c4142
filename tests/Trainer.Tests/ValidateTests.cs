using System.Globalization;
using Matching.Fit;

namespace Matching.Trainer.Tests;

[Collection(SharedSimulation.Name)]
public sealed class ValidateTests(Simulated simulated) : IDisposable
{
    private readonly Cli _cli = new();

    [Fact]
    public void Validate_SimulatedData_HaveNothingAgainstThem()
    {
        var output = Cli.Ok("validate", simulated.Train, "--test", simulated.Test, "--strict");

        Assert.Contains("Nothing speaks against", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_TestInTrain_IsAnError()
    {
        var (code, output, _) = Cli.Run("validate", simulated.Train, "--test", simulated.Train);

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains("TEST_IN_TRAIN", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("age", "is about what must never count")]
    [InlineData("country_of_birth", "is about what must never count")]
    [InlineData("shoe_size", "is not on the closed list")]
    public void AnyTraining_FeatureThatIsNotOurs_IsRefused(string feature, string why)
    {
        var data = _cli.Write("rows.svm", $"# features: {Names()} {feature}\n0 qid:1 1:1\n1 qid:1 1:2\n");

        var (code, output, _) = Cli.Run("validate", data);
        var (trainCode, _, error) = Cli.Run("train", data, "--out", _cli.PathOf("m.bundle"));

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains("FORBIDDEN_FEATURE", output, StringComparison.Ordinal);
        Assert.Equal(TrainerCommand.BadInput, trainCode);
        Assert.Contains($"the feature {feature} {why}", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_cli.PathOf("m.bundle")));
    }

    [Fact]
    public void Validate_FeaturesInAnotherOrder_AreRefused()
    {
        var swapped = string.Join(' ', FitEngine.Features.Select(f => f.Name).Reverse());

        var (code, output, _) = Cli.Run("validate", _cli.Write("rows.svm", $"# features: {swapped}\n0 qid:1 1:1\n1 qid:1 1:2\n"));

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains("FEATURE_ORDER", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LEAK", true, "2:{label}")]
    [InlineData("CONSTANT_FEATURE", false, "2:7")]
    [InlineData("UNKNOWN_FEATURE", false, "2:NULL")]
    public void Validate_Feature_IsLookedAt(string code, bool isError, string feature)
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 600).Select(i =>
        {
            var label = random.Next(2);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{label} qid:{i / 6} 1:{random.NextDouble()} {feature.Replace("{label}", label.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)}\n");
        });

        var result = Cli.Run("validate", _cli.Write("rows.svm", string.Concat(rows)));

        Assert.Equal(isError ? TrainerCommand.BadInput : 0, result.Code);
        Assert.Contains($"{(isError ? "error" : "warning")} {code} ", result.Output, StringComparison.Ordinal);
        Assert.Contains("Column_2", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 qid:1 1:1\n0 qid:1 1:2\n", "error ONE_LABEL")]
    [InlineData("0 qid:1 1:1\n99 qid:1 1:2\n", "error LABEL_RANGE")]
    [InlineData("0 qid:1 1:1\n0 qid:2 1:2\n1 qid:3 1:3\n1 qid:4 1:4\n", "warning ONE_CLASS_QUERIES")]
    [InlineData("0 qid:1 1:1\n1 qid:1 1:2\n0 qid:2 1:1\n1 qid:2 1:2\n", "warning REPEATED_QUERY")]
    [InlineData("0 qid:1 1:1 # position=1\n1 qid:1 1:2 # position=0\n", "error POSITION")]
    [InlineData("0 qid:1 1:1 # position=1\n1 qid:1 1:2 # position=2\n", "warning POSITION_COVERAGE")]
    [InlineData("0 qid:1 1:1 # position=1\n1 qid:1 1:2 # position=2\n0 qid:2 1:5\n1 qid:2 1:6\n", "error POSITION_COVERAGE")]
    public void Validate_Rows_AreLookedAt(string rows, string finding)
    {
        var (_, output, _) = Cli.Run("validate", _cli.Write("rows.svm", rows));

        Assert.Contains(finding, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_BrokenLastLine_NamesItAndWritesNothing()
    {
        var data = _cli.PathOf("rows.svm");
        File.WriteAllText(data, File.ReadAllText(simulated.Train) + "1 qid:999999 1:0.5 2:broken\n");
        var lines = File.ReadLines(data).Count();

        var (code, _, error) = Cli.Run("train", data, "--out", _cli.PathOf("m.bundle"), "--trees", "2");

        Assert.Equal(TrainerCommand.BadInput, code);
        Assert.Contains($"Line {lines}: the value 'broken' of feature 2", error, StringComparison.Ordinal);
        Assert.Equal([data], Directory.EnumerateFiles(_cli.Folder));
    }

    public void Dispose() => _cli.Dispose();

    private static string Names() => string.Join(' ', FitEngine.Features.Select(f => f.Name));
}
