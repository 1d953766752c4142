using System.Collections;
using System.Globalization;

namespace Matching.Ranking;

/// <summary>
/// The rows of a ranking file of the SVMlight form, read anew each time they are enumerated and never all held. A
/// feature that a line leaves out is 0; one that it gives as <c>NULL</c> or <c>NaN</c> is not known. A row takes its
/// weight, position and initial score from its comment, where that says <c>weight = …</c>, <c>position = …</c> or
/// <c>score = …</c>.
/// </summary>
public sealed class SvmLightFile : IEnumerable<RankingRow>
{
    /// <summary>The largest number of a feature.</summary>
    public const int MaxFeature = 100_000;

    private readonly Func<TextReader> _open;
    private readonly Func<TextReader>? _openSizes;
    private readonly int _firstFeature;
    private readonly int _features;

    private SvmLightFile(Func<TextReader> open, Func<TextReader>? openSizes, int firstFeature, int features)
    {
        _open = open;
        _openSizes = openSizes;
        _firstFeature = firstFeature;
        _features = features;
    }

    /// <summary>The features by the numbers that the file gives them.</summary>
    public IReadOnlyList<string> FeatureNames =>
        [.. Enumerable.Range(_firstFeature, _features).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A file whose features are known: as many, from number <paramref name="firstFeature"/> on.</summary>
    /// <param name="openSizes">Opens the sizes of the queries, one to a line; null where rows name their query.</param>
    public static SvmLightFile Of(Func<TextReader> open, Func<TextReader>? openSizes, int firstFeature, int features)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstFeature);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        return new SvmLightFile(open, openSizes, firstFeature, features);
    }

    /// <summary>A file that is read once to see which features it has; they count from 1 unless there is a 0.</summary>
    public static SvmLightFile Scan(Func<TextReader> open, Func<TextReader>? openSizes)
    {
        var (least, most) = (1, 0);
        using var reader = open();
        foreach (var row in SvmLightReader.ReadRows(reader))
        {
            if (row.Features.Count > 0)
            {
                least = Math.Min(least, row.Features[0].Number);
                most = Math.Max(most, row.Features[^1].Number);
            }

            if (most > MaxFeature)
            {
                throw new SvmLightException(row.Line, $"feature {most} is above {MaxFeature}.");
            }
        }

        return most >= least
            ? new SvmLightFile(open, openSizes, least, most - least + 1)
            : throw new RankingDataException("The file has no features.");
    }

    public IEnumerator<RankingRow> GetEnumerator()
    {
        using var reader = _open();
        using var sizes = _openSizes?.Invoke();
        var values = new float[_features];
        var number = 0;
        var queries = sizes is null ? null : Numbers(sizes).GetEnumerator();
        var last = 0;
        foreach (var row in SvmLightReader.ReadRows(reader))
        {
            last = row.Line;
            if (queries is not null && !queries.MoveNext())
            {
                throw new SvmLightException(row.Line, $"there are more rows than the queries have ({number}).");
            }

            number++;
            values.AsSpan().Clear();
            foreach (var feature in row.Features)
            {
                var column = feature.Number - _firstFeature;
                if (column < 0 || column >= _features)
                {
                    throw new SvmLightException(row.Line,
                        $"feature {feature.Number} is not from {_firstFeature} to {_firstFeature + _features - 1}.");
                }

                values[column] = feature.Value;
            }

            yield return Row(row, queries?.Current ?? row.Query, values);
        }

        if (queries is not null && queries.MoveNext())
        {
            throw new SvmLightException(last + 1, $"query {queries.Current} should have more rows.");
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The number of its query for each row, as the sizes tell.</summary>
    private static IEnumerable<string> Numbers(TextReader sizes)
    {
        var query = 0;
        foreach (var size in SvmLightReader.ReadSizes(sizes))
        {
            var name = (++query).ToString(CultureInfo.InvariantCulture);
            for (var i = 0; i < size; i++)
            {
                yield return name;
            }
        }
    }

    private static RankingRow Row(SvmLightRow row, string? query, float[] values) => new(
        query ?? throw new SvmLightException(row.Line, "the row names no query (qid)."), row.Label, values)
    {
        Line = row.Line,
        Weight = (float)(row.Comment.Length > 0 ? row.Noted("weight") ?? 1 : 1),
        Position = (int)(row.Comment.Length > 0 ? row.Noted("position") ?? 0 : 0),
        InitialScore = row.Comment.Length > 0 ? row.Noted("score") ?? 0 : 0,
    };
}
