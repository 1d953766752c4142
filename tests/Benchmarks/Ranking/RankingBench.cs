using System.Diagnostics;
using System.Text.Json;
using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>
/// Trains with the parameters that other libraries were measured with and judges on the parts that they were judged on:
/// NDCG@10 per set, and the seconds that training on the generated set takes with two threads. The published sets lie
/// beside the repository and are left out where they do not.
/// </summary>
internal sealed class RankingBench(string sharedData, TextWriter output)
{
    public const int Threads = 2;

    private const int Folds = 5;

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
        var (model, seconds) = Generated(generatedQueries, trees, ndcg, out var set);
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

        var held = set.TrainingQueries * set.Values.Length / set.Queries;
        var speed = ScoringBench.Measure(model, set.Values[held..], scoring);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(
            new
            {
                ndcg10 = ndcg,
                train_seconds = seconds,
                train_threads = Threads,
                score_row_us_p50 = speed.ScoreRowUsP50,
                score_row_us_p99 = speed.ScoreRowUsP99,
                score_batch_rows_per_s = speed.ScoreBatchRowsPerS,
                contributions_us_per_row = speed.ContributionsUsPerRow,
            },
            Indented));
        output.WriteLine(File.ReadAllText(file));
    }

    private (TreeEnsemble Model, double Seconds) Generated(
        int queries, int trees, SortedDictionary<string, double> ndcg, out GeneratedSet set)
    {
        set = new GeneratedSet(queries, 50);
        var binning = Stopwatch.GetTimestamp();
        var data = RankingDataset.Load(
            set.Rows(0, set.TrainingQueries), GeneratedSet.Names, new DatasetOptions { Threads = Threads }, default);
        output.WriteLine($"generated: {data.Rows} rows in bins after {Stopwatch.GetElapsedTime(binning).TotalSeconds:F1} s");
        var started = Stopwatch.GetTimestamp();
        var model = Train(data, trees, 63, 0.1);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        ndcg["generated"] = Ndcg(model, set.Rows(set.TrainingQueries, set.Queries));
        output.WriteLine($"generated: {trees} x 63 in {seconds:F1} s, NDCG@10 {ndcg["generated"]:F4}");
        return (model, seconds);
    }

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
            var data = RankingDataset.Load(training, names, new DatasetOptions { Threads = Threads }, default);
            sum += Ndcg(Train(data, trees, leaves, learningRate), parts[(fold + 4) % Folds]);
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
        var data = RankingDataset.Load(
            training, training.FeatureNames, new DatasetOptions { Threads = Threads }, default);
        var ndcg = Ndcg(Train(data, trees, leaves, 0.1), Rows(test, ""));
        output.WriteLine($"lightgbm_example: {trees} x {leaves}, NDCG@10 {ndcg:F4}");
        return ndcg;
    }

    private static TreeEnsemble Train(RankingDataset data, int trees, int leaves, double learningRate) => LambdaMart.Train(
        data,
        null,
        new LambdaMartOptions { Trees = trees, Leaves = leaves, LearningRate = learningRate, Threads = Threads },
        null, null, default).Model;

    private static List<RankingRow> Rows(SvmLightFile file, string prefix) =>
        [.. file.Select(row => row with { Query = prefix + row.Query, Features = row.Features.ToArray() })];

    private static double Ndcg(TreeEnsemble model, IEnumerable<RankingRow> rows)
    {
        var scorer = new TreeScorer(model);
        var evaluation = new RankingEvaluation();
        foreach (var query in rows.GroupBy(row => row.Query))
        {
            evaluation.Add(
                [.. query.Select(row => row.Label)],
                Orders.ByScore([.. query.Select(row => scorer.Score(row.Features.Span))]));
        }

        return evaluation.NdcgAt10;
    }
}
