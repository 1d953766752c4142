using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matching.Ranking;

/// <summary>What a model file says of its trees.</summary>
public sealed record RankingModelHeader
{
    private const int MaximumName = 64;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        MaxDepth = 8,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The model's name and version: up to 64 letters, digits, dots, hyphens and underscores.</summary>
    public required string Model { get; init; }

    /// <summary>The features in the order in which a row holds them.</summary>
    public required ImmutableArray<string> FeatureNames { get; init; }

    /// <summary>The name of the expert model that the trees correct; null where they stand alone.</summary>
    public string? Prior { get; init; }

    /// <summary>How much a raw score of 1 adds to the score.</summary>
    public required double PointsPerRaw { get; init; }

    /// <summary>From score to probability; null where there is none.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>What was measured on held-out data, by name.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>Names the data that the model was trained on by their content.</summary>
    public required string DataHash { get; init; }

    /// <summary>The code that trained it.</summary>
    public required string CodeVersion { get; init; }

    public required long Seed { get; init; }

    public required DateTimeOffset Created { get; init; }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads a header that begins on a line of a file.</summary>
    internal static RankingModelHeader FromJson(ReadOnlySpan<byte> json, int line, ModelLimits limits)
    {
        RankingModelHeader header;
        try
        {
            header = JsonSerializer.Deserialize<RankingModelHeader>(json, Json)
                ?? throw new ModelFormatException(line, "the header is empty.");
        }
        catch (JsonException e)
        {
            var at = line + (int)(e.LineNumber ?? 0);
            throw new ModelFormatException(at, $"the header cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ModelFormatException(line, $"the calibration cannot be used: {e.Message}", e);
        }

        return header.Problem(limits) is { } problem ? throw new ModelFormatException(line, problem) : header;
    }

    /// <summary>The first thing wrong, as a sentence; null where there is nothing.</summary>
    internal string? Problem(ModelLimits limits) =>
        !IsName(Model) ? $"'{Model}' is no name of a model."
        : Prior is not null && !IsName(Prior) ? $"'{Prior}' is no name of a prior."
        : FeatureNames.IsDefault || FeatureNames.Length > limits.Features
            ? $"there may be up to {limits.Features} features."
        : FeatureNames.Distinct(StringComparer.Ordinal).Count() != FeatureNames.Length ? "two features have one name."
        : !(PointsPerRaw > 0 && double.IsFinite(PointsPerRaw)) ? $"points_per_raw is {PointsPerRaw}, not above 0."
        : Metrics.Count > limits.Entries ? $"there may be up to {limits.Entries} metrics."
        : Metrics.FirstOrDefault(metric => !double.IsFinite(metric.Value)) is { Key: { } name }
            ? $"the metric {name} is not a finite number."
        : null;

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaximumName
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
