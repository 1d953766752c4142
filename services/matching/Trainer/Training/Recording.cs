using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Matching.Competence;
using Matching.Fit;

namespace Matching.Trainer;

/// <summary>Measures what was trained on what was not learned from, and gathers what card and report tell.</summary>
internal static class Recording
{
    private const int RandomOrders = 10;

    /// <summary>The version of the code: that of the assembly with the commit it was built from.</summary>
    public static string CodeVersion { get; } =
        typeof(Recording).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static TrainingRecord Of(
        Trained trained, TrainingParts parts, TrainingSettings settings, ModelFile? incumbent, Screen screen)
    {
        var (model, test) = (trained.Model, parts.Test);
        var loaded = new ModelFile(model, model.Calibration is { } calibration ? calibration.Probability : null);

        // What is measured is what people judged, also where clicks were learned from: a click tells of the place too.
        var label = settings.Bias == BiasCorrection.None ? settings.Label : null;
        var quality = screen.Follow("Measuring", 1, tell => Quality.Measure(
            test.File,
            [.. EvaluateCommand.Scorers(test.File, loaded, incumbent, given: null)],
            new QualityOptions
            {
                Seed = settings.Options.Seed,
                RandomOrders = RandomOrders,
                Label = label,
                Includes = test.Includes,
                Probability = label == settings.Label ? loaded.Probability : null,
            },
            done => tell(done, "")));
        var at = FeatureMap.Of(model, test.File.FeatureNames);
        return new TrainingRecord
        {
            Name = settings.Name,
            Time = TimeProvider.System.GetUtcNow(),
            CodeVersion = CodeVersion,
            Seed = settings.Options.Seed,
            Source = Source(parts.Train),
            HeldOut = test.Description,
            Labels = settings.Label ?? "grades as the file has them",
            Parameters = Parameters(trained, settings),
            History = trained.Result.History,
            Trees = trained.Result.Trees,
            Quality = quality,
            Roles = FeatureRoles.Of(model, FeatureRoles.Sample(test.Read(), at, settings.Options.Seed)),
            IsOurs = FeatureMap.IsOurs(model.FeatureNames),
            NameOf = Names(quality),
            Against = (incumbent?.Model ?? FitEngine.ExpertModel).Name,
        };
    }

    private static TrainingSource Source(DataPart part)
    {
        var (queries, rows) = (0, 0L);
        (long? First, long? Last) times = (null, null);
        foreach (var query in part.Read())
        {
            queries++;
            rows += query.Count;
            if (query.Time is { } time)
            {
                times = (Math.Min(times.First ?? time, time), Math.Max(times.Last ?? time, time));
            }
        }

        using var stream = File.OpenRead(part.File.Path);
        return new TrainingSource(
            Path.GetFileName(part.File.Path),
            Convert.ToHexStringLower(SHA256.HashData(stream)),
            queries,
            rows,
            times.First,
            times.Last);
    }

    private static List<KeyValuePair<string, string>> Parameters(Trained trained, TrainingSettings settings)
    {
        var options = settings.Options;
        var parameters = new List<KeyValuePair<string, string>>();
        Add("trees", options.Trees);
        Add("leaves", options.Leaves);
        Add("rate", options.LearningRate);
        Add("bins", settings.MaxBins);
        Add("min rows", options.MinRowsPerLeaf);
        Add("l1", options.L1);
        Add("l2", options.L2);
        Add("feature share", options.FeaturesPerTree);
        Add("query share", options.QueriesPerTree);
        Add("truncation", options.TruncationLevel);
        Add("stop", options.EarlyStoppingTrees);
        Add("label", settings.Label ?? "label");
        Add("bias", settings.Bias.ToString().ToLowerInvariant());
        if (trained.Attention.Count > 0)
        {
            Add("attention", string.Join(
                ", ", trained.Attention.Take(10).Select(a => a.ToString("0.##", CultureInfo.InvariantCulture))));
        }

        if (trained.Model.Prior is { } prior)
        {
            var points = trained.Model.PointsPerRaw.ToString(CultureInfo.InvariantCulture);
            Add("prior", $"{prior.Name}, {points} points per raw score");
        }

        return parameters;

        void Add(string name, IConvertible value) =>
            parameters.Add(KeyValuePair.Create(name, value.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Names for codes, where there are codes to name.</summary>
    private static Func<string, string, string> Names(Quality quality)
    {
        if (!quality.SliceNames.Any(slice => slice is "municipality" or "field"))
        {
            return (_, value) => value;
        }

        var taxonomy = Taxonomy.LoadBuiltIn();
        return (slice, value) => slice switch
        {
            "municipality" => taxonomy.FindCode(ConceptKind.Municipality, value)?.Swedish ?? value,
            "field" => taxonomy.FindId(value)?.Swedish ?? value,
            _ => value,
        };
    }
}
