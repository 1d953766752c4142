using System.CommandLine;
using System.Globalization;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>Explains a model, or one decision of it.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var data = new DataOptions();
        var model = new Option<string>("--model")
        {
            Description = "A bundle, a LightGBM text model, or expert.",
            Required = true,
        };
        var query = new Option<string?>("--query")
        {
            Description = "Explain the rows of this query instead of the model.",
        };
        var row = new Option<int?>("--row") { Description = "Only this row of the query, from 1 as they came." };
        var top = new Option<int>("--top")
        {
            Description = "How many features are told.",
        }.Defaults(10).Within(1, 10_000);
        var svg = new Option<string?>("--svg")
        {
            Description = "A folder to draw partial dependences and importances into.",
        };
        var command = new Command(
            "explain",
            "Explains a model: what each feature gains in splits, how much it moves scores (mean size of its exact additive "
            + "contribution) and how the mean score goes when it rises. With --query, explains a decision: what each "
            + "feature adds to a row's score; contributions and base add up to the score.")
        {
            data.File, data.Queries, model, query, row, top, svg, data.Seed,
        };
        command.Do((parse, screen, cancellationToken) =>
        {
            var file = data.Open(parse);
            var loaded = ModelFile.Load(parse.GetValue(model)!);
            if (parse.GetValue(query) is { } id)
            {
                var found = file.Read().FirstOrDefault(q => q.Id == id)
                    ?? throw new BadInputException($"{file.Path} has no query {id}.");
                Decision.Print(loaded.Model, file, found, parse.GetValue(row), parse.GetValue(top), screen.Output);
                return 0;
            }

            if (loaded.Model is not TrainedModel trained)
            {
                throw new BadInputException("The expert model is explained by its weights: models show.");
            }

            var sample = FeatureRoles.Sample(
                file.Read(), FeatureMap.Of(trained, file.FeatureNames), parse.GetValue(data.Seed));
            var roles = FeatureRoles.Of(trained, sample);
            Print(trained, roles, parse.GetValue(top), screen.Output);
            if (parse.GetValue(svg) is { } folder)
            {
                Draw(roles, parse.GetValue(top), folder);
                screen.Output.WriteLine();
                screen.Output.WriteLine($"{folder}: charts");
            }

            return 0;
        });
        return command;
    }

    private static void Print(TrainedModel model, IReadOnlyList<FeatureRole> roles, int top, TextWriter output)
    {
        var under = model.Prior is { } prior
            ? string.Create(
                CultureInfo.InvariantCulture, $", on top of {prior.Name} at {model.PointsPerRaw} points per raw score")
            : "";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Name}: {model.Trees.Trees.Length} trees, base score {model.BaseScore:0.###}{under}"));
        output.WriteLine();
        var table = new Table(
            "feature", "mean contribution", "share of gain", "splits", "from", "to", "score from", "score to", "course");
        foreach (var role in roles.Take(top))
        {
            var course = role.Dependence;
            table.Add(
                role.Feature,
                Text(role.MeanContribution),
                Text(role.Gain),
                role.Splits.ToString(CultureInfo.InvariantCulture),
                course.Count == 0 ? "" : Text(course[0].X),
                course.Count == 0 ? "" : Text(course[^1].X),
                course.Count == 0 ? "" : Text(course[0].Y),
                course.Count == 0 ? "" : Text(course[^1].Y),
                Sparks([.. course.Select(p => p.Y)]));
        }

        table.Write(output);
    }

    private static void Draw(IReadOnlyList<FeatureRole> roles, int top, string folder)
    {
        Save("importances", Charts.Bars(
            "Mean contribution of each feature", "model", [.. roles.Take(top).Select(r => (r.Feature, r.MeanContribution))], "0.00"));
        foreach (var role in roles.Where(r => r.Dependence.Count > 1).Take(top))
        {
            Save(role.Feature, Charts.Small(role.Feature, role.Dependence));
        }

        void Save(string name, string chart) =>
            AtomicFile.WriteText(Path.Combine(folder, name + ".svg"), HtmlReport.StandAlone(chart));
    }

    /// <summary>A line of blocks that rises and falls with the values.</summary>
    private static string Sparks(double[] values)
    {
        const string Blocks = "▁▂▃▄▅▆▇█";
        if (values.Length == 0 || values.Max() == values.Min())
        {
            return "";
        }

        var (low, range) = (values.Min(), values.Max() - values.Min());
        return string.Concat(values.Select(v => Blocks[(int)Math.Round((v - low) / range * (Blocks.Length - 1))]));
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
