namespace Matching.Ranking;

/// <summary>
/// The first reading of rows: checks every one, counts, and draws the sample that bins are chosen by (a reservoir:
/// every row has the same chance, and the same rows and seed give the same sample).
/// </summary>
internal sealed class DatasetScan
{
    /// <summary>Rows that can be learned from at once; gradients are summed up in so many bits.</summary>
    public const int MaxRows = 1 << 26;

    private const int MaxPosition = 10_000;
    private const long SampleValues = 64 << 20;

    private readonly int _features;
    private readonly DatasetOptions _options;
    private readonly int _sampleSize;
    private readonly List<float[]> _sample = [];
    private readonly Random _random;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly bool[] _categorical;
    private RankingRow _first;
    private int _rowsOfQuery;
    private long _withPosition;

    public DatasetScan(int features, DatasetOptions options, bool keepSample)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        _features = features;
        _options = options;
        _sampleSize = keepSample ? (int)Math.Min(options.SampledRows, SampleValues / features) : 0;
        _random = new Random(options.Seed);
        _categorical = new bool[features];
        foreach (var column in options.Categorical)
        {
            _categorical[column] = true;
        }
    }

    public int Rows { get; private set; }

    public int Queries => _seen.Count;

    public bool HasWeights { get; private set; }

    public bool HasInitialScores { get; private set; }

    /// <summary>Whether positions are given; a set where only some rows have one is refused.</summary>
    public bool HasPositions => _withPosition > 0;

    public void Read(IEnumerable<RankingRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            if (Rows % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Add(row);
        }

        if (Rows == 0)
        {
            throw new RankingDataException("There are no rows.");
        }
    }

    public FeatureBins[] ChooseBins()
    {
        var bins = new FeatureBins[_features];
        Parallel.For(0, _features, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, feature =>
        {
            var values = new float[_sample.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = _sample[i][feature];
            }

            bins[feature] = _categorical[feature]
                ? BinFinder.Categorical(values, _options)
                : BinFinder.Numeric(values, _options);
        });
        _sample.Clear();
        return bins;
    }

    private void Add(in RankingRow row)
    {
        var number = Rows + 1L;
        Check(row, number);
        if (Rows == 0 || !string.Equals(row.Query, _first.Query, StringComparison.Ordinal))
        {
            if (!_seen.Add(row.Query))
            {
                throw new RankingDataException(row, number, $"query {row.Query} goes on after another one began.");
            }

            _first = row;
            _rowsOfQuery = 0;
        }

        if (row.Weight != _first.Weight)
        {
            throw new RankingDataException(
                row, number, $"query {row.Query} weighs {_first.Weight} in its first row and {row.Weight} here.");
        }

        HasWeights |= row.Weight != 1;
        HasInitialScores |= row.InitialScore != 0;
        _withPosition += row.Position > 0 ? 1 : 0;
        Rows++;
        if (_withPosition > 0 && _withPosition < Rows)
        {
            throw new RankingDataException(
                row, number, "some rows say at which place they were shown and some do not.");
        }

        if (++_rowsOfQuery > _options.MaxRowsPerQuery)
        {
            throw new RankingDataException(
                row, number, $"query {row.Query} has more than {_options.MaxRowsPerQuery} rows.");
        }

        Sample(row.Features.Span);
    }

    private void Check(in RankingRow row, long number)
    {
        var problem =
            number > MaxRows ? $"there are more than {MaxRows} rows."
            : string.IsNullOrEmpty(row.Query) ? "the row names no query (qid)."
            : !(row.Label >= 0 && row.Label <= RankingRow.MaxLabel)
                ? $"the label {row.Label} is not a number from 0 to {RankingRow.MaxLabel}."
            : row.Features.Length != _features ? $"the row has {row.Features.Length} features, not {_features}."
            : !(row.Weight >= 0 && float.IsFinite(row.Weight)) ? $"the weight {row.Weight} is not a number from 0."
            : !double.IsFinite(row.InitialScore) ? $"the initial score {row.InitialScore} is not a number."
            : row.Position is < 0 or > MaxPosition ? $"the position {row.Position} is not from 1 to {MaxPosition}."
            : null;
        if (problem is not null)
        {
            throw new RankingDataException(row, number, problem);
        }

        var features = row.Features.Span;
        for (var i = 0; i < features.Length; i++)
        {
            var value = features[i];
            if (float.IsInfinity(value))
            {
                throw new RankingDataException(row, number, $"feature {i + 1} is not finite.");
            }

            if (_categorical[i] && !float.IsNaN(value)
                && (value < 0 || value > FeatureBins.MaxCategory || value != MathF.Truncate(value)))
            {
                throw new RankingDataException(
                    row, number, $"feature {i + 1} is {value}, not a category from 0 to {FeatureBins.MaxCategory}.");
            }
        }
    }

    private void Sample(ReadOnlySpan<float> features)
    {
        if (_sample.Count < _sampleSize)
        {
            _sample.Add(features.ToArray());
        }
        else if (_sampleSize > 0 && _random.Next(Rows) is var at && at < _sampleSize)
        {
            features.CopyTo(_sample[at]);
        }
    }
}
