using System.ComponentModel.DataAnnotations;

namespace Matching.Matches;

/// <summary>What a model that answers must stay within; out of it three looks in a row, it is withdrawn.</summary>
internal sealed class ModelBounds
{
    public const string Section = "Models";

    /// <summary>
    /// The greatest p90 of scoring time per row, in microseconds. A model of 200 trees takes some five; 250 is a list
    /// of 4,000 openings in a second.
    /// </summary>
    [Range(0, 1_000_000)]
    public double RowMicroseconds { get; set; } = 250;

    /// <summary>The greatest share of lists that the model fails on, 0 to 1.</summary>
    [Range(0, 1)]
    public double FailureShare { get; set; } = 0.05;

    /// <summary>
    /// The greatest population stability index of the scores against the model's reference. For one population 0.25
    /// counts as a great shift; here the lists of other models and other people differ too, so it is wider.
    /// </summary>
    [Range(0.01, 100)]
    public double ScoreShift { get; set; } = 1;

    public V1.ModelReport.Types.Bounds ToWire() => new()
    {
        P90Microseconds = RowMicroseconds,
        FailureShare = FailureShare,
        ScoreShift = ScoreShift,
    };
}
