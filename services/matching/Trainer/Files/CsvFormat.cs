using System.Globalization;
using System.Text;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>
/// CSV with a header: <c>query</c>, <c>label</c>, what else is known by the names of <see cref="Columns"/>, and one
/// column for each feature; an empty cell is not known. Nothing in it needs quotes, and quotes are refused.
/// </summary>
internal static class CsvFormat
{
    private const string Query = "query";
    private const string Label = "label";

    private static bool IsFeature(string column) =>
        column is not (Query or Label or Columns.Time)
        && !Columns.Slices.Contains(column)
        && !Columns.Numbers.Contains(column);

    public static IReadOnlyList<string> ReadFeatureNames(string path)
    {
        using var reader = new StreamReader(path);
        string[] names = [.. Header(path, RankingFile.FirstLine(path, reader)).Where(IsFeature)];
        return names.Length <= RankingFile.MaxFeatures
            ? names
            : throw new BadInputException($"{path} has {names.Length} features, more than {RankingFile.MaxFeatures}.");
    }

    public static void WriteHeader(TextWriter writer, JudgedQuery like, IReadOnlyList<string> names) => writer.Write(
        string.Join(',', [Query, Label, Columns.Time, .. Columns.Slices, .. like.Numbers.Keys, .. names]) + "\n");

    public static void Write(TextWriter writer, JudgedQuery query)
    {
        var line = new StringBuilder();
        for (var i = 0; i < query.Count; i++)
        {
            line.Clear().Append(query.Id).Append(',').Append(RankingFile.Text(query.Labels[i])).Append(',')
                .Append(query.Time?.ToString(CultureInfo.InvariantCulture));
            foreach (var slice in Columns.Slices)
            {
                line.Append(',').Append(query.Slices.GetValueOrDefault(slice));
            }

            foreach (var values in query.Numbers.Values)
            {
                line.Append(',').Append(RankingFile.Text(values[i]));
            }

            foreach (var value in query.Row(i))
            {
                line.Append(',').Append(float.IsNaN(value) ? "" : RankingFile.Text(value));
            }

            writer.Write(line.Append('\n'));
        }
    }

    public static IEnumerable<JudgedQuery> Read(Stream stream, string path)
    {
        using var reader = new StreamReader(stream);
        var lines = new LineReader(reader);
        var header = Header(path, lines.ReadLine() ?? "");
        var own = new List<(int Line, string[] Cells)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queryAt = Array.IndexOf(header, Query);
        while (lines.ReadLine() is { } text)
        {
            var number = lines.Number;
            var cells = text.Split(',');
            if (cells.Length != header.Length || text.Contains('"', StringComparison.Ordinal))
            {
                throw new BadInputException(
                    $"{path}, line {number}: {cells.Length} cells, where the header has {header.Length}; quotes are not read.");
            }

            if (own.Count > 0 && own[0].Cells[queryAt] != cells[queryAt])
            {
                yield return ToQuery(path, header, own);
                own.Clear();
            }

            if (own.Count == 0 && !seen.Add(cells[queryAt]))
            {
                throw new BadInputException(
                    $"{path}, line {number}: query {cells[queryAt]} goes on after another one began.");
            }

            if (own.Count == RankingQuery.MaxRows)
            {
                throw new BadInputException(
                    $"{path}, line {number}: query {cells[queryAt]} has more than {RankingQuery.MaxRows} rows.");
            }

            own.Add((number, cells));
        }

        if (own.Count > 0)
        {
            yield return ToQuery(path, header, own);
        }
    }

    private static string[] Header(string path, string line)
    {
        var header = line.Split(',');
        return header.Contains(Query) && header.Contains(Label) && header.Distinct().Count() == header.Length
            ? header
            : throw new BadInputException(
                $"{path}, line 1: the header must name {Query}, {Label} and each column once.");
    }

    private static JudgedQuery ToQuery(string path, string[] header, List<(int Line, string[] Cells)> rows)
    {
        int[] featuresAt = [.. header.Index().Where(c => IsFeature(c.Item)).Select(c => c.Index)];
        var features = new float[rows.Count * featuresAt.Length];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var f = 0; f < featuresAt.Length; f++)
            {
                features[i * featuresAt.Length + f] = Cell(rows[i], featuresAt[f]);
            }
        }

        var first = rows[0].Cells;
        return new JudgedQuery
        {
            Id = first[Array.IndexOf(header, Query)],
            Line = rows[0].Line,
            Time = Array.IndexOf(header, Columns.Time) is >= 0 and var at
                && long.TryParse(first[at], CultureInfo.InvariantCulture, out var time) ? time : null,
            Slices = header.Index()
                .Where(c => Columns.Slices.Contains(c.Item) && first[c.Index].Length > 0)
                .ToDictionary(c => c.Item, c => first[c.Index]),
            Labels = [.. Column(Array.IndexOf(header, Label))],
            Features = features,
            Numbers = header.Index().Where(c => Columns.Numbers.Contains(c.Item))
                .ToDictionary(c => c.Item, c => Column(c.Index)),
        };

        float[] Column(int column) => [.. rows.Select(row => Cell(row, column))];

        float Cell((int Line, string[] Cells) row, int column) =>
            row.Cells[column].Length == 0 && IsFeature(header[column]) ? float.NaN
            : float.TryParse(row.Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && float.IsFinite(value) ? value
            : throw new BadInputException(
                $"{path}, line {row.Line}: '{row.Cells[column]}' in column {header[column]} is not a number.");
    }
}
