using System.CommandLine;
using System.CommandLine.Parsing;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>Trains a model, and writes bundle, card and report.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var data = new DataOptions();
        var files = new TrainFiles();
        var tuning = new TrainTuning();
        var command = new Command(
            "train",
            "Trains gradient-boosted trees with LambdaMART on judged rankings: our own exports and simulations, or any "
            + "SVMlight file with query ids. With our own features the expert model is the start and every feature's "
            + "direction is kept. What is held out stops the training, calibrates probabilities and, in another half, "
            + "measures. Writes the model's bundle, a model card and a report in HTML; all of them, or none.")
        {
            data.File, data.Queries, data.Label, data.SplitBy, data.HoldOut, data.Seed,
        };
        foreach (var option in files.All.Concat(tuning.All))
        {
            command.Add(option);
        }

        command.Do((parse, screen, cancellationToken) =>
        {
            var target = parse.GetValue(files.Out)!;
            var train = RankingFile.Open(
                parse.GetValue(data.File)!, parse.GetValue(data.Queries), files.Beside(parse));
            FeatureNames.Require(train);
            var parts = TrainingParts.Of(
                train,
                OpenLike(train, parse.GetValue(files.Validation)),
                OpenLike(train, parse.GetValue(files.Test)),
                parse.GetValue(data.SplitBy),
                parse.GetValue(data.HoldOut),
                parse.GetValue(data.Seed));
            var settings = tuning.Read(
                parse,
                train,
                parse.GetValue(files.Name) ?? NameOf(target),
                parse.GetValue(data.Label),
                parse.GetValue(data.Seed));
            var incumbent = parse.GetValue(files.Incumbent) is { } path ? ModelFile.Load(path) : null;
            var trained = new Training(parts, settings).Run(screen, cancellationToken);
            var record = Recording.Of(trained, parts, settings, incumbent, screen);
            TrainOutput.Write(trained, record, target, parse.GetValue(files.LightGbm), parse.GetValue(files.Report));
            QualityTable.Print(record.Quality, settings.Options.Seed, [], screen.Output);
            screen.Output.WriteLine();
            screen.Output.WriteLine($"{target}: {record.Trees} trees");
            return parse.GetValue(files.Required) > record.Quality.Of(record.Model, OrderMeasures.Ndcg10).Value
                ? TrainerCommand.BelowRequirement
                : 0;
        });
        return command;
    }

    /// <summary>A file with the same features; null where none is named.</summary>
    private static RankingFile? OpenLike(RankingFile train, string? path)
    {
        if (path is null)
        {
            return null;
        }

        var file = RankingFile.Open(path);
        var isAlike = train.IsNamed || file.IsNamed
            ? file.FeatureNames.SequenceEqual(train.FeatureNames)
            : file.FeatureNames.Count <= train.FeatureNames.Count;
        return isAlike ? file
            : throw new BadInputException($"{path} has other features than {train.Path}.");
    }

    /// <summary>A name that the service takes: it begins with a letter.</summary>
    private static string NameOf(string target)
    {
        var stem = Path.GetFileNameWithoutExtension(target).ToLowerInvariant();
        var name = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        name = name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "model-" + name;
        return name[..Math.Min(63, name.Length)].TrimEnd('-');
    }
}
