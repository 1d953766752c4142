using System.CommandLine;
using System.Globalization;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>Measures the orders of a ranking file: as it came, at random, and by given scores.</summary>
internal static class EvaluateCommand
{
    /// <summary>
    /// The name of the number in a row's comment that is taken for its score where nothing else is said.
    /// </summary>
    private const string DefaultNote = "score";

    public static Command Create()
    {
        var file = new Argument<FileInfo>("svmlight")
        {
            Description = "The ranking file: label qid:7 1:0.5 … # comment.",
        };
        var queries = new Option<FileInfo?>("--queries")
        {
            Description = "The sizes of the queries, one to a line, for a file without qid. Default: <svmlight>.query.",
        };
        var scores = new Option<FileInfo?>("--scores") { Description = "A score for each row, one to a line." };
        var note = new Option<string>("--note")
        {
            Description = "The number in each row's comment that is its score, such as prob in '# prob = 0.4'.",
            DefaultValueFactory = _ => DefaultNote,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "The seed of the random order.",
            DefaultValueFactory = _ => 1,
        };
        var orders = new Option<int>("--orders")
        {
            Description = "How many random orders to average.",
            DefaultValueFactory = _ => 10,
        };
        orders.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--orders must be from 1 to 10000.");
            }
        });
        var required = new Option<double?>("--require-ndcg10")
        {
            Description = "Exit with 3 when NDCG@10 of the given scores, else of the incoming order, is below this.",
        };
        var command = new Command(
            "evaluate",
            "Prints NDCG@1, 5 and 10 (gain 2^label − 1), MAP and MRR of the incoming order, a seeded random order and, "
            + "where there are any, the given scores. A query without relevant rows counts 1.")
        {
            file, queries, scores, note, seed, orders, required,
        };
        command.SetAction(parse =>
        {
            var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
            try
            {
                var sizes = parse.GetValue(queries) ?? new FileInfo(parse.GetValue(file)!.FullName + ".query");
                var input = new Input(
                    parse.GetValue(file)!,
                    parse.GetValue(queries) is not null || sizes.Exists ? sizes : null,
                    parse.GetValue(scores),
                    parse.GetValue(note)!);
                var measured = Measure(input, parse.GetValue(seed), parse.GetValue(orders));
                Print(measured, parse.GetValue(seed), output);
                return (measured.Given ?? measured.Incoming).NdcgAt10 < parse.GetValue(required)
                    ? TrainerCommand.BelowRequirement
                    : 0;
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or SvmLightException)
            {
                error.WriteLine(broken.Message);
                return TrainerCommand.BadInput;
            }
        });
        return command;
    }

    private static Measured Measure(Input input, int seed, int orders)
    {
        var measured = new Measured();
        var random = new Random(seed);
        using var reader = input.File.OpenText();
        using var sizes = input.Sizes?.OpenText();
        using var scores = input.Scores is null ? null : new ScoreFile(input.Scores);
        var queries = sizes is null
            ? SvmLightReader.ReadQueries(reader)
            : SvmLightReader.ReadQueries(reader, SvmLightReader.ReadSizes(sizes));
        var noted = true;
        foreach (var query in queries)
        {
            float[] labels = [.. query.Rows.Select(r => r.Label)];
            measured.Rows += labels.Length;
            measured.Incoming.Add(labels, Orders.Incoming(labels.Length));
            for (var i = 0; i < orders; i++)
            {
                measured.Random.Add(labels, Orders.Shuffled(labels.Length, random));
            }

            double?[] given = [.. query.Rows.Select(r => scores is null ? r.Noted(input.Note) : scores.Next())];
            if (noted && Array.TrueForAll(given, g => g is not null))
            {
                measured.Given ??= new RankingEvaluation();
                measured.Given.Add(labels, Orders.ByScore([.. given.Select(g => g!.Value)]));
            }
            else if (measured.Given is not null || input.Note != DefaultNote)
            {
                throw new SvmLightException(
                    $"Line {query.Rows[0].Line}: query {query.Id} has a row without {input.Note}.");
            }
            else
            {
                noted = false;
            }
        }

        scores?.End();
        return measured.Incoming.Queries > 0 ? measured : throw new SvmLightException($"{input.File} has no rows.");
    }

    private static void Print(Measured measured, int seed, TextWriter output)
    {
        var table = new Table("order", "NDCG@1", "NDCG@5", "NDCG@10", "MAP", "MRR");
        Add("incoming", measured.Incoming);
        Add(string.Create(CultureInfo.InvariantCulture, $"random (seed {seed})"), measured.Random);
        if (measured.Given is not null)
        {
            Add("given scores", measured.Given);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{measured.Incoming.Queries} queries, {measured.Rows} rows"));
        output.WriteLine();
        table.Write(output);

        void Add(string order, RankingEvaluation e) => table.Add(
            order,
            Four(e.NdcgAt1),
            Four(e.NdcgAt5),
            Four(e.NdcgAt10),
            Four(e.MeanAveragePrecision),
            Four(e.MeanReciprocalRank));

        static string Four(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
    }

    private sealed record Input(FileInfo File, FileInfo? Sizes, FileInfo? Scores, string Note);

    private sealed class Measured
    {
        public int Rows { get; set; }

        public RankingEvaluation Incoming { get; } = new();

        public RankingEvaluation Random { get; } = new();

        public RankingEvaluation? Given { get; set; }
    }
}
