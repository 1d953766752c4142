using System.Globalization;
using System.Text.Json.Nodes;

namespace Matching.Trainer.Tests;

[Collection(SharedSimulation.Name)]
public sealed class SimulateTests(Simulated simulated) : IDisposable
{
    private readonly Cli _cli = new();

    [Fact]
    public void Simulate_SameSeed_WritesTheSameBytes()
    {
        string[] files = [.. new[] { "a", "b", "c" }.Select(run =>
        {
            Cli.Ok("simulate", "--out", _cli.PathOf(run), "--rows", "800", "--test-rows", "0", "--days", "10", "--seed", run == "c" ? "2" : "1");
            return File.ReadAllText(Path.Combine(_cli.PathOf(run), "train.svm"));
        })];

        Assert.Equal(files[0], files[1]);
        Assert.NotEqual(files[0], files[2]);
    }

    [Fact]
    public void Simulate_EveryFormat_HoldsTheSame()
    {
        string[] measured = [.. new[] { "svmlight", "csv", "own" }.Select(format =>
        {
            Cli.Ok("simulate", "--out", _cli.Folder, "--rows", "1500", "--test-rows", "0", "--days", "10", "--format", format);
            var file = Directory.EnumerateFiles(_cli.Folder, "train.*").Single(f => Path.GetExtension(f) is ".svm" or ".csv" or ".rankings");
            var output = Cli.Ok("evaluate", file, "--by", "municipality", "field", "group", "month");
            File.Delete(file);
            return output;
        })];

        Assert.Equal(measured[0], measured[1]);
        Assert.Equal(measured[0], measured[2]);
    }

    /// <summary>
    /// What a simulator is worth: chance is beaten by the published weights, and they leave much to be learned.
    /// </summary>
    [Fact]
    public void Simulate_Orders_LeaveRoomToLearn()
    {
        var orders = JsonNode.Parse(Cli.Ok("evaluate", simulated.Test, "--json", "-"))!["orders"]!;

        var expert = Share("expert");
        Assert.InRange(expert, 0.5, 0.85);
        Assert.InRange(Share("incoming"), 0.4, expert);
        Assert.True(Share("true utility") > 1);
        Assert.True(Ndcg("random") < Ndcg("expert") - 0.1);

        double Share(string order) => (double)orders[order]!["share_of_achievable"]!["value"]!;
        double Ndcg(string order) => (double)orders[order]!["ndcg10"]!["value"]!;
    }

    /// <summary>Clicks fall with the place by the power of 0.7 that the simulator has, and the estimate finds it.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public void Attention_FromClicks_IsThatOfTheSimulator()
    {
        Cli.Ok("simulate", "--out", _cli.Folder, "--rows", "25000", "--test-rows", "0", "--format", "own", "--days", "60");

        var attention = Attention.Estimate(RankingFile.Open(_cli.PathOf("train.rankings")).Read(), Columns.Click)!;

        Assert.Equal(1, attention[0]);
        Assert.All(
            Enumerable.Range(2, 9),
            place => Assert.InRange(attention[place - 1], Math.Pow(place, -0.7) - 0.12, Math.Pow(place, -0.7) + 0.12));
    }

    [Fact]
    public void Simulate_Files_HoldPositionsClicksAndScoresBeside()
    {
        var rows = File.ReadLines(simulated.Train).Count() - 1;

        Assert.Equal(rows, File.ReadLines(simulated.Train + ".position").Count());
        Assert.All(File.ReadLines(simulated.Train + ".click"), line => Assert.True(line is "0" or "1"));
        Assert.All(
            File.ReadLines(simulated.Train + ".init").Take(100),
            line => Assert.InRange(double.Parse(line, CultureInfo.InvariantCulture), 0, 100));
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.GetDirectoryName(simulated.Train)!), f => f.EndsWith(".partial", StringComparison.Ordinal));
    }

    public void Dispose() => _cli.Dispose();
}
