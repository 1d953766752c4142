namespace Matching.Ranking;

/// <summary>
/// Scores one row of features. Knows nothing of what the features mean. Immutable and safe to share between threads.
/// </summary>
public interface IRankingModel
{
    /// <summary>
    /// Names the model and its version, such as <c>expert-1</c>; part of cache keys and of every answer.
    /// </summary>
    string Name { get; }

    /// <summary>The features in the order in which a row holds them.</summary>
    IReadOnlyList<string> FeatureNames { get; }

    /// <summary>
    /// What contributions are counted from: the score where nothing is known, or of a typical row, as the model has it.
    /// </summary>
    double BaseScore { get; }

    /// <summary>Scores a row; higher is better. NaN stands for a feature that is not known.</summary>
    double Score(ReadOnlySpan<float> features);

    /// <summary>
    /// Scores a row and says what each feature adds to it. The answer is that of the other overload to the last bit;
    /// <see cref="BaseScore"/> and the contributions add up to it within 1e-9.
    /// </summary>
    double Score(ReadOnlySpan<float> features, Span<double> contributions);

    /// <summary>
    /// Scores rows that lie one after the other, each to the bit as if alone. A model may be quicker at many.
    /// </summary>
    void ScoreRows(ReadOnlySpan<float> rows, Span<double> scores)
    {
        var width = FeatureNames.Count;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(rows.Slice(i * width, width));
        }
    }

    /// <summary>
    /// Scores rows that lie one after the other and says what each feature adds to each. Contributions may differ from
    /// those of a row alone by what rounding leaves.
    /// </summary>
    void ScoreRows(ReadOnlySpan<float> rows, Span<double> scores, Span<double> contributions)
    {
        var width = FeatureNames.Count;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Score(rows.Slice(i * width, width), contributions.Slice(i * width, width));
        }
    }
}
