using System.Globalization;
using System.Text;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// SVMlight with query ids. The first line, a comment, names the features: <c># features: a b c</c>; without it they
/// are
/// numbered. What else is known of a row stands in its comment as <c>name=value</c>; what is known of a query, in that
/// of its first row. A feature that a row leaves out is 0, one that is <c>NULL</c> is not known.
/// </summary>
internal static class SvmLightFormat
{
    private const string Header = "# features:";

    public static (IReadOnlyList<string> Names, bool Named) ReadFeatureNames(string path)
    {
        using var reader = new StreamReader(path);
        var line = RankingFile.FirstLine(path, reader);
        if (line.StartsWith(Header, StringComparison.Ordinal))
        {
            var names = line[Header.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return names.Length <= RankingFile.MaxFeatures
                ? (names, true)
                : throw new BadInputException(
                    $"{path} has {names.Length} features, more than {RankingFile.MaxFeatures}.");
        }

        reader.BaseStream.Position = 0;
        reader.DiscardBufferedData();
        var last = -1;
        try
        {
            foreach (var row in SvmLightReader.ReadRows(reader))
            {
                if (row.Features.Count > 0 && row.Features[^1].Number > last)
                {
                    last = row.Features[^1].Number;
                    if (last >= RankingFile.MaxFeatures)
                    {
                        throw new BadInputException(
                            $"{path}, line {row.Line}: feature {last} is above the limit of {RankingFile.MaxFeatures}.");
                    }
                }
            }
        }
        catch (SvmLightException broken)
        {
            throw new BadInputException($"{path}: {broken.Message}");
        }

        return ([.. Enumerable.Range(0, last + 1).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"Column_{i}"))],
            false);
    }

    public static IEnumerable<JudgedQuery> Read(Stream stream, string path, string? sizes, int width, bool named)
    {
        using var reader = new StreamReader(stream);
        using var sizeReader = sizes is null ? null : new StreamReader(sizes);
        var queries = sizeReader is null
            ? SvmLightReader.ReadQueries(reader)
            : SvmLightReader.ReadQueries(reader, SvmLightReader.ReadSizes(sizeReader));
        foreach (var query in queries)
        {
            yield return Query(query, width, first: named ? 1 : 0, path);
        }
    }

    public static void WriteHeader(TextWriter writer, IReadOnlyList<string> names) =>
        writer.Write($"{Header} {string.Join(' ', names)}\n");

    public static void Write(TextWriter writer, JudgedQuery query)
    {
        var line = new StringBuilder();
        for (var i = 0; i < query.Count; i++)
        {
            line.Clear().Append(RankingFile.Text(query.Labels[i])).Append(" qid:").Append(query.Id);
            var row = query.Row(i);
            for (var f = 0; f < row.Length; f++)
            {
                if (row[f] != 0)
                {
                    line.Append(CultureInfo.InvariantCulture, $" {f + 1}:")
                        .Append(float.IsNaN(row[f]) ? "NULL" : RankingFile.Text(row[f]));
                }
            }

            line.Append(" #");
            foreach (var (name, values) in query.Numbers)
            {
                line.Append(' ').Append(name).Append('=').Append(RankingFile.Text(values[i]));
            }

            if (i == 0)
            {
                AppendOfQuery(line, query);
            }

            writer.Write(line.Append('\n'));
        }
    }

    private static void AppendOfQuery(StringBuilder line, JudgedQuery query)
    {
        if (query.Time is { } time)
        {
            line.Append(CultureInfo.InvariantCulture, $" {Columns.Time}={time}");
        }

        foreach (var (name, value) in query.Slices)
        {
            line.Append(' ').Append(name).Append('=').Append(value);
        }
    }

    private static JudgedQuery Query(RankingQuery query, int width, int first, string path)
    {
        var rows = query.Rows;
        var features = new float[rows.Count * width];
        var labels = new float[rows.Count];
        var numbers = new Dictionary<string, float[]>();
        var slices = new Dictionary<string, string>();
        long? time = null;
        for (var i = 0; i < rows.Count; i++)
        {
            labels[i] = rows[i].Label;
            foreach (var feature in rows[i].Features)
            {
                var at = feature.Number - first;
                if (at < 0 || at >= width)
                {
                    throw new BadInputException(
                        $"{path}, line {rows[i].Line}: there is no feature {feature.Number} among the {width} of the file.");
                }

                features[i * width + at] = feature.Value;
            }

            foreach (var (name, value) in Notes(rows[i].Comment))
            {
                if (name == Columns.Time)
                {
                    time ??= long.TryParse(value, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
                }
                else if (Columns.Slices.Contains(name))
                {
                    slices.TryAdd(name, value);
                }
                else if (float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                {
                    if (!numbers.TryGetValue(name, out var values))
                    {
                        numbers[name] = values = new float[rows.Count];
                        Array.Fill(values, float.NaN);
                    }

                    values[i] = number;
                }
            }
        }

        foreach (var name in numbers.Where(n => Array.Exists(n.Value, float.IsNaN)).Select(n => n.Key).ToArray())
        {
            numbers.Remove(name);
        }

        return new JudgedQuery
        {
            Id = query.Id,
            Line = rows[0].Line,
            Time = time,
            Slices = slices,
            Labels = labels,
            Features = features,
            Numbers = numbers,
        };
    }

    /// <summary>The pairs of <c>name=value</c> or <c>name = value</c> in a comment; none where it is prose.</summary>
    private static IEnumerable<(string Name, string Value)> Notes(string comment)
    {
        var words = comment.Split([' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; words.Length % 2 == 0 && i < words.Length; i += 2)
        {
            yield return (words[i], words[i + 1]);
        }
    }
}
