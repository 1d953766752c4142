using System.Diagnostics;
using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>
/// The memory of a whole training: rows come from a source that holds one at a time, and what the process had at most
/// is what the system says.
/// </summary>
internal static class MemoryBench
{
    private const int Features = 60;
    private const int RowsPerQuery = 100;

    public static void Run(int rows, int trees, TextWriter output)
    {
        var started = Stopwatch.GetTimestamp();
        string[] names = [.. Enumerable.Range(0, Features).Select(i => $"f{i}")];
        var data = RankingDataset.Load(Rows(rows), names, new DatasetOptions(), default);
        output.WriteLine($"{rows} x {Features} in bins after {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s");
        var result = LambdaMart.Train(
            data, null, new LambdaMartOptions { Trees = trees, Leaves = 31 }, null, null, default);
        using var self = Process.GetCurrentProcess();
        output.WriteLine(
            $"{result.Trees} trees after {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s, NDCG@10 "
            + $"{result.History[0].TrainingNdcg:F3} to {result.History[^1].TrainingNdcg:F3}, at most "
            + $"{self.PeakWorkingSet64 / (1 << 20)} MiB");
    }

    private static IEnumerable<RankingRow> Rows(int count)
    {
        var random = new Random(20261121);
        var features = new float[Features];
        var query = "";
        for (var row = 0; row < count; row++)
        {
            query = row % RowsPerQuery == 0 ? $"{row / RowsPerQuery}" : query;
            foreach (ref var value in features.AsSpan())
            {
                value = random.NextSingle();
            }

            var relevance = features[0] + features[1] * features[2] + 0.5f * random.NextSingle();
            yield return new RankingRow(query, relevance > 1.6f ? 2 : relevance > 1.2f ? 1 : 0, features);
        }
    }
}
