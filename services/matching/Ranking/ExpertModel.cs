namespace Matching.Ranking;

/// <summary>A feature's part in an expert model: <c>Weight × (value − Missing)</c>.</summary>
/// <param name="Feature">The feature's name.</param>
/// <param name="Weight">The slope; its sign is the direction in which the score moves with the feature.</param>
/// <param name="Missing">The value that an unknown feature counts as.</param>
public sealed record ExpertWeight(string Feature, double Weight, double Missing);

/// <summary>
/// An additive model with weights that people chose and published. It is monotone in every feature by construction, and
/// what a feature contributes depends on that feature alone; an unknown feature contributes nothing.
/// </summary>
public sealed class ExpertModel : IRankingModel
{
    private readonly double[] _weights;
    private readonly double[] _missing;

    public ExpertModel(string name, IReadOnlyList<ExpertWeight> weights)
    {
        if (weights.FirstOrDefault(w => !double.IsFinite(w.Weight) || !double.IsFinite(w.Missing)) is { } broken)
        {
            throw new ArgumentException($"The weight of {broken.Feature} is not a finite number.", nameof(weights));
        }

        Name = name;
        Weights = weights;
        FeatureNames = [.. weights.Select(w => w.Feature)];
        _weights = [.. weights.Select(w => w.Weight)];
        _missing = [.. weights.Select(w => w.Missing)];
        BaseScore = weights.Sum(w => w.Weight * w.Missing);
    }

    public string Name { get; }

    /// <summary>The published weights, in the order of the features.</summary>
    public IReadOnlyList<ExpertWeight> Weights { get; }

    public IReadOnlyList<string> FeatureNames { get; }

    public double BaseScore { get; }

    public double Score(ReadOnlySpan<float> features)
    {
        CheckLength(features.Length);
        var score = BaseScore;
        for (var i = 0; i < _weights.Length; i++)
        {
            score += Contribution(i, features[i]);
        }

        return score;
    }

    public double Score(ReadOnlySpan<float> features, Span<double> contributions)
    {
        CheckLength(features.Length);
        CheckLength(contributions.Length);
        var score = BaseScore;
        for (var i = 0; i < _weights.Length; i++)
        {
            score += contributions[i] = Contribution(i, features[i]);
        }

        return score;
    }

    private double Contribution(int feature, float value) =>
        float.IsNaN(value) ? 0 : _weights[feature] * (value - _missing[feature]);

    private void CheckLength(int features)
    {
        if (features != _weights.Length)
        {
            throw new ArgumentException($"{Name} takes {_weights.Length} features, not {features}.", nameof(features));
        }
    }
}
