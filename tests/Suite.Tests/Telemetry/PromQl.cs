using System.Text.RegularExpressions;

namespace Matching.Suite.Tests.Telemetry;

/// <summary>
/// Takes apart an expression of Prometheus as far as to say which metrics and labels it asks for; what it does not know
/// is a FormatException. promtool judges the rest where it is installed.
/// </summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "sum", "max", "min", "avg", "count", "rate", "increase", "histogram_quantile", "label_replace",
    };

    private static readonly HashSet<string> Operators = new(StringComparer.Ordinal) { "and", "or", "unless", "bool" };

    public static (IReadOnlySet<string> Metrics, IReadOnlySet<string> Labels) Read(string expression)
    {
        var text = Strings().Replace(expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal), "\"\"");
        Balance(text);
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match selector in Selectors().Matches(text))
        {
            foreach (var matcher in selector.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var match = Matcher().Match(matcher.Trim());
                Require(match.Success, $"{matcher} selects nothing.", expression);
                labels.Add(match.Groups[1].Value);
            }
        }

        text = Selectors().Replace(text, "");
        foreach (Match grouping in Groupings().Matches(text))
        {
            labels.UnionWith(grouping.Groups[1].Value.Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        text = Ranges().Replace(Groupings().Replace(text, " "), "");
        var metrics = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match word in Words().Matches(text))
        {
            var isCall = word.Groups[2].Success;
            Require(!isCall || Functions.Contains(word.Groups[1].Value), $"{word} is no function.", expression);
            if (!isCall && !Operators.Contains(word.Groups[1].Value))
            {
                metrics.Add(word.Groups[1].Value);
            }
        }

        Require(metrics.Count > 0, "It asks for no metric.", expression);
        return (metrics, labels);
    }

    private static void Balance(string text)
    {
        var open = new Stack<char>();
        foreach (var sign in text)
        {
            var index = "([{".IndexOf(sign, StringComparison.Ordinal);
            if (index >= 0)
            {
                open.Push(")]}"[index]);
            }
            else if (")]}".Contains(sign, StringComparison.Ordinal))
            {
                Require(open.TryPop(out var expected) && expected == sign, $"'{sign}' closes nothing.", text);
            }
        }

        Require(open.Count == 0, "Something stays open.", text);
    }

    private static void Require(bool condition, string otherwise, string expression)
    {
        if (!condition)
        {
            throw new FormatException($"{otherwise} In: {expression}");
        }
    }

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Selectors();

    [GeneratedRegex("^([a-zA-Z_][a-zA-Z0-9_]*)(?:=|!=|=~|!~)\"\"$")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)\)")]
    private static partial Regex Groupings();

    [GeneratedRegex(@"\[\d+[smhd]\]")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"(?<![a-zA-Z0-9_:.])([a-zA-Z_:][a-zA-Z0-9_:]*)(\s*\()?")]
    private static partial Regex Words();
}
