using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Matching.Suite.Tests.Telemetry;

/// <summary>
/// Reads what Prometheus scrapes, strictly: https://prometheus.io/docs/instrumenting/exposition_formats/ (0.0.4), and
/// its conventions for names. Whatever is not as it should be is a FormatException.
/// </summary>
internal sealed partial class PrometheusText
{
    private static readonly string[] Types = ["counter", "gauge", "histogram", "summary", "untyped"];

    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);
    private readonly HashSet<string> _series = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private string _family = "";

    private PrometheusText()
    {
    }

    /// <summary>Every sample, in order.</summary>
    public List<Sample> Samples { get; } = [];

    /// <summary>Families by name, with their types.</summary>
    public IReadOnlyDictionary<string, string> Families => _types;

    public static PrometheusText Parse(string text)
    {
        Require(text.EndsWith('\n'), "The last line does not end.");
        var page = new PrometheusText();
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line != "# EOF"))
        {
            page.Read(line);
        }

        foreach (var (family, type) in page._types)
        {
            page.Check(family, type);
        }

        return page;
    }

    private void Read(string line)
    {
        if (Comment().Match(line) is { Success: true } comment)
        {
            var (what, name, rest) =
                (comment.Groups[1].Value, comment.Groups[2].Value, comment.Groups[3].Value);
            Enter(name);
            Require(what != "HELP" || _described.Add(name), $"{name} is described twice.");
            if (what == "TYPE")
            {
                Require(Types.Contains(rest), $"{name} has the type {rest}.");
                Require(_types.TryAdd(name, rest), $"{name} has two types.");
            }

            return;
        }

        if (line.StartsWith('#'))
        {
            return;
        }

        var sample = SampleLine().Match(line);
        Require(sample.Success, $"This is no sample: {line}");
        var series = new Sample(
            sample.Groups[1].Value, Labels(sample.Groups[2].Value), Number(sample.Groups[3].Value));
        Enter(FamilyOf(series.Name));
        Require(_series.Add(series.Key), $"{series.Key} stands there twice.");
        Samples.Add(series);
    }

    /// <summary>All lines of a family stand together.</summary>
    private void Enter(string family)
    {
        if (family != _family)
        {
            _closed.Add(_family);
            Require(!_closed.Contains(family), $"{family} is not in one place.");
            _family = family;
        }
    }

    private string FamilyOf(string name)
    {
        foreach (var suffix in new[] { "_bucket", "_sum", "_count" })
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal)
                && _types.GetValueOrDefault(name[..^suffix.Length]) is "histogram" or "summary")
            {
                return name[..^suffix.Length];
            }
        }

        Require(_types.ContainsKey(name), $"{name} has no type.");
        return name;
    }

    private void Check(string family, string type)
    {
        Require(_described.Contains(family) || family == "target_info", $"{family} is not described.");
        Require(
            type != "counter" || family.EndsWith("_total", StringComparison.Ordinal), $"{family} lacks _total.");
        if (type != "histogram")
        {
            return;
        }

        var byLabels = Samples.Where(sample => FamilyOf(sample.Name) == family)
            .GroupBy(sample => sample.KeyWithout("le"));
        foreach (var one in byLabels)
        {
            var buckets = one.Where(sample => sample.Name == family + "_bucket").ToList();
            var bounds = buckets.ConvertAll(bucket => Number(bucket.Labels["le"]));
            Require(bounds.SequenceEqual(bounds.Order()), $"{family}: the buckets are not in order.");
            var counts = buckets.ConvertAll(bucket => bucket.Value);
            Require(counts.SequenceEqual(counts.Order()), $"{family}: the buckets do not add up.");
            Require(double.IsPositiveInfinity(bounds[^1]), $"{family} has no last bucket.");
            var total = one.Single(sample => sample.Name == family + "_count").Value;
            Require(total.Equals(counts[^1]), $"{family}: the last bucket is not the count.");
            Require(one.Any(sample => sample.Name == family + "_sum"), $"{family} has no sum.");
        }
    }

    private static Dictionary<string, string> Labels(string text)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (at < text.Length)
        {
            var label = Label().Match(text, at);
            Require(label.Success && label.Index == at, $"These are no labels: {text}");
            var value = new StringBuilder(label.Groups[2].Value)
                .Replace(@"\""", "\"").Replace(@"\n", "\n").Replace(@"\\", "\\");
            Require(labels.TryAdd(label.Groups[1].Value, value.ToString()), $"A label stands there twice: {text}");
            at += label.Length;
        }

        return labels;
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{text} is no number."),
    };

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new FormatException(otherwise);
        }
    }

    [GeneratedRegex(@"^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*)(?: (.*))?$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: -?\d+)?$")]
    private static partial Regex SampleLine();

    [GeneratedRegex(@"\G([a-zA-Z_][a-zA-Z0-9_]*)=""((?:[^""\\\n]|\\[""\\n])*)""(?:,|$)")]
    private static partial Regex Label();

    /// <summary>One value.</summary>
    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        public string Key => Name + KeyOf(Labels);

        public string KeyWithout(string label) => KeyOf(Labels.Where(entry => entry.Key != label));

        private static string KeyOf(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(
            ',',
            labels.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"));
    }
}
