namespace Matching.Ranking;

/// <summary>
/// The second reading of rows: turns values into bins, a block of rows at a time, so that only one block is held as
/// numbers.
/// </summary>
internal sealed class DatasetLoader
{
    private const int BlockRows = 8192;

    private readonly IReadOnlyList<string> _featureNames;
    private readonly FeatureBins[] _bins;
    private readonly ParallelOptions _parallel;
    private readonly byte[][] _groups;
    private readonly float[] _labels;
    private readonly int[] _queryStarts;
    private readonly float[]? _weights;
    private readonly int[]? _positions;
    private readonly double[]? _initialScores;
    private readonly float[] _block;

    public DatasetLoader(
        IReadOnlyList<string> featureNames, FeatureBins[] bins, DatasetOptions options, DatasetScan scan)
    {
        _featureNames = featureNames;
        _bins = bins;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };
        _groups = new byte[(bins.Length + RankingDataset.GroupSize - 1) / RankingDataset.GroupSize][];
        for (var group = 0; group < _groups.Length; group++)
        {
            _groups[group] = new byte[scan.Rows * RankingDataset.GroupSize];
        }

        _labels = new float[scan.Rows];
        _queryStarts = new int[scan.Queries + 1];
        _weights = scan.HasWeights ? new float[scan.Queries] : null;
        _positions = scan.HasPositions ? new int[scan.Rows] : null;
        _initialScores = scan.HasInitialScores ? new double[scan.Rows] : null;
        _block = new float[Math.Min(BlockRows, scan.Rows) * bins.Length];
    }

    public RankingDataset Read(IEnumerable<RankingRow> rows, CancellationToken cancellationToken)
    {
        var row = 0;
        var queries = 0;
        var query = "";
        foreach (var next in rows)
        {
            if (row == _labels.Length)
            {
                throw Changed();
            }

            if (row == 0 || !string.Equals(next.Query, query, StringComparison.Ordinal))
            {
                if (queries == _queryStarts.Length - 1)
                {
                    throw Changed();
                }

                query = next.Query;
                _weights?[queries] = next.Weight;
                _queryStarts[queries++] = row;
            }

            _labels[row] = next.Label;
            _positions?[row] = next.Position;
            _initialScores?[row] = next.InitialScore;
            var inBlock = row % BlockRows;
            next.Features.Span.CopyTo(_block.AsSpan(inBlock * _bins.Length, _bins.Length));
            row++;
            if (inBlock == BlockRows - 1)
            {
                cancellationToken.ThrowIfCancellationRequested();
                BinBlock(row - BlockRows, BlockRows);
            }
        }

        if (row != _labels.Length || queries != _queryStarts.Length - 1)
        {
            throw Changed();
        }

        BinBlock(row - row % BlockRows, row % BlockRows);
        _queryStarts[queries] = row;
        return new RankingDataset(_featureNames, _bins, _groups, _labels, _queryStarts)
        {
            QueryWeights = _weights,
            Positions = _positions,
            InitialScores = _initialScores,
        };
    }

    private void BinBlock(int firstRow, int rows) => Parallel.For(0, _bins.Length, _parallel, feature =>
    {
        var bins = _bins[feature];
        var at = (firstRow * RankingDataset.GroupSize) + feature % RankingDataset.GroupSize;
        var group = _groups[feature / RankingDataset.GroupSize];
        for (var row = 0; row < rows; row++, at += RankingDataset.GroupSize)
        {
            group[at] = bins.BinOf(_block[row * _bins.Length + feature]);
        }
    });

    private static RankingDataException Changed() =>
        new("The rows were not the same when they were read a second time.");
}
