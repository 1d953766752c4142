using System.Text.RegularExpressions;

namespace Matching.Repository.Tests;

/// <summary>What README and the documents name is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Roots = ["services", "gateway", "protos", "tests", "docs", "k8s", ".ci"];

    private static IEnumerable<(string File, int Line, string Text)> Quotes()
    {
        foreach (var file in Tree.With(".md"))
        {
            var inBlock = false;
            var number = 0;
            foreach (var line in Tree.Lines(file))
            {
                number++;
                if (line.StartsWith("```", StringComparison.Ordinal))
                {
                    inBlock = !inBlock;
                }
                else if (!inBlock)
                {
                    foreach (Match match in Quoted().Matches(line))
                    {
                        yield return (file, number, match.Groups[1].Value);
                    }
                }
            }
        }
    }

    [Fact]
    public void Paths_InDocuments_Exist()
    {
        var offences =
            from quote in Quotes()
            let path = quote.Text.TrimEnd('/')
            where RepositoryPath().IsMatch(path) && Roots.Contains(path.Split('/')[0])
            where !Path.Exists(Path.Combine(Tree.Root, path))
            select $"{quote.File}:{quote.Line}: {quote.Text}";

        Tree.AssertNone(offences, "Documents name paths that are not there:");
    }

    [Fact]
    public void Links_InDocuments_Lead()
    {
        var offences =
            from file in Tree.With(".md")
            from line in Tree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            from Match match in Link().Matches(line.Text)
            let target = match.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Tree.Root, Path.GetDirectoryName(file)!, target))
            select $"{file}:{line.Number}: {target}";

        Tree.AssertNone(offences, "Links lead nowhere:");
    }

    [Fact]
    public void Projects_InDocuments_Exist()
    {
        var projects = Tree.With(".csproj").Select(file => Path.GetFileNameWithoutExtension(file))
            .ToHashSet(StringComparer.Ordinal);
        var namespaces = Tree.With(".cs").SelectMany(Tree.Lines)
            .Where(line => line.StartsWith("namespace ", StringComparison.Ordinal))
            .Select(line => line["namespace ".Length..].TrimEnd(';'))
            .ToHashSet(StringComparer.Ordinal);
        var offences =
            from quote in Quotes()
            where ProjectName().IsMatch(quote.Text) && quote.Text != "Matching.sln"
            where !projects.Contains(quote.Text) && !namespaces.Contains(quote.Text)
            select $"{quote.File}:{quote.Line}: {quote.Text}";

        Tree.AssertNone(offences, "Documents name projects that are not there:");
    }

    [Fact]
    public void Types_InDocuments_Exist()
    {
        var known = Tree.With(".cs", ".proto", ".props", ".targets")
            .SelectMany(file => Identifier().Matches(Tree.Read(file)).Select(match => match.Value))
            .ToHashSet(StringComparer.Ordinal);
        var offences =
            from quote in Quotes()
            where TypeName().IsMatch(quote.Text) && !known.Contains(quote.Text)
            select $"{quote.File}:{quote.Line}: {quote.Text}";

        Tree.AssertNone(offences, "Documents name types that no source names:");
    }

    [Fact]
    public void Targets_InDocuments_Exist()
    {
        var makefile = Tree.Read("Makefile");
        var offences =
            from file in Tree.With(".md")
            from line in Tree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            from Match match in MakeTarget().Matches(line.Text)
            where !makefile.Contains($"\n{match.Groups[1].Value}:", StringComparison.Ordinal)
            select $"{file}:{line.Number}: {match.Value}";

        Tree.AssertNone(offences, "Documents name make targets that are not there:");
    }

    [Fact]
    public void Targets_AllSayWhatTheyDo()
    {
        var lines = Tree.Lines("Makefile");
        var phony = lines.Single(line => line.StartsWith(".PHONY:", StringComparison.Ordinal)).Split(' ')[1..];

        Assert.All(phony, target => Assert.Contains(
            lines.Index(),
            line => line.Item.StartsWith(target + ":", StringComparison.Ordinal)
                && (line.Item.Contains("## ", StringComparison.Ordinal) || lines[line.Index - 1].StartsWith('#'))));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[\w.][\w./-]*/[\w./-]*$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^Matching\.[A-Z]\w+$")]
    private static partial Regex ProjectName();

    [GeneratedRegex(@"^(?:[A-Z][a-z0-9]+){2,}$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"(?:`|^\s*)make (\w+)(?:`|$)")]
    private static partial Regex MakeTarget();
}
