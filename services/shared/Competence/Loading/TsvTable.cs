using System.Globalization;

namespace Matching.Competence.Loading;

/// <summary>
/// A tab-separated table with a header line, read strictly: every error names file and line. Empty cells mean none,
/// lists inside a cell are separated by <c>|</c>, nothing is quoted.
/// </summary>
internal sealed class TsvTable
{
    private readonly string[] _columns;
    private readonly string[][] _rows;

    private TsvTable(string file, string[] columns, string[][] rows)
    {
        File = file;
        _columns = columns;
        _rows = rows;
    }

    public string File { get; }

    public static TsvTable Parse(string file, string text, params ReadOnlySpan<string> columns)
    {
        var lines = text.Split('\n');
        var header = lines[0].TrimEnd('\r').Split('\t');
        if (!header.AsSpan().SequenceEqual(columns))
        {
            throw new TaxonomyException(
                $"{file}:1: the columns are '{string.Join(' ', header)}', expected '{string.Join(' ', columns)}'.");
        }

        var rows = new List<string[]>(lines.Length);
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (line.Length == 0 && i == lines.Length - 1)
            {
                break;
            }

            var cells = line.Split('\t');
            if (cells.Length != header.Length)
            {
                throw new TaxonomyException($"{file}:{i + 1}: {cells.Length} cells, expected {header.Length}.");
            }

            rows.Add(cells);
        }

        return new TsvTable(file, header, [.. rows]);
    }

    public IEnumerable<Row> Rows()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            yield return new Row(this, i);
        }
    }

    /// <summary>One line of the table.</summary>
    internal readonly struct Row(TsvTable table, int index)
    {
        public string Text(string column)
        {
            var value = Optional(column);
            return value.Length > 0 ? value : throw Error($"'{column}' is empty");
        }

        public string Optional(string column) => table._rows[index][Array.IndexOf(table._columns, column)].Trim();

        public string? OptionalOrNull(string column) => Optional(column) is { Length: > 0 } value ? value : null;

        public string[] List(string column) =>
            Optional(column).Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        public int Whole(string column) =>
            int.TryParse(Text(column), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw Error($"'{column}' is '{Optional(column)}', not a whole number");

        public double Number(string column) =>
            double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && double.IsFinite(value)
                ? value
                : throw Error($"'{column}' is '{Optional(column)}', not a number");

        /// <summary>A cell that must be a JobTech concept id: four, three and three letters, digits or signs.</summary>
        public string ConceptId(string column)
        {
            var value = Text(column);
            return IsConceptId(value) ? value : throw Error($"'{value}' is not a concept id");
        }

        public TaxonomyException Error(string what) => new($"{table.File}:{index + 2}: {what}.");
    }

    public static bool IsConceptId(string value) => value is { Length: 12 } && value[4] == '_' && value[8] == '_'
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
