using System.Globalization;
using Matching.Benchmarks.Capacity;
using Matching.Benchmarks.Store;
using Matching.Benchmarks.Wire;

namespace Matching.Benchmarks;

/// <summary>
/// Whole programs are measured by programs of their own, each by its name; wire-service and wire-gateway are the other
/// side of the first.
/// </summary>
internal static class WholePrograms
{
    /// <summary>Measures what the arguments name; null where they name nothing of this kind.</summary>
    public static async Task<int?> MeasureAsync(string[] args)
    {
        switch (args)
        {
            case ["wire", .. var rest]:
                return await WireBench.WriteAsync(rest is [var scale] ? double.Parse(scale, CultureInfo.InvariantCulture) : 1);
            case ["store", .. var rest]:
                return await StoreBench.WriteAsync(rest is [var part] ? double.Parse(part, CultureInfo.InvariantCulture) : 1);
            case ["wire-packages", var packages, .. var rest]:
                return await WireBeside.WriteAsync(
                    packages, rest is [var fraction] ? double.Parse(fraction, CultureInfo.InvariantCulture) : 0.1);
            case ["wire-direct", var share]:
                await WireBench.AnswerAsync(double.Parse(share, CultureInfo.InvariantCulture));
                return 0;
            case ["wire-service"]:
                await WireServer.ServeAsync();
                return 0;
            case ["wire-gateway", var behind]:
                await WireServer.ServeGatewayAsync(new Uri(behind));
                return 0;
            case ["telemetry"]:
                Console.WriteLine(await TelemetryBench.MeasureAsync());
                return 0;
            case ["scoring"]:
                Console.WriteLine(
                    new ScoringBench(GrownModel.Rows(2_000), GrownModel.Features, TimeSpan.FromSeconds(3))
                        .Measure(GrownModel.Ensemble()));
                return 0;
            case ["training", var trees, var rounds]:
                GeneratedTraining.Compare(
                    int.Parse(trees, CultureInfo.InvariantCulture),
                    int.Parse(rounds, CultureInfo.InvariantCulture),
                    Console.Out);
                return 0;
            case ["memory", var rows, var trees]:
                MemoryBench.Run(
                    int.Parse(rows, CultureInfo.InvariantCulture), int.Parse(trees, CultureInfo.InvariantCulture), Console.Out);
                return 0;
            case ["capacity", .. var rest]:
                return await CapacityBench.WriteAsync(
                    rest is [var sizes] ? int.Parse(sizes, CultureInfo.InvariantCulture) : 3);
            case ["cache"]:
                Console.WriteLine(await HotListBench.MeasureAsync([100, 300, 1_000, 3_000, 20_000], [0, 10, 200, 1_000], 41));
                return 0;
            case ["ranking"]:
                RankingBench.Write();
                return 0;
            default:
                return null;
        }
    }
}
