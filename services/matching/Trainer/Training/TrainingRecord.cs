using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>What a feature does in a model.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Gain">Its share of what all splits gained, 0 to 1.</param>
/// <param name="Splits">How many splits it decides.</param>
/// <param name="MeanContribution">The mean size of what it adds to a score, over sampled rows (SHAP).</param>
/// <param name="Dependence">
/// The mean score of sampled rows when the feature is set to a value, from low to high.
/// </param>
internal sealed record FeatureRole(
    string Feature,
    double Gain,
    int Splits,
    double MeanContribution,
    IReadOnlyList<(double X, double Y)> Dependence);

/// <summary>Where the data of a training came from.</summary>
/// <param name="File">The name of the file, without its folder.</param>
/// <param name="Sha256">The hash of its bytes in lower-case hex.</param>
/// <param name="Queries">How many queries were learned from.</param>
/// <param name="Rows">How many rows they had.</param>
/// <param name="FirstTime">The earliest query; null where times are not told.</param>
/// <param name="LastTime">The latest.</param>
internal sealed record TrainingSource(
    string File, string Sha256, int Queries, long Rows, long? FirstTime, long? LastTime);

/// <summary>Everything that card and report tell of a training.</summary>
internal sealed record TrainingRecord
{
    public required string Name { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string CodeVersion { get; init; }

    public required int Seed { get; init; }

    public required TrainingSource Source { get; init; }

    /// <summary>What was measured on, in words.</summary>
    public required string HeldOut { get; init; }

    /// <summary>What the labels are, in words.</summary>
    public required string Labels { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; }

    public required IReadOnlyList<TrainingProgress> History { get; init; }

    /// <summary>Trees in the model.</summary>
    public required int Trees { get; init; }

    public required Quality Quality { get; init; }

    /// <summary>The heaviest first.</summary>
    public required IReadOnlyList<FeatureRole> Roles { get; init; }

    /// <summary>True where the features are the closed list, so that the model may rank.</summary>
    public required bool IsOurs { get; init; }

    /// <summary>What slices' values are called, such as a municipality's name for its code.</summary>
    public required Func<string, string, string> NameOf { get; init; }

    /// <summary>
    /// What the model is compared with: the incumbent, else the expert model, else the incoming order.
    /// </summary>
    public int Baseline => Quality.IndexOf(Scorer.Incumbent) ?? Quality.IndexOf(Scorer.Expert) ?? 0;

    /// <summary>The name of the model that it is compared with.</summary>
    public required string Against { get; init; }

    public int Model => Quality.IndexOf(Scorer.Model)!.Value;
}
