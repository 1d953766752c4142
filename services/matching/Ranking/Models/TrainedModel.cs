namespace Matching.Ranking;

/// <summary>
/// Trees that were trained on top of a prior: a row's score is the prior's plus so many points for each unit of the
/// trees' raw score. Scores therefore stay on the prior's scale, and contributions of both parts add up.
/// </summary>
public sealed class TrainedModel : IRankingModel
{
    private const int MaximumOnStack = 256;

    private readonly TreeScorer _scorer;
    private readonly TreeContributions _contributions;

    /// <summary>Puts a model together.</summary>
    /// <param name="name">The model's name and version.</param>
    /// <param name="trees">
    /// The trees. Training on a prior has started from its score divided by <paramref name="pointsPerRaw"/>.
    /// </param>
    /// <param name="prior">What the trees correct; null where they stand alone.</param>
    /// <param name="pointsPerRaw">How much a raw score of 1 adds to the score; above 0.</param>
    /// <param name="calibration">From score to probability; null where there is none.</param>
    /// <exception cref="ArgumentException">The prior has other features than the trees, or a number is off.</exception>
    public TrainedModel(
        string name,
        TreeEnsemble trees,
        ExpertModel? prior = null,
        double pointsPerRaw = 1,
        Calibration? calibration = null)
    {
        if (!(pointsPerRaw > 0 && double.IsFinite(pointsPerRaw)))
        {
            throw new ArgumentOutOfRangeException(nameof(pointsPerRaw), pointsPerRaw, "Points per raw are above 0.");
        }

        FeatureNames = trees.FeatureNames;
        if (prior is not null && FeatureDifference.Between(FeatureNames, prior.FeatureNames) is { } difference)
        {
            throw new ArgumentException($"Trees and {prior.Name} do not go together: {difference}", nameof(prior));
        }

        Name = name;
        Prior = prior;
        PointsPerRaw = pointsPerRaw;
        Calibration = calibration;
        _scorer = new TreeScorer(trees);
        _contributions = new TreeContributions(trees);
        BaseScore = (prior?.BaseScore ?? 0) + pointsPerRaw * _contributions.BaseScore;
    }

    public string Name { get; }

    public IReadOnlyList<string> FeatureNames { get; }

    public TreeEnsemble Trees => _scorer.Ensemble;

    public ExpertModel? Prior { get; }

    public double PointsPerRaw { get; }

    public Calibration? Calibration { get; }

    /// <summary>The prior's base, and what the trees say of the training rows in the mean.</summary>
    public double BaseScore { get; }

    public double Score(ReadOnlySpan<float> features) =>
        (Prior?.Score(features) ?? 0) + PointsPerRaw * _scorer.Score(features);

    public double Score(ReadOnlySpan<float> features, Span<double> contributions)
    {
        Contributions(features, contributions);
        return Score(features);
    }

    /// <summary>As one by one, to the bit, several times faster.</summary>
    public void ScoreRows(ReadOnlySpan<float> rows, Span<double> scores)
    {
        _scorer.Score(rows, scores);
        var width = FeatureNames.Count;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = (Prior?.Score(rows.Slice(i * width, width)) ?? 0) + PointsPerRaw * scores[i];
        }
    }

    /// <summary>As one by one, several times faster.</summary>
    public void ScoreRows(ReadOnlySpan<float> rows, Span<double> scores, Span<double> contributions)
    {
        Contributions(rows, contributions);
        ScoreRows(rows, scores);
    }

    private void Contributions(ReadOnlySpan<float> rows, Span<double> contributions)
    {
        contributions.Clear();
        _contributions.Add(rows, contributions);
        foreach (ref var contribution in contributions)
        {
            contribution *= PointsPerRaw;
        }

        if (Prior is not null)
        {
            var width = FeatureNames.Count;
            Span<double> ofPrior = width <= MaximumOnStack ? stackalloc double[width] : new double[width];
            for (var at = 0; at < contributions.Length; at += width)
            {
                Prior.Score(rows.Slice(at, width), ofPrior);
                for (var i = 0; i < width; i++)
                {
                    contributions[at + i] += ofPrior[i];
                }
            }
        }
    }

    /// <summary>The probability that a row of this score is relevant; null where the model is not calibrated.</summary>
    public double? Probability(double score) => Calibration?.Probability(score);
}
