using System.Globalization;

namespace Matching.Suite.Demo;

/// <summary>
/// One of the demo's tables: tab-separated, with a header line; lists in a cell are separated by <c>|</c>.
/// </summary>
internal static class Table
{
    public static T[] Read<T>(string name, Func<Row, T> read)
    {
        using var stream = typeof(Table).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not built in.");
        using var reader = new StreamReader(stream);
        var header = reader.ReadLine()!.Split('\t');
        var rows = new List<T>();
        while (reader.ReadLine() is { } line)
        {
            rows.Add(read(new Row(header, line.Split('\t'))));
        }

        return [.. rows];
    }

    /// <summary>One line.</summary>
    internal readonly struct Row(string[] header, string[] cells)
    {
        public string Text(string column) => cells[Array.IndexOf(header, column)];

        public string[] List(string column) => Text(column).Split('|', StringSplitOptions.RemoveEmptyEntries);

        public double Number(string column) => double.Parse(Text(column), CultureInfo.InvariantCulture);

        public int Whole(string column) => int.Parse(Text(column), CultureInfo.InvariantCulture);

        /// <summary>A list of <c>value:weight</c>.</summary>
        public Weighted[] Weights(string column) => [.. List(column)
            .Select(item => item.Split(':'))
            .Select(parts => new Weighted(parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture)))];
    }
}

/// <summary>A value and how often it comes up beside the others; percent where the cell says percent.</summary>
internal readonly record struct Weighted(string Value, double Weight);
