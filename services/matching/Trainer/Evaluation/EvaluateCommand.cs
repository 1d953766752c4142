using System.CommandLine;
using System.Globalization;
using Matching.Fit;

namespace Matching.Trainer;

/// <summary>
/// Measures the orders of a ranking file: as it came, at random, by the expert model, by models and by given scores.
/// </summary>
internal static class EvaluateCommand
{
    /// <summary>
    /// The name of the number in a row's comment that is taken for its score where nothing else is said.
    /// </summary>
    private const string DefaultNote = "score";

    public static Command Create()
    {
        var data = new DataOptions();
        var scores = new Option<string?>("--scores") { Description = "A score for each row, one to a line." };
        var note = new Option<string>("--note")
        {
            Description = "The number in each row's comment that is its score, such as prob in '# prob = 0.4'.",
        }.Defaults(DefaultNote);
        var model = new Option<string?>("--model") { Description = "A bundle or a LightGBM text model to measure." };
        var incumbent = new Option<string?>("--incumbent")
        {
            Description = "The model that ranks now, to measure beside it.",
        };
        var orders = new Option<int>("--orders") { Description = "How many random orders to average." }
            .Defaults(10).Within(1, 10_000);
        var by = new Option<string[]>("--by")
        {
            Description = "Also tell NDCG@10 by municipality, field, group, direction or month.",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = new Option<string?>("--json")
        {
            Description = "Write all measures to this file, or with - to output alone.",
        };
        var required = new Option<double?>("--require-ndcg10")
        {
            Description = "Exit with 3 when NDCG@10 of the model, else of the given scores, else of the incoming "
                + "order, is below this.",
        };
        var share = new Option<double?>("--require-share")
        {
            Description = "Exit with 3 when the share of the achievable, 0 to 1, is below this: simulated data only.",
        };
        var command = new Command(
            "evaluate",
            "Measures orders side by side: the incoming one, a seeded random one, the expert model where the features are "
            + "ours, a model, the incumbent, given scores and, in simulated data, the ideal ones. NDCG has gain "
            + "2^label − 1; a query without relevant rows counts 1. AUC is the mean over queries with both classes. "
            + "Intervals are 95 % of bootstrap resamples of whole queries.")
        {
            data.File, data.Queries, data.Label, data.SplitBy, data.HoldOut, data.Seed,
            scores, note, model, incumbent, orders, by, json, required, share,
        };
        command.Do((parse, screen, cancellationToken) =>
        {
            var file = data.Open(parse);
            using var given = parse.GetValue(scores) is { } path ? new NumberFile(path) : null;
            var loaded = parse.GetValue(model) is { } modelPath ? ModelFile.Load(modelPath) : null;
            var held = parse.GetValue(incumbent) is { } incumbentPath ? ModelFile.Load(incumbentPath) : null;
            var split = data.Split(parse, file);
            var quality = screen.Follow("Measuring", 1, tell => Quality.Measure(
                file,
                [.. Scorers(file, loaded, held, given, parse.GetValue(note)!)],
                new QualityOptions
                {
                    Seed = parse.GetValue(data.Seed),
                    RandomOrders = parse.GetValue(orders),
                    Label = parse.GetValue(data.Label),
                    Includes = query => split is null || split.IsHeldOut(query),
                    Probability = loaded?.Probability,
                },
                done => tell(done, "")));
            given?.End();
            var toOutput = parse.GetValue(json) == "-";
            if (parse.GetValue(json) is { } target)
            {
                var text = QualityJson.Of(quality, parse.GetValue(by)!);
                if (toOutput)
                {
                    screen.Output.WriteLine(text);
                }
                else
                {
                    AtomicFile.WriteText(target, text + "\n");
                }
            }

            if (!toOutput)
            {
                QualityTable.Print(quality, parse.GetValue(data.Seed), parse.GetValue(by)!, screen.Output);
            }

            var judged = quality.IndexOf(Scorer.Model) ?? quality.IndexOf(Scorer.Given) ?? 0;
            return quality.Of(judged, OrderMeasures.Ndcg10).Value < parse.GetValue(required)
                || quality.ShareOfAchievable(judged)?.Value < parse.GetValue(share)
                    ? TrainerCommand.BelowRequirement
                    : 0;
        });
        return command;
    }

    /// <summary>Everything that the file and the given models can be ordered by.</summary>
    public static IEnumerable<Scorer> Scorers(
        RankingFile file, ModelFile? model, ModelFile? incumbent, NumberFile? given, string note = DefaultNote)
    {
        var first = file.Read().FirstOrDefault();
        if (FeatureMap.IsOurs(file.FeatureNames))
        {
            yield return Scorer.Of(Scorer.Expert, FitEngine.ExpertModel, file.FeatureNames);
        }

        if (incumbent is not null)
        {
            yield return Scorer.Of(Scorer.Incumbent, incumbent.Model, file.FeatureNames);
        }

        if (model is not null)
        {
            yield return Scorer.Of(Scorer.Model, model.Model, file.FeatureNames);
        }

        if (given is not null)
        {
            yield return new Scorer(
                Scorer.Given, query => [.. Enumerable.Range(0, query.Count).Select(_ => given.Next())]);
        }
        else if (note != DefaultNote || first?.Number(note) is not null)
        {
            yield return Scorer.Of(Scorer.Given, note);
        }

        if (first?.Number(Columns.Ideal) is not null)
        {
            yield return Scorer.Of(Scorer.Ideal, Columns.Ideal);
        }

        if (first?.Number(Columns.Utility) is not null)
        {
            yield return Scorer.Of(Scorer.TrueUtility, Columns.Utility);
        }
    }
}
