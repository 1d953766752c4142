using System.Globalization;
using System.Runtime.InteropServices;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// Looks through a file once and tells what speaks against training on it. Holds a sample of rows and a hash for each
/// query, so the file may be larger than memory.
/// </summary>
internal sealed class DataCheck(RankingFile file, string? label)
{
    /// <summary>So many rows are looked at for leaks; the first of a reservoir (Vitter 1985).</summary>
    private const int SampledRows = 50_000;

    /// <summary>A feature that tells relevant from irrelevant this well was written after the fact.</summary>
    private const double LeakAuc = 0.995;

    private const float MaxLabel = 31;

    private const int MaxGrades = 1_000;
    private const double MostOfOneLabel = 0.99;
    private const double MostOneClass = 0.8;

    /// <summary>Below so many rows little is known of the attention that a place gets.</summary>
    private const int RowsPerPosition = 50;

    private const int PositionsThatMatter = 10;

    private readonly int _width = file.FeatureNames.Count;
    private readonly SortedDictionary<float, long> _labels = [];
    private readonly SortedDictionary<int, long> _positions = [];
    private readonly List<(float Label, float[] Row)> _sample = [];
    private readonly Random _random = new(1);
    private readonly float[] _least = Filled(file.FeatureNames.Count, float.PositiveInfinity);
    private readonly float[] _most = Filled(file.FeatureNames.Count, float.NegativeInfinity);
    private readonly long[] _unknown = new long[file.FeatureNames.Count];
    private long _withoutPosition;
    private int _oneClass;
    private int _strangePositions;

    public int Queries { get; private set; }

    public long Rows { get; private set; }

    /// <summary>How often each label comes.</summary>
    public IReadOnlyDictionary<float, long> Labels => _labels;

    /// <summary>A hash of the rows of each query, for finding the same one in another file.</summary>
    public Dictionary<long, int> LineByHash { get; } = [];

    /// <summary>Queries whose rows are the same as those of an earlier one, by their lines.</summary>
    public List<(int Line, int Earlier)> Repeats { get; } = [];

    /// <exception cref="BadInputException">A line cannot be read.</exception>
    public IReadOnlyList<Finding> Run(Action<double> tell, CancellationToken cancellationToken)
    {
        foreach (var query in file.Read(tell))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(query);
        }

        return Queries == 0
            ? [new Finding("EMPTY", true, $"{file.Path} has no rows.")]
            :
            [
                .. FeatureNames.Check(file), .. LabelFindings(), .. FeatureFindings(), .. PositionFindings(),
                .. RepeatFindings(),
            ];
    }

    private void Add(JudgedQuery query)
    {
        var labels = query.LabelsFrom(label);
        Queries++;
        _oneClass += labels.AsSpan().IndexOfAnyExcept(labels[0]) < 0 ? 1 : 0;
        var hash = Hash(query);
        if (!LineByHash.TryAdd(hash, query.Line))
        {
            Repeats.Add((query.Line, LineByHash[hash]));
        }

        var positions = query.Number(Columns.Position);
        for (var i = 0; i < query.Count; i++)
        {
            Rows++;
            _labels[labels[i]] = _labels.GetValueOrDefault(labels[i]) + 1;
            if (_labels.Count > MaxGrades)
            {
                throw new BadInputException(
                    $"{file.Path}, about line {query.Line + i}: more than {MaxGrades} different labels; grades are few.");
            }

            var row = query.Row(i);
            for (var f = 0; f < _width; f++)
            {
                if (float.IsNaN(row[f]))
                {
                    _unknown[f]++;
                    continue;
                }

                _least[f] = Math.Min(_least[f], row[f]);
                _most[f] = Math.Max(_most[f], row[f]);
            }

            Sample(labels[i], row);
            if (positions is null)
            {
                _withoutPosition++;
            }
            else if (positions[i] is >= 1 and <= 1_000_000 && positions[i] == (int)positions[i])
            {
                _positions[(int)positions[i]] = _positions.GetValueOrDefault((int)positions[i]) + 1;
            }
            else
            {
                _strangePositions++;
            }
        }
    }

    private void Sample(float itsLabel, ReadOnlySpan<float> row)
    {
        if (_sample.Count < SampledRows)
        {
            _sample.Add((itsLabel, row.ToArray()));
        }
        else if (_random.NextInt64(Rows) is < SampledRows and var at)
        {
            _sample[(int)at] = (itsLabel, row.ToArray());
        }
    }

    private IEnumerable<Finding> LabelFindings()
    {
        if (_labels.Keys.Max() > MaxLabel)
        {
            yield return Error("LABEL_RANGE", $"a label is {_labels.Keys.Max()}; they go from 0 to {MaxLabel}.");
        }

        if (_labels.Count == 1)
        {
            yield return Error("ONE_LABEL", $"all labels are {_labels.Keys.Min()}: there is nothing to learn.");
        }
        else if (_labels.MaxBy(l => l.Value) is var (value, count) && count > MostOfOneLabel * Rows)
        {
            yield return Warning("LABEL_SKEW", $"{Percent(count, Rows)} of the labels are {value}.");
        }

        if (_oneClass > MostOneClass * Queries)
        {
            yield return Warning(
                "ONE_CLASS_QUERIES", $"{Percent(_oneClass, Queries)} of the queries have one label only and teach nothing.");
        }
    }

    private IEnumerable<Finding> FeatureFindings()
    {
        for (var f = 0; f < _width; f++)
        {
            var name = file.FeatureNames[f];
            if (_unknown[f] == Rows)
            {
                yield return Warning("UNKNOWN_FEATURE", $"{name} is never known.");
            }
            else if (_least[f] == _most[f] && (_unknown[f] == 0 || !file.IsNamed))
            {
                // Column 0 of a file that counts from 1 is no feature at all.
                if (file.IsNamed || f > 0)
                {
                    yield return Warning("CONSTANT_FEATURE", $"{name} is always {_least[f]}.");
                }
            }
            else if (Leak(f) is var auc && Math.Max(auc, 1 - auc) >= LeakAuc)
            {
                yield return Error(
                    "LEAK",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name} alone tells relevant rows from others (AUC {auc:0.0000}): it knows the label."));
            }
        }
    }

    private IEnumerable<Finding> PositionFindings()
    {
        if (_strangePositions > 0)
        {
            yield return Error("POSITION", $"{_strangePositions} positions are not whole numbers from 1.");
        }

        if (_positions.Count > 0 && _withoutPosition > 0)
        {
            yield return Error("POSITION_COVERAGE", $"{_withoutPosition} rows have no position, others have.");
        }

        if (_positions.Count == 0 && label is not null)
        {
            yield return Warning("NO_POSITIONS", $"no positions: what {label} owes to the place cannot be taken out.");
        }

        var thin = Enumerable.Range(1, PositionsThatMatter)
            .Where(p => _positions.GetValueOrDefault(p) < RowsPerPosition)
            .ToArray();
        if (_positions.Count > 0 && thin.Length > 0)
        {
            yield return Warning(
                "POSITION_COVERAGE", $"fewer than {RowsPerPosition} rows at position {string.Join(", ", thin)}.");
        }
    }

    private IEnumerable<Finding> RepeatFindings()
    {
        if (Repeats.Count > 0)
        {
            var (line, earlier) = Repeats[0];
            yield return Warning(
                "REPEATED_QUERY", $"{Repeats.Count} queries have the rows of another one, such as line {line} those of {earlier}.");
        }
    }

    /// <summary>How well a feature, or that it is not known, tells relevant rows from others: an AUC.</summary>
    private double Leak(int feature)
    {
        var sorted = _sample
            .OrderBy(s => float.IsNaN(s.Row[feature]) ? float.NegativeInfinity : s.Row[feature])
            .ToArray();
        var (irrelevant, right, relevant) = (0L, 0.0, 0L);
        for (var from = 0; from < sorted.Length;)
        {
            var to = from;
            var (ties, good) = (0L, 0L);
            for (; to < sorted.Length && sorted[to].Row[feature].Equals(sorted[from].Row[feature]); to++)
            {
                good += sorted[to].Label >= RankingMetrics.RelevantFrom ? 1 : 0;
                ties++;
            }

            right += good * (irrelevant + (ties - good) / 2.0);
            irrelevant += ties - good;
            relevant += good;
            from = to;
        }

        return irrelevant == 0 || relevant == 0 ? 0.5 : right / ((double)irrelevant * relevant);
    }

    private static long Hash(JudgedQuery query)
    {
        var hash = new HashCode64();
        hash.Add(MemoryMarshal.AsBytes(query.Features.AsSpan()));
        hash.Add(MemoryMarshal.AsBytes(query.Labels.AsSpan()));
        return hash.Value;
    }

    private Finding Error(string code, string message) => new(code, true, $"{file.Path}: {message}");

    private Finding Warning(string code, string message) => new(code, false, $"{file.Path}: {message}");

    private static string Percent(long part, long all) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / all:0.#} %");

    private static float[] Filled(int length, float value)
    {
        var array = new float[length];
        Array.Fill(array, value);
        return array;
    }
}
