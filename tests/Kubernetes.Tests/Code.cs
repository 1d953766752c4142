using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubernetes.Tests;

/// <summary>What the repository's code and README say about settings.</summary>
internal static partial class Code
{
    /// <summary>Every text in quotes in the code of the services and the gateway.</summary>
    public static IReadOnlySet<string> Literals { get; } =
        new[] { "services", "gateway" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(SharedData.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Literal().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The settings of README's table, as environment variables.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        .. Read("README.md").Split('\n')
            .SkipWhile(line => line != "| setting | what it does |").Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => Quoted().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value))
            .Select(setting => setting.Replace(":", "__", StringComparison.Ordinal)),
    ];

    public static string Read(string file) => File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, file));

    public static TimeSpan Time(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"""([\w:]+)""")]
    private static partial Regex Literal();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
