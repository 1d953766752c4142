using System.Collections.Immutable;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// Writes what came out of a training: the bundle, its card, its report, what the service is told of it and, where
/// wanted, LightGBM's text model. All is written beside the names it gets, and named when all of it is there.
/// </summary>
internal static class TrainOutput
{
    public static void Write(Trained trained, TrainingRecord record, string target, string? lightGbm, string? report)
    {
        var model = trained.Model;
        var files = new List<AtomicFile>();
        try
        {
            Add(Path.ChangeExtension(target, ".md"), Text(ModelCard.Of(record)));
            Add(report ?? Path.ChangeExtension(target, ".html"), Text(HtmlReport.Of(record)));
            Add(Path.ChangeExtension(target, ".json"), Text(Upload.Json(record)));
            if (lightGbm is not null)
            {
                Add(lightGbm, stream => LightGbmModel.Write(model.Trees, stream));
            }

            Add(target, new RankingModelFile(Header(model, record), model.Trees).Write);
            files.ForEach(file => file.Commit());
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }

        void Add(string path, Action<Stream> write)
        {
            var file = new AtomicFile(path);
            files.Add(file);
            write(file.Stream);
        }
    }

    private static Action<Stream> Text(string text) => stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    };

    private static RankingModelHeader Header(TrainedModel model, TrainingRecord record) => new()
    {
        Model = record.Name,
        FeatureNames = [.. model.FeatureNames],
        Prior = model.Prior?.Name,
        PointsPerRaw = model.PointsPerRaw,
        Calibration = model.Calibration,
        Metrics = OrderMeasures.All.Index()
            .Select(m => KeyValuePair.Create(m.Item.Name, record.Quality.Of(record.Model, m.Index).Value))
            .Where(m => double.IsFinite(m.Value))
            .ToImmutableSortedDictionary(StringComparer.Ordinal),
        DataHash = record.Source.Sha256,
        CodeVersion = record.CodeVersion,
        Seed = record.Seed,
        Created = record.Time,
    };
}
