using System.Globalization;
using System.Net;
using System.Text;

namespace Matching.Trainer;

/// <summary>
/// Draws one chart as SVG. Colours are the custom properties of the page's style sheet, so that a chart follows the
/// page from light to dark; positions are in pixels of a view box that scales with the page.
/// </summary>
internal sealed class Svg
{
    private readonly StringBuilder _text = new();

    /// <param name="width">The width of the view box.</param>
    /// <param name="height">The height of the view box.</param>
    /// <param name="title">What the chart shows, for people who cannot see it.</param>
    public Svg(double width, double height, string title)
    {
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" aria-label=\"{Escaped(title)}\">");
        _text.Append("<title>").Append(Escaped(title)).Append("</title>");
    }

    public static string Escaped(string text) => WebUtility.HtmlEncode(text);

    public void Line(double x1, double y1, double x2, double y2, string kind) => _text.Append(
        CultureInfo.InvariantCulture,
        $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" class=\"{kind}\"/>");

    public void Rectangle(double x, double y, double width, double height, string kind, string? tip = null) => Tipped(
        string.Create(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(0, width):0.##}\" height=\"{height:0.##}\" rx=\"2\" class=\"{kind}\""),
        "rect",
        tip);

    public void Dot(double x, double y, double radius, string kind, string? tip = null) => Tipped(
        string.Create(
            CultureInfo.InvariantCulture,
            $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" class=\"{kind}\""),
        "circle",
        tip);

    public void Path(IEnumerable<(double X, double Y)> points, string kind)
    {
        var letter = 'M';
        _text.Append("<path d=\"");
        foreach (var (x, y) in points)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{letter}{x:0.##} {y:0.##}");
            letter = 'L';
        }

        _text.Append("\" class=\"").Append(kind).Append("\"/>");
    }

    /// <param name="x">Where it begins, or by its kind is centred or ends.</param>
    /// <param name="y">The base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="kind">Classes: <c>end</c> and <c>mid</c> align, <c>soft</c> is quiet.</param>
    public void Text(double x, double y, string text, string kind) => _text.Append(
        CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" class=\"{kind}\">{Escaped(text)}</text>");

    public override string ToString() => _text + "</svg>";

    private void Tipped(string start, string element, string? tip) => _text.Append(
        tip is null ? start + "/>" : $"{start}><title>{Escaped(tip)}</title></{element}>");
}
