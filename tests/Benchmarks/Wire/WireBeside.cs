using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Matching.Benchmarks.Wire;

/// <summary>
/// The same work on the stand-ins and on the packages that they stand for, in turn, so that whatever else the machine
/// does slows both: this build, and one with <c>FullRegistry=true</c>.
/// </summary>
internal static class WireBeside
{
    private const int Rounds = 7;

    /// <summary>Measures, prints and writes artifacts/bench/wire-packages.json: medians, and ours over theirs.</summary>
    /// <param name="packages">This program, built on the packages.</param>
    public static async Task<int> WriteAsync(string packages, double scale)
    {
        string[] builds = [typeof(WireBeside).Assembly.Location, packages];
        var runs = new List<JsonObject>[] { [], [] };
        for (var round = 0; round < Rounds; round++)
        {
            // Who comes first changes, as the second finds the machine warm.
            foreach (var build in round % 2 == 0 ? new[] { 0, 1 } : [1, 0])
            {
                runs[build].Add(await RunAsync(builds[build], scale));
            }
        }

        var figures = new JsonObject { ["rounds"] = Rounds, ["scale"] = scale };
        foreach (var key in runs[0][0].Select(figure => figure.Key))
        {
            var (ours, theirs) = (Median(runs[0], key), Median(runs[1], key));
            figures[$"stand_ins_{key}"] = ours;
            figures[$"packages_{key}"] = theirs;
            figures[$"ratio_{key}"] = Math.Round(ours / theirs, 3);
        }

        await WireBench.WriteAsync(figures, "wire-packages.json");
        return 0;
    }

    private static async Task<JsonObject> RunAsync(string build, double scale)
    {
        var start = new ProcessStartInfo(
            "dotnet", [build, "wire-direct", scale.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonNode.Parse(output)!.AsObject()
            : throw new InvalidOperationException($"{build} ended with {process.ExitCode}.");
    }

    private static double Median(List<JsonObject> runs, string key)
    {
        var sorted = runs.Select(run => run[key]!.GetValue<double>()).Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
