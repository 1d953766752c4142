namespace Matching.Ranking;

/// <summary>How rows are read into a <see cref="RankingDataset"/>.</summary>
public sealed record DatasetOptions
{
    /// <summary>Bins of a numeric feature, from 2 to 255, besides the one for what is not known.</summary>
    public int MaxBins { get; init; } = 255;

    /// <summary>Sampled rows that a bin holds at least.</summary>
    public int MinRowsPerBin { get; init; } = 3;

    /// <summary>Rows that bins are chosen by, sampled from all; fewer where there are many features.</summary>
    public int SampledRows { get; init; } = 200_000;

    /// <summary>Rows that one query may have.</summary>
    public int MaxRowsPerQuery { get; init; } = RankingQuery.MaxRows;

    /// <summary>
    /// Columns whose values are numbers of categories, whole and from 0 to <see cref="FeatureBins.MaxCategory"/>.
    /// </summary>
    public IReadOnlyCollection<int> Categorical { get; init; } = [];

    /// <summary>Seeds the sample.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to read with; the outcome is the same for any number.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    internal void Check(int features)
    {
        Within(MaxBins, 2, FeatureBins.MaxBins, nameof(MaxBins));
        Within(MinRowsPerBin, 1, int.MaxValue, nameof(MinRowsPerBin));
        Within(SampledRows, 100, 10_000_000, nameof(SampledRows));
        Within(MaxRowsPerQuery, 1, 1_000_000, nameof(MaxRowsPerQuery));
        Within(Threads, 1, 1024, nameof(Threads));
        foreach (var column in Categorical)
        {
            Within(column, 0, features - 1, nameof(Categorical));
        }
    }

    private static void Within(int value, int from, int to, string name)
    {
        if (value < from || value > to)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} goes from {from} to {to}.");
        }
    }
}
