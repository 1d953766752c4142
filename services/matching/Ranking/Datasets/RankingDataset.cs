namespace Matching.Ranking;

/// <summary>
/// Judged queries, ready to learn from: labels, and features as bins of a byte each. Immutable and safe to share
/// between threads. A row takes a byte a feature, rounded up to eight, and 4 for its label; 12 more where positions and
/// initial scores are given.
/// </summary>
public sealed class RankingDataset
{
    /// <summary>
    /// Features whose bins lie side by side, so that one read of memory gets a row's bins of all of them.
    /// </summary>
    internal const int GroupSize = 8;

    internal RankingDataset(
        IReadOnlyList<string> featureNames, FeatureBins[] bins, byte[][] groups, float[] labels, int[] queryStarts)
    {
        FeatureNames = featureNames;
        Bins = bins;
        Groups = groups;
        Labels = labels;
        QueryStarts = queryStarts;
        for (var query = 0; query < Queries; query++)
        {
            var own = labels.AsSpan(queryStarts[query], queryStarts[query + 1] - queryStarts[query]);
            OneClassQueries += own.IndexOfAnyExcept(own[0]) < 0 ? 1 : 0;
        }
    }

    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The bins of each feature.</summary>
    public IReadOnlyList<FeatureBins> Bins { get; }

    public int Rows => Labels.Length;

    public int Queries => QueryStarts.Length - 1;

    /// <summary>Queries whose rows all have one label: nothing can be learned from them.</summary>
    public int OneClassQueries { get; }

    /// <summary>Whether every row says at which place it was shown.</summary>
    public bool HasPositions => Positions is not null;

    internal float[] Labels { get; }

    /// <summary>The first row of each query, and at the end the number of rows.</summary>
    internal int[] QueryStarts { get; }

    /// <summary>The weight of each query; null where all count the same.</summary>
    internal float[]? QueryWeights { get; init; }

    /// <summary>The place of each row, from 1; null where not given.</summary>
    internal int[]? Positions { get; init; }

    /// <summary>The score that each row starts from; null where all start from 0.</summary>
    internal double[]? InitialScores { get; init; }

    /// <summary>Bins by group of features, then row, then feature of the group.</summary>
    internal byte[][] Groups { get; }

    /// <summary>
    /// Reads rows and chooses bins by a sample of them. The rows are enumerated twice and must be the same both times;
    /// only the sample is held as numbers.
    /// </summary>
    /// <exception cref="RankingDataException">A row cannot be learned from.</exception>
    public static RankingDataset Load(
        IEnumerable<RankingRow> rows,
        IReadOnlyList<string> featureNames,
        DatasetOptions options,
        CancellationToken cancellationToken)
    {
        options.Check(featureNames.Count);
        var scan = new DatasetScan(featureNames.Count, options, keepSample: true);
        scan.Read(rows, cancellationToken);
        return new DatasetLoader(featureNames, scan.ChooseBins(), options, scan).Read(rows, cancellationToken);
    }

    /// <summary>Reads rows into the bins of this set, to validate on what is learned from it.</summary>
    /// <exception cref="RankingDataException">A row cannot be learned from.</exception>
    public RankingDataset LoadAlike(
        IEnumerable<RankingRow> rows, DatasetOptions options, CancellationToken cancellationToken)
    {
        options = options with { Categorical = [.. Enumerable.Range(0, Bins.Count).Where(i => Bins[i].IsCategorical)] };
        options.Check(FeatureNames.Count);
        var scan = new DatasetScan(FeatureNames.Count, options, keepSample: false);
        scan.Read(rows, cancellationToken);
        return new DatasetLoader(FeatureNames, [.. Bins], options, scan).Read(rows, cancellationToken);
    }

    /// <summary>The bin that a row's value of a feature lies in.</summary>
    internal int BinOf(int row, int feature) => Groups[feature / GroupSize][row * GroupSize + feature % GroupSize];
}
