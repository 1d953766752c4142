using System.CommandLine;
using System.Globalization;
using Matching.Competence;
using Matching.Fit;

namespace Matching.Trainer;

/// <summary>Simulates judged rankings, to start with when there is no history.</summary>
internal static class SimulateCommand
{
    /// <summary>Answers that are simulated at once and then written in order; bounds what is held.</summary>
    private const int AtOnce = 256;

    /// <summary>The first answer of the held-out part: far from any of the other part.</summary>
    private const int FirstHeldOut = 1_000_000_000;

    public static Command Create()
    {
        var folder = new Option<string>("--out")
        {
            Description = "The folder to write train and test to.",
            Required = true,
        };
        var rows = new Option<long>("--rows")
        {
            Description = "About how many rows train gets; whole answers are written.",
        }.Defaults(200_000).Within(1, 1_000_000_000);
        var test = new Option<long>("--test-rows")
        {
            Description = "About how many rows the held-out test gets; 0 for none.",
        }.Defaults(50_000).Within(0, 1_000_000_000);
        var format = new Option<RankingFormat>("--format") { Description = "svmlight, csv or own." }
            .Defaults(RankingFormat.Svmlight);
        var seed = new Option<int>("--seed") { Description = "The same seed simulates the same to the last byte." }
            .Defaults(1);
        var shown = new Option<int>("--shown") { Description = "How many rows an answer shows at most." }
            .Defaults(25).Within(5, 200);
        var from = new Option<DateOnly>("--from") { Description = "The first day of the period." }
            .Defaults(new DateOnly(2027, 1, 1));
        var days = new Option<int>("--days")
        {
            Description = "The length of the period.",
        }.Defaults(365).Within(1, 3_650);
        var exploration = new Option<double>("--exploration")
        {
            Description = "How far the logging policy leaves the expert model's order: a deviation in points.",
        }.Defaults(4).Within(0, 100);
        var taxonomy = new Option<string?>("--taxonomy")
        {
            Description = "A folder of JobTech dumps instead of what is built in.",
        };
        var command = new Command(
            "simulate",
            "Simulates a labour market: people and openings of the real taxonomy and places, ranked by the expert model "
            + "with some exploration, judged by both sides' hidden preferences. Each row has a grade from 0 to 4 as "
            + "its label, and beside it position, click (position-biased), stage (how far it came), init (the score it "
            + "was ranked by), ideal (the gain to expect given the features) and utility (with what nobody can "
            + "observe).")
        {
            folder, rows, test, format, seed, shown, from, days, exploration, taxonomy,
        };
        command.Do((parse, screen, cancellationToken) =>
        {
            var simulation = new Simulation(Taxonomy.Load(parse.GetValue(taxonomy)), new SimulationOptions
            {
                Seed = parse.GetValue(seed),
                Shown = parse.GetValue(shown),
                From = new DateTimeOffset(parse.GetValue(from).ToDateTime(default), TimeSpan.Zero),
                Days = parse.GetValue(days),
                Exploration = parse.GetValue(exploration),
            });
            Write("train", parse.GetValue(rows), 0);
            if (parse.GetValue(test) > 0)
            {
                Write("test", parse.GetValue(test), FirstHeldOut);
            }

            return 0;

            void Write(string part, long wanted, int first)
            {
                var path = Path.Combine(
                    parse.GetValue(folder)!, part + RankingWriter.EndingOf(parse.GetValue(format)));
                using var writer = new RankingWriter(
                    path, parse.GetValue(format), [.. FitEngine.Features.Select(f => f.Name)]);
                screen.Follow(
                    $"Simulating {part}",
                    wanted,
                    tell => Fill(simulation, writer, wanted, first, tell, cancellationToken));
                writer.Commit();
                screen.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{path}: {writer.Queries} queries, {writer.Rows} rows"));
            }
        });
        return command;
    }

    private static long Fill(
        Simulation simulation,
        RankingWriter writer,
        long wanted,
        int first,
        Action<double, string> tell,
        CancellationToken cancellationToken)
    {
        var queries = new JudgedQuery[AtOnce];
        while (writer.Rows < wanted)
        {
            var next = first + writer.Queries;
            Parallel.For(
                0,
                AtOnce,
                new ParallelOptions { CancellationToken = cancellationToken },
                i => queries[i] = simulation.Query(next + i));
            foreach (var query in queries)
            {
                if (writer.Rows < wanted)
                {
                    writer.Write(query);
                }
            }

            tell(writer.Rows, "");
        }

        return writer.Rows;
    }
}
