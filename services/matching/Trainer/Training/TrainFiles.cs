using System.CommandLine;
using System.CommandLine.Parsing;

namespace Matching.Trainer;

/// <summary>The options of <c>train</c> that name files.</summary>
internal sealed class TrainFiles
{
    public Option<string> Out { get; } = new("--out")
    {
        Description = "The bundle to write; card and report get its name with .md and .html.",
        Required = true,
    };

    public Option<string?> Name { get; } = NameOption();

    public Option<string?> Validation { get; } = new("--valid")
    {
        Description = "A file that stops the training and calibrates, instead of a split.",
    };

    public Option<string?> Test { get; } = new("--test")
    {
        Description = "A file to measure on, instead of half of what is held out.",
    };

    public Option<string?> Incumbent { get; } = new("--incumbent")
    {
        Description = "The model that ranks now, to compare with.",
    };

    public Option<string?> Positions { get; } = new("--positions")
    {
        Description = "The place at which each row was shown, one to a line. Default: <data>.position.",
    };

    public Option<string?> Weights { get; } = new("--weights")
    {
        Description = "What each row's query weighs, a line to a row, the same for a whole query. Default: "
            + "<data>.weight.",
    };

    public Option<string?> LightGbm { get; } = new("--lightgbm")
    {
        Description = "Also write the trees as LightGBM's text model; prior and calibration are not in it.",
    };

    public Option<string?> Report { get; } = new("--report")
    {
        Description = "Where the report goes, instead of beside the bundle.",
    };

    public Option<double?> Required { get; } = new("--require-ndcg10")
    {
        Description = "Exit with 3 when the measured NDCG@10 is below this; the files are written all the same.",
    };

    public IEnumerable<Option> All =>
        [Out, Name, Validation, Test, Incumbent, Positions, Weights, LightGbm, Report, Required];

    /// <summary>Only what the service takes for an id.</summary>
    private static Option<string?> NameOption()
    {
        var option = new Option<string?>("--name")
        {
            Description = "What the model is called. Default: after the bundle.",
        };
        option.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string?>() ?? "model";
            if (name.Length > 63
                || !char.IsAsciiLetterLower(name.FirstOrDefault())
                || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.' or '_')
                || name.StartsWith("expert-", StringComparison.Ordinal))
            {
                result.AddError("--name must be 1 to 63 of a–z, 0–9, hyphens, dots and underscores, a letter first.");
            }
        });
        return option;
    }

    public Dictionary<string, string> Beside(ParseResult parse)
    {
        var beside = new Dictionary<string, string>();
        if (parse.GetValue(Positions) is { } positions)
        {
            beside[Columns.Position] = positions;
        }

        if (parse.GetValue(Weights) is { } weights)
        {
            beside[Columns.Weight] = weights;
        }

        return beside;
    }
}
