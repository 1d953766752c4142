using System.CommandLine;
using System.Globalization;
using Matching.Fit;

namespace Matching.Trainer;

/// <summary>Shows the models that rank.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name")
        {
            Description = "The model's name.",
            DefaultValueFactory = _ => FitEngine.ExpertModel.Name,
        };
        var show = new Command("show", "Prints a model's features, weights and what an unknown feature counts as.")
        {
            name,
        };
        show.SetAction(parse => Show(
            parse.GetValue(name)!, parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error));
        return new Command("models", "Shows the models that rank.") { show };
    }

    private static int Show(string name, TextWriter output, TextWriter error)
    {
        var model = FitEngine.ExpertModel;
        if (name != model.Name)
        {
            error.WriteLine($"There is no model {name}; there is {model.Name}.");
            return TrainerCommand.BadInput;
        }

        var table = new Table("feature", "side", "weight", "missing", "range");
        foreach (var (weight, feature) in model.Weights.Zip(FitEngine.Features))
        {
            table.Add(
                weight.Feature,
                feature.Side == CriterionSide.Wish ? "wish" : "requirement",
                weight.Weight.ToString("0.##", CultureInfo.InvariantCulture),
                weight.Missing.ToString("0.##", CultureInfo.InvariantCulture),
                feature.Range);
        }

        output.WriteLine($"{model.Name}: score = {model.BaseScore.ToString("0.##", CultureInfo.InvariantCulture)} "
            + "+ the sum of weight × (value − missing) over the features that are known");
        output.WriteLine();
        table.Write(output);
        return 0;
    }
}
