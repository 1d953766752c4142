using System.Globalization;
using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>A line of a chart.</summary>
/// <param name="Name">Told in the legend.</param>
/// <param name="Colour">A class of the style sheet.</param>
/// <param name="Points">From left to right.</param>
internal sealed record Series(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A row of a chart of intervals: one dot with its interval for each name.</summary>
internal sealed record IntervalRow(string Label, IReadOnlyList<(string Name, string Colour, Interval Value)> Dots);

/// <summary>The forms of chart that a report has.</summary>
internal static class Charts
{
    private const double Width = 720;
    private const double LabelWidth = 236;
    private const double RightMargin = 64;
    private const double AxisHeight = 26;

    /// <summary>Lines over a shared axis, each named at its end.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="xTitle">What is to the right.</param>
    /// <param name="series">The lines.</param>
    /// <param name="mark">A place on the x axis to point out, with its text.</param>
    public static string Lines(string title, string xTitle, IReadOnlyList<Series> series, (double X, string Text)? mark)
    {
        const double Height = 300;
        const double Left = 52;
        const double NameWidth = 92;
        var points = series.SelectMany(s => s.Points).Where(p => double.IsFinite(p.Y)).ToArray();
        var x = new Axis(points.Min(p => p.X), points.Max(p => p.X), Left, Width - NameWidth, 8);
        var y = new Axis(points.Min(p => p.Y), points.Max(p => p.Y), Height - 44, 14);
        var svg = new Svg(Width, Height, title);
        foreach (var tick in y.Ticks())
        {
            svg.Line(Left, y.At(tick), Width - NameWidth, y.At(tick), "grid");
            svg.Text(Left - 8, y.At(tick) + 4, y.Label(tick), "soft end");
        }

        foreach (var tick in x.Ticks())
        {
            svg.Text(x.At(tick), Height - 26, x.Label(tick), "soft mid");
        }

        svg.Text((Left + Width - NameWidth) / 2, Height - 6, xTitle, "soft mid");
        if (mark is { } marked)
        {
            svg.Line(x.At(marked.X), 14, x.At(marked.X), Height - 44, "mark");
            svg.Text(x.At(marked.X) - 6, Height - 52, marked.Text, "soft end");
        }

        var ends = series.Select(s => y.At(s.Points[^1].Y) + 4).ToArray();
        for (var i = 1; i < ends.Length; i++)
        {
            // Names that would lie on each other move apart.
            ends[i] = Math.Abs(ends[i] - ends[i - 1]) < 15 ? ends[i - 1] + (ends[i] < ends[i - 1] ? -15 : 15) : ends[i];
        }

        foreach (var (at, line) in series.Index())
        {
            var known = line.Points.Where(p => double.IsFinite(p.Y));
            svg.Path(known.Select(p => (x.At(p.X), y.At(p.Y))), $"line {line.Colour}");
            svg.Text(x.At(line.Points[^1].X) + 8, ends[at], line.Name, $"name {line.Colour}");
        }

        return svg.ToString();
    }

    /// <summary>A row for each thing, with dots and their intervals; the legend is the caller's.</summary>
    public static string Intervals(string title, IReadOnlyList<IntervalRow> rows)
    {
        var dots = rows.Max(r => r.Dots.Count);
        var rowHeight = 14 + 12.0 * dots;
        var height = rows.Count * rowHeight + AxisHeight + 8;
        var values = rows.SelectMany(r => r.Dots).Select(d => d.Value).ToArray();
        var x = new Axis(
            values.Min(v => double.IsFinite(v.Low) ? v.Low : v.Value),
            values.Max(v => double.IsFinite(v.High) ? v.High : v.Value),
            LabelWidth,
            Width - RightMargin,
            6);
        var svg = new Svg(Width, height, title);
        foreach (var tick in x.Ticks())
        {
            svg.Line(x.At(tick), 4, x.At(tick), height - AxisHeight, "grid");
            svg.Text(x.At(tick), height - 8, x.Label(tick), "soft mid");
        }

        foreach (var (at, row) in rows.Index())
        {
            var top = 4 + at * rowHeight;
            svg.Text(LabelWidth - 12, top + rowHeight / 2 + 4, Shortened(row.Label), "end");
            foreach (var (index, dot) in row.Dots.Index())
            {
                var y = top + rowHeight / 2 + (index - (row.Dots.Count - 1) / 2.0) * 12;
                if (double.IsFinite(dot.Value.Low))
                {
                    svg.Line(x.At(dot.Value.Low), y, x.At(dot.Value.High), y, $"whisker {dot.Colour}");
                }

                svg.Dot(x.At(dot.Value.Value), y, 4.5, $"dot {dot.Colour}", $"{row.Label}, {dot.Name}: {dot.Value}");
                svg.Text(Width - RightMargin + 10, y + 4, Three(dot.Value.Value), $"number {dot.Colour}");
            }
        }

        return svg.ToString();
    }

    /// <summary>Bars to the right, the first the longest; each with its number.</summary>
    public static string Bars(
        string title, string colour, IReadOnlyList<(string Label, double Value)> bars, string format)
    {
        const double RowHeight = 24;
        var height = bars.Count * RowHeight + 8;
        var x = new Axis(0, Math.Max(bars.Max(b => b.Value), double.Epsilon), LabelWidth, Width - RightMargin);
        var svg = new Svg(Width, height, title);
        svg.Line(LabelWidth, 0, LabelWidth, height, "grid");
        foreach (var (at, bar) in bars.Index())
        {
            var top = 4 + at * RowHeight;
            svg.Text(LabelWidth - 12, top + 15, Shortened(bar.Label), "end");
            svg.Rectangle(LabelWidth, top + 4, x.At(bar.Value) - LabelWidth, RowHeight - 9, $"bar {colour}", bar.Label);
            svg.Text(x.At(bar.Value) + 8, top + 15, bar.Value.ToString(format, CultureInfo.InvariantCulture), "soft");
        }

        return svg.ToString();
    }

    /// <summary>Told against come: on the diagonal, probabilities are true.</summary>
    public static string Diagonal(string title, IReadOnlyList<ReliabilityBin> bins)
    {
        const double Size = 380;
        const double Left = 52;
        var highest = bins.Max(b => Math.Max(b.Predicted, b.Observed));
        var x = new Axis(0, highest, Left, Size - 14);
        var y = new Axis(0, highest, Size - 48, 14);
        var svg = new Svg(Size, Size, title);
        foreach (var tick in y.Ticks())
        {
            svg.Line(Left, y.At(tick), Size - 14, y.At(tick), "grid");
            svg.Text(Left - 8, y.At(tick) + 4, y.Label(tick), "soft end");
            svg.Text(x.At(tick), Size - 30, x.Label(tick), "soft mid");
        }

        svg.Line(x.At(0), y.At(0), x.At(x.High), y.At(y.High), "mark");
        svg.Path(bins.Select(b => (x.At(b.Predicted), y.At(b.Observed))), "line model");
        foreach (var bin in bins)
        {
            svg.Dot(x.At(bin.Predicted), y.At(bin.Observed), 4.5, "dot model", string.Create(
                CultureInfo.InvariantCulture,
                $"told {bin.Predicted:0.000}, came {bin.Observed:0.000}, {bin.Rows} rows"));
        }

        svg.Text((Left + Size) / 2, Size - 8, "probability that was told", "soft mid");
        svg.Text(Left + 6, 26, "share that came", "soft");
        return svg.ToString();
    }

    /// <summary>One small line: how the score moves with a feature.</summary>
    public static string Small(string title, IReadOnlyList<(double X, double Y)> points)
    {
        const double SmallWidth = 232;
        const double Height = 150;
        const double Left = 40;
        var x = new Axis(points.Min(p => p.X), points.Max(p => p.X), Left, SmallWidth - 12, 3);
        var y = new Axis(points.Min(p => p.Y), points.Max(p => p.Y), Height - 24, 26, 3);
        var svg = new Svg(SmallWidth, Height, title);
        svg.Text(Left - 32, 14, title, "name");
        foreach (var tick in y.Ticks())
        {
            svg.Line(Left, y.At(tick), SmallWidth - 12, y.At(tick), "grid");
            svg.Text(Left - 6, y.At(tick) + 4, y.Label(tick), "soft end");
        }

        foreach (var tick in x.Ticks())
        {
            svg.Text(x.At(tick), Height - 8, x.Label(tick), "soft mid");
        }

        svg.Path(points.Select(p => (x.At(p.X), y.At(p.Y))), "line model");
        return svg.ToString();
    }

    /// <summary>A label that fits beside a chart.</summary>
    public static string Shortened(string label, int most = 34) =>
        label.Length <= most ? label : label[..(most - 1)] + "…";

    private static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
