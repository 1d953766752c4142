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

    /// <summary>The score of a row in which nothing is known, which contributions are counted from.</summary>
    double BaseScore { get; }

    /// <summary>Scores a row; higher is better. NaN stands for a feature that is not known.</summary>
    double Score(ReadOnlySpan<float> features);

    /// <summary>
    /// Scores a row and says what each feature adds to it: the answer is <see cref="BaseScore"/> plus the
    /// contributions, added in order, to the last bit, and is the same as that of the other overload.
    /// </summary>
    double Score(ReadOnlySpan<float> features, Span<double> contributions);
}
