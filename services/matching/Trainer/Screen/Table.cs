namespace Matching.Trainer;

/// <summary>Columns of text, aligned, in the form that Markdown reads too.</summary>
internal sealed class Table(params string[] header)
{
    private readonly List<string[]> _rows = [header, [.. header.Select(_ => "---")]];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(TextWriter output)
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => _rows.Max(row => row[column].Length))];
        foreach (var row in _rows)
        {
            output.WriteLine($"| {string.Join(" | ", row.Select(Aligned))} |");
        }

        // The last column is left ragged: it may be long.
        string Aligned(string cell, int column) => column == widths.Length - 1 ? cell : cell.PadRight(widths[column]);
    }
}
