using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Matching.Matches.V1;

namespace Matching.Trainer;

/// <summary>
/// What the service is told of a trained model, as protocol-buffer JSON beside the bundle, so that an upload on another
/// day or machine tells the same as the training.
/// </summary>
internal static class Upload
{
    private const int MaxGroups = 500;
    private const int MaxCardCharacters = 100_000;

    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithIndentation().WithPreserveProtoFieldNames(true));

    public static string Json(TrainingRecord record) => Formatter.Format(Describe(record)) + "\n";

    /// <exception cref="BadInputException">The file is not what a training writes.</exception>
    public static Model Read(string path)
    {
        try
        {
            return JsonParser.Default.Parse<Model>(File.ReadAllText(path));
        }
        catch (Exception broken)
            when (broken is InvalidProtocolBufferException or InvalidJsonException or JsonException)
        {
            throw new BadInputException($"{path}: {broken.Message}");
        }
    }

    private static Model Describe(TrainingRecord record)
    {
        var (quality, source) = (record.Quality, record.Source);
        var isSimulated = quality.IndexOf(Scorer.Ideal) is not null;
        var training = new ModelTraining
        {
            DataSha256 = source.Sha256,
            CodeVersion = record.CodeVersion[..Math.Min(100, record.CodeVersion.Length)],
            Seed = record.Seed,
            QueryCount = source.Queries,
            RowCount = source.Rows,
            StartTime = source.FirstTime is { } first ? new Timestamp { Seconds = first } : null,
            EndTime = source.LastTime is { } last ? new Timestamp { Seconds = last } : null,
            Source = isSimulated ? "simulator" : "live",
        };
        foreach (var (name, value) in record.Parameters)
        {
            training.Parameters[name] = value;
        }

        var card = ModelCard.Of(record);
        var model = new Model
        {
            Type = Model.Types.Type.Lambdamart,
            Description = $"{record.Trees} trees on top of the expert model, learned from {source.Queries} rankings.",
            Training = training,
            Card = card[..Math.Min(card.Length, MaxCardCharacters)],
            Evaluation = Evaluation(record),
        };
        foreach (var (at, measure) in OrderMeasures.All.Index())
        {
            model.Metrics[measure.Name] = quality.Of(record.Model, at).Value;
        }

        if (quality.Calibration is { } calibration)
        {
            model.Metrics["calibration_error"] = calibration.ExpectedError;
        }

        foreach (var (name, _) in model.Metrics.Where(m => !double.IsFinite(m.Value)).ToArray())
        {
            model.Metrics.Remove(name);
        }

        return model;
    }

    private static ModelEvaluation Evaluation(TrainingRecord record)
    {
        var quality = record.Quality;
        var evaluation = new ModelEvaluation
        {
            Incumbent = "models/" + record.Against,
            Source = "held-out",
            Overall = Difference(
                quality.Queries,
                quality.Of(record.Model, OrderMeasures.Ndcg10),
                quality.Of(record.Baseline, OrderMeasures.Ndcg10),
                quality.Difference(record.Model, record.Baseline)),
        };
        foreach (var group in GroupQuality.All(quality, record.Model, record.Baseline).Take(MaxGroups))
        {
            evaluation.Groups.Add(new ModelEvaluation.Types.Group
            {
                Slice = group.Slice == "field" ? "occupation_field" : group.Slice,
                Value = group.Value,
                Difference = Difference(group.Queries, group.Model, group.Baseline, group.Difference),
            });
        }

        return evaluation;
    }

    private static ModelEvaluation.Types.Difference Difference(
        int queries, Interval model, Interval incumbent, Interval difference) => new()
        {
            QueryCount = queries,
            Ndcg10 = model.Value,
            IncumbentNdcg10 = incumbent.Value,
            Difference_ = difference.Value,
            Lower = difference.Low,
            Upper = difference.High,
        };
}
