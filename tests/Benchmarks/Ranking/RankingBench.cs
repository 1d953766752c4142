using System.Text.Json;
using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>
/// Trains with the parameters that other libraries were measured with and judges on the parts that they were judged on:
/// NDCG@10 per set; on the generated set also the seconds of training, and what scoring with that model costs, with
/// LightGBM beside it where it is there. The published sets lie beside the repository and are left out where they do
/// not.
/// </summary>
internal sealed class RankingBench(string sharedData, TextWriter output)
{
    private const int Folds = 5;
    private const int ScoredRows = 20_000;

    private static readonly DatasetOptions Reading = new() { Threads = GeneratedTraining.Threads };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Measures at full size and writes <c>artifacts/bench/ranking.json</c> of the repository.</summary>
    public static void Write()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Matching.sln")))
        {
            root = root.Parent;
        }

        var folder = root?.FullName ?? Environment.CurrentDirectory;
        new RankingBench(Path.GetFullPath(Path.Combine(folder, "..", "shared", "data")), Console.Out).Run(
            Path.Combine(folder, "artifacts", "bench", "ranking.json"), 20_000, 200, TimeSpan.FromSeconds(3));
    }

    /// <summary>Measures everything and writes the file.</summary>
    public void Run(string file, int generatedQueries, int trees, TimeSpan scoring)
    {
        var ndcg = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var set = new GeneratedSet(generatedQueries, 50);
        var training = new GeneratedTraining(set, output);
        var (model, seconds) = training.Ours(trees);
        var (peer, theirSeconds) = training.Theirs(trees);
        using var theirs = peer;
        List<RankingRow> held = [.. set.Rows(set.TrainingQueries, set.Queries)];
        ndcg["generated"] = Ndcg(new TreeScorer(model).Score, held);
        output.WriteLine($"generated: {trees} trees in {seconds:F1} s, NDCG@10 {ndcg["generated"]:F4}");
        var folds = Path.Combine(sharedData, "ltr", "mq2007agg");
        if (Directory.Exists(folds))
        {
            ndcg["mq2007agg_300x15"] = Mq2007(folds, 300 * trees / 200, 15, 0.05);
            ndcg["mq2007agg_200x63"] = Mq2007(folds, trees, 63, 0.1);
        }

        var example = Path.Combine(sharedData, "ltr", "lightgbm_example");
        if (Directory.Exists(example))
        {
            ndcg["lightgbm_example_200x63"] = Example(example, trees, 63);
        }

        var scored = held.Take(ScoredRows).SelectMany(row => row.Features.ToArray());
        var speeds = new ScoringBench([.. scored], GeneratedSet.Features, scoring);
        var figures = Figures(ndcg, seconds, speeds.Measure(model));
        figures["train_threads"] = GeneratedTraining.Threads;
        figures["lightgbm"] = theirs is null ? null : Figures(
            new SortedDictionary<string, double> { ["generated"] = Ndcg(theirs.Score, held) },
            theirSeconds,
            speeds.Measure(theirs));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(figures, Indented));
        output.WriteLine(File.ReadAllText(file));
    }

    private static Dictionary<string, object?> Figures(
        SortedDictionary<string, double> ndcg, double seconds, ScoringFigures speed) => new()
        {
            ["ndcg10"] = ndcg,
            ["train_seconds"] = seconds,
            ["score_row_us_p50"] = speed.RowUsP50,
            ["score_row_us_p99"] = speed.RowUsP99,
            ["score_batch_rows_per_s"] = speed.BatchRowsPerS,
            ["contributions_us_per_row"] = speed.ContributionsUsPerRow,
        };

    /// <summary>Fold 1 trains on parts 1 to 3 and tests on 5, and so on round; part 4 would be for validation.</summary>
    private double Mq2007(string folder, int trees, int leaves, double learningRate)
    {
        var parts = Enumerable.Range(1, Folds).Select(part => Rows(
            SvmLightFile.Scan(() => File.OpenText(Path.Combine(folder, $"A{part}.txt")), null), $"{part}/")).ToArray();
        var names = Enumerable.Range(1, parts[0][0].Features.Length).Select(i => $"{i}").ToArray();
        var sum = 0.0;
        for (var fold = 0; fold < Folds; fold++)
        {
            var training = Enumerable.Range(fold, 3).SelectMany(part => parts[part % Folds]);
            var data = RankingDataset.Load(training, names, Reading, default);
            sum += Ndcg(
                new TreeScorer(Train(data, trees, leaves, learningRate)).Score, parts[(fold + 4) % Folds]);
        }

        output.WriteLine($"mq2007agg: {trees} x {leaves}, NDCG@10 {sum / Folds:F4}");
        return sum / Folds;
    }

    private double Example(string folder, int trees, int leaves)
    {
        TextReader Open(string file) => File.OpenText(Path.Combine(folder, file));
        var training = SvmLightFile.Scan(() => Open("rank.train"), () => Open("rank.train.query"));
        var test = SvmLightFile.Of(
            () => Open("rank.test"), () => Open("rank.test.query"), 1, training.FeatureNames.Count);
        var data = RankingDataset.Load(training, training.FeatureNames, Reading, default);
        var ndcg = Ndcg(new TreeScorer(Train(data, trees, leaves, 0.1)).Score, Rows(test, ""));
        output.WriteLine($"lightgbm_example: {trees} x {leaves}, NDCG@10 {ndcg:F4}");
        return ndcg;
    }

    private static TreeEnsemble Train(
        RankingDataset data, int trees, int leaves, double learningRate) => LambdaMart.Train(
        data,
        null,
        new LambdaMartOptions
        {
            Trees = trees,
            Leaves = leaves,
            LearningRate = learningRate,
            Threads = GeneratedTraining.Threads,
        },
        null, null, default).Model;

    private static List<RankingRow> Rows(SvmLightFile file, string prefix) =>
        [.. file.Select(row => row with { Query = prefix + row.Query, Features = row.Features.ToArray() })];

    private static double Ndcg(Func<ReadOnlySpan<float>, double> score, IEnumerable<RankingRow> rows)
    {
        var evaluation = new RankingEvaluation();
        foreach (var query in rows.GroupBy(row => row.Query))
        {
            evaluation.Add(
                [.. query.Select(row => row.Label)],
                Orders.ByScore([.. query.Select(row => score(row.Features.Span))]));
        }

        return evaluation.NdcgAt10;
    }
}
