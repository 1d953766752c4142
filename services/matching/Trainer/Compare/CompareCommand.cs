using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Matching.Trainer;

/// <summary>Compares two models on the same queries.</summary>
internal static class CompareCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static Command Create()
    {
        var data = new DataOptions();
        var model = new Option<string>("--model")
        {
            Description = "The model that is to prove itself.",
            Required = true,
        };
        var incumbent = new Option<string>("--incumbent")
        {
            Description = "The model that ranks now; expert stands for the published weights.",
            Required = true,
        };
        var margin = new Option<double>("--margin")
        {
            Description = "No worse means that the interval of the difference in NDCG@10 does not go below minus this.",
        }.Defaults(0.005).Within(0, 1);
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command(
            "compare",
            "Compares two models query by query, with bootstrap intervals of the differences. Exits with 3 where the model "
            + "is worse than the incumbent, or may be by more than the margin, or a group is worse off beyond the "
            + "bound.")
        {
            data.File, data.Queries, data.Label, data.SplitBy, data.HoldOut, data.Seed, model, incumbent, margin, json,
        };
        command.Do((parse, screen, cancellationToken) =>
        {
            var file = data.Open(parse);
            var split = data.Split(parse, file);
            var quality = screen.Follow("Measuring", 1, tell => Quality.Measure(
                file,
                [
                    Scorer.Of(Scorer.Incumbent, ModelFile.Load(parse.GetValue(incumbent)!).Model, file.FeatureNames),
                    Scorer.Of(Scorer.Model, ModelFile.Load(parse.GetValue(model)!).Model, file.FeatureNames),
                ],
                new QualityOptions
                {
                    Seed = parse.GetValue(data.Seed),
                    RandomOrders = 1,
                    Label = parse.GetValue(data.Label),
                    Includes = query => split is null || split.IsHeldOut(query),
                },
                done => tell(done, "")));
            var comparison = Comparison.Of(quality, parse.GetValue(margin));
            if (parse.GetValue(json))
            {
                screen.Output.WriteLine(JsonSerializer.Serialize(comparison, Json));
            }
            else
            {
                Print(comparison, screen.Output);
            }

            return comparison.IsNoWorse ? 0 : TrainerCommand.BelowRequirement;
        });
        return command;
    }

    private static void Print(Comparison comparison, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{comparison.Queries} queries"));
        output.WriteLine();
        var table = new Table("measure", "model", "incumbent", "difference");
        foreach (var row in comparison.Measures)
        {
            table.Add(
                row.Measure, QualityTable.Four(row.Model), QualityTable.Four(row.Incumbent), row.Difference.ToString());
        }

        table.Write(output);
        output.WriteLine();
        foreach (var group in comparison.WorseOff)
        {
            output.WriteLine($"Worse off: {group.Slice} {group.Value}, {group.Queries} queries, {group.Difference}");
        }

        output.WriteLine($"Verdict: {comparison.Verdict}");
    }
}
