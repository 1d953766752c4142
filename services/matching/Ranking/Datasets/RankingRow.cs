namespace Matching.Ranking;

/// <summary>A row to learn from: one thing that was ranked for one query.</summary>
/// <param name="Query">The query; rows of one follow each other.</param>
/// <param name="Label">How relevant it was, from 0 to <see cref="MaxLabel"/>; its gain is 2^label − 1.</param>
/// <param name="Features">
/// The features in the order of the set's names; NaN where one is not known. The memory may be used again for the next
/// row.
/// </param>
public readonly record struct RankingRow(string Query, float Label, ReadOnlyMemory<float> Features)
{
    /// <summary>The largest label: 2^31 still is a number that gains can be compared by.</summary>
    public const float MaxLabel = 31;

    /// <summary>How much the row's query counts, from 0; all rows of a query say the same.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>The place at which it was shown, from 1; 0 where that is not known.</summary>
    public int Position { get; init; }

    /// <summary>The score that learning starts from, such as a prior model's.</summary>
    public double InitialScore { get; init; }

    /// <summary>Its line in the file that it came from, for messages; 0 where there is none.</summary>
    public int Line { get; init; }
}
