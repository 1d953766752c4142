using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Matching.Benchmarks.Wire;

/// <summary>
/// The same work on the stand-ins and on the packages that they stand for: this build, and one with
/// <c>FullRegistry=true</c>. Both programs live through the whole of it and take short turns, so that both are warm and
/// whatever else the machine does slows both.
/// </summary>
internal static class WireBeside
{
    private const int Turns = 31;
    private const int WarmUp = 4;

    /// <summary>
    /// Measures, prints and writes artifacts/bench/wire-packages.json: medians of each, and the median of ours over
    /// theirs in the same turn.
    /// </summary>
    /// <param name="packages">This program, built on the packages.</param>
    /// <param name="scale">The size of one turn; 1 is that of the wire's whole measurement.</param>
    public static async Task<int> WriteAsync(string packages, double scale)
    {
        using var ours = Start(typeof(WireBeside).Assembly.Location, scale);
        using var theirs = Start(packages, scale);
        var turns = new List<(JsonObject Ours, JsonObject Theirs)>();
        for (var turn = 0; turn < WarmUp + Turns; turn++)
        {
            // Who comes first changes, as the second finds the machine as the first left it.
            var first = await MeasureAsync(turn % 2 == 0 ? ours : theirs);
            var second = await MeasureAsync(turn % 2 == 0 ? theirs : ours);
            Console.Error.WriteLine($"turn {turn + 1} of {WarmUp + Turns}");
            if (turn >= WarmUp)
            {
                turns.Add(turn % 2 == 0 ? (first, second) : (second, first));
            }
        }

        var figures = new JsonObject { ["turns"] = Turns, ["scale"] = scale };
        foreach (var key in turns[0].Ours.Select(figure => figure.Key))
        {
            var pairs = turns.Select(turn => (Ours: Value(turn.Ours), Theirs: Value(turn.Theirs))).ToArray();
            figures[$"stand_ins_{key}"] = Load.Median(pairs.Select(pair => pair.Ours));
            figures[$"packages_{key}"] = Load.Median(pairs.Select(pair => pair.Theirs));
            figures[$"ratio_{key}"] = Math.Round(Load.Median(pairs.Select(pair => pair.Ours / pair.Theirs)), 3);

            double Value(JsonObject turn) => turn[key]!.GetValue<double>();
        }

        await WireBench.WriteAsync(figures, "wire-packages.json");
        return 0;
    }

    private static Process Start(string build, double scale) => Process.Start(new ProcessStartInfo(
        "dotnet", [build, "wire-direct", scale.ToString(CultureInfo.InvariantCulture)])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    }) ?? throw new InvalidOperationException("dotnet does not start.");

    private static async Task<JsonObject> MeasureAsync(Process process)
    {
        await process.StandardInput.WriteLineAsync();
        return JsonNode.Parse(await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("A program of the benchmark ended."))!.AsObject();
    }
}
