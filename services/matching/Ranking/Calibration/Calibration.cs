using System.Text.Json.Serialization;

namespace Matching.Ranking;

/// <summary>
/// Turns a model's score into the probability that the row is relevant. A higher score is never less probable.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PlattCalibration), "platt")]
[JsonDerivedType(typeof(IsotonicCalibration), "isotonic")]
public abstract record Calibration
{
    /// <summary>Between 0 and 1; NaN for NaN.</summary>
    public abstract double Probability(double score);

    /// <summary>Refuses what no calibration can be fitted on.</summary>
    private protected static void Check(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> relevant, ReadOnlySpan<double> weights)
    {
        if (scores.Length != relevant.Length || (weights.Length > 0 && weights.Length != scores.Length))
        {
            throw new ArgumentException(
                $"{scores.Length} scores, {relevant.Length} outcomes and {weights.Length} weights.", nameof(relevant));
        }

        if (!relevant.Contains(true) || !relevant.Contains(false))
        {
            throw new ArgumentException("There must be both relevant rows and others.", nameof(relevant));
        }

        foreach (var score in scores)
        {
            if (!double.IsFinite(score))
            {
                throw new ArgumentException($"The score {score} is not a finite number.", nameof(scores));
            }
        }

        foreach (var weight in weights)
        {
            if (!(weight > 0 && double.IsFinite(weight)))
            {
                throw new ArgumentException($"The weight {weight} is not above 0.", nameof(weights));
            }
        }
    }
}
