using System.Text.Json.Nodes;

namespace Matching.Trainer.Tests;

/// <summary>The bars of the simulator on a small scale: more rows, more of what can be achieved.</summary>
public sealed class SimulatorCurveTests : IDisposable
{
    private readonly Cli _cli = new();

    [Fact]
    [Trait("Category", "Slow")]
    public void Train_MoreRows_ReachMoreOfTheAchievable()
    {
        Cli.Ok("simulate", "--out", _cli.PathOf("few"), "--rows", "1500", "--test-rows", "0", "--format", "own", "--days", "90");
        Cli.Ok("simulate", "--out", _cli.PathOf("many"), "--rows", "15000", "--test-rows", "8000", "--format", "own", "--days", "90");
        var test = Path.Combine(_cli.PathOf("many"), "test.rankings");

        var few = Share("few");
        var many = Share("many");
        var clicks = Share("many", "--label", "click", "--bias", "unbiased", "--stop", "0");
        var expert = Share(null);

        Assert.InRange(expert, 0.6, 0.8);
        Assert.InRange(few, expert, 1);
        Assert.InRange(many, Math.Max(0.91, few), 1.01);
        Assert.InRange(clicks, expert + 0.05, many);

        double Share(string? rows, params string[] more)
        {
            var model = "expert";
            if (rows is not null)
            {
                model = _cli.PathOf("m.bundle");
                Cli.Ok([
                    "train", Path.Combine(_cli.PathOf(rows), "train.rankings"), "--test", test, "--out", model, "--trees", "80",
                    "--rate", "0.1", "--leaves", "15", "--min-rows", "50", "--hold-out", "0.1", .. more]);
            }

            var measured = JsonNode.Parse(Cli.Ok("evaluate", test, "--model", model, "--json", "-"))!;
            return (double)measured["orders"]!["model"]!["share_of_achievable"]!["value"]!;
        }
    }

    public void Dispose() => _cli.Dispose();
}
