using System.Globalization;

namespace Matching.Ranking;

/// <summary>
/// Reads ranking files of the SVMlight form, <c>label qid:7 1:0.5 4:NULL # comment</c>, a query at a time, so that a
/// file may be larger than memory.
/// </summary>
public static class SvmLightReader
{
    /// <summary>The rows in the order of the file; empty lines and lines of comment are left out.</summary>
    public static IEnumerable<SvmLightRow> ReadRows(TextReader reader)
    {
        var lines = new LineReader(reader);
        while (lines.ReadLine() is { } line)
        {
            if (Row(line, lines.Number) is { } row)
            {
                yield return row;
            }
        }
    }

    /// <summary>The queries of a file whose rows name theirs; the rows of a query follow each other.</summary>
    public static IEnumerable<RankingQuery> ReadQueries(TextReader reader)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var rows = new List<SvmLightRow>();
        foreach (var row in ReadRows(reader))
        {
            var query = row.Query ?? throw new SvmLightException(row.Line, "the row names no query (qid).");
            if (rows.Count > 0 && rows[0].Query != query)
            {
                yield return new RankingQuery(rows[0].Query!, rows);
                rows = [];
            }

            if (rows.Count == 0 && !seen.Add(query))
            {
                throw new SvmLightException(row.Line, $"query {query} goes on after another one began.");
            }

            if (rows.Count == RankingQuery.MaxRows)
            {
                throw new SvmLightException(
                    row.Line, $"query {query} has more than {RankingQuery.MaxRows} rows.");
            }

            rows.Add(row);
        }

        if (rows.Count > 0)
        {
            yield return new RankingQuery(rows[0].Query!, rows);
        }
    }

    /// <summary>
    /// The queries of a file whose rows name none: so many rows each, as <paramref name="sizes"/> says.
    /// </summary>
    public static IEnumerable<RankingQuery> ReadQueries(TextReader reader, IEnumerable<int> sizes)
    {
        using var rows = ReadRows(reader).GetEnumerator();
        var query = 0;
        var last = 0;
        foreach (var size in sizes)
        {
            query++;
            var own = new List<SvmLightRow>(size);
            while (own.Count < size)
            {
                if (!rows.MoveNext())
                {
                    throw new SvmLightException(
                        last + 1, $"query {query} should have {size} rows and has {own.Count}.");
                }

                last = rows.Current.Line;
                own.Add(rows.Current);
            }

            yield return new RankingQuery(query.ToString(CultureInfo.InvariantCulture), own);
        }

        if (rows.MoveNext())
        {
            throw new SvmLightException(rows.Current.Line, $"there are more rows than the {query} queries have.");
        }
    }

    /// <summary>The sizes of queries, one to a line.</summary>
    public static IEnumerable<int> ReadSizes(TextReader reader)
    {
        var lines = new LineReader(reader);
        while (lines.ReadLine() is { } line)
        {
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            yield return int.TryParse(line, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture, out var size) && size is > 0 and <= RankingQuery.MaxRows
                ? size
                : throw new SvmLightException(
                    lines.Number, $"'{line}' is not a number of rows from 1 to {RankingQuery.MaxRows}.");
        }
    }

    /// <summary>Reads a finite number as these files write it.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static SvmLightRow? Row(string line, int number)
    {
        var hash = line.IndexOf('#', StringComparison.Ordinal);
        var comment = hash < 0 ? "" : line[(hash + 1)..].Trim();
        var rest = hash < 0 ? line.AsSpan() : line.AsSpan(0, hash);
        var word = NextWord(ref rest);
        if (word.IsEmpty)
        {
            return null;
        }

        if (!TryNumber(word, out var label) || label < 0)
        {
            throw new SvmLightException(number, $"the label '{word}' is not a number from 0.");
        }

        string? query = null;
        var features = new List<SparseFeature>();
        for (word = NextWord(ref rest); !word.IsEmpty; word = NextWord(ref rest))
        {
            if (word.StartsWith("qid:", StringComparison.Ordinal) && features.Count == 0 && query is null)
            {
                query = word[4..].ToString();
                continue;
            }

            var feature = Feature(word, number);
            if (features.Count > 0 && feature.Number <= features[^1].Number)
            {
                throw new SvmLightException(
                    number, $"feature {feature.Number} does not come after {features[^1].Number}.");
            }

            features.Add(feature);
        }

        return query is { Length: 0 }
            ? throw new SvmLightException(number, "qid: names no query.")
            : new SvmLightRow(number, (float)label, query, features, comment);
    }

    private static SparseFeature Feature(ReadOnlySpan<char> word, int line)
    {
        var colon = word.IndexOf(':');
        if (colon <= 0
            || !int.TryParse(word[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var feature))
        {
            throw new SvmLightException(line, $"'{word}' is not a feature, such as 3:0.25.");
        }

        var text = word[(colon + 1)..];
        if (text is "NULL" or "NaN" or "nan")
        {
            return new SparseFeature(feature, float.NaN);
        }

        return TryNumber(text, out var value)
            ? new SparseFeature(feature, (float)value)
            : throw new SvmLightException(line, $"the value '{text}' of feature {feature} is not a number.");
    }

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        var end = rest.IndexOfAny(' ', '\t');
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..];
        return word;
    }
}
