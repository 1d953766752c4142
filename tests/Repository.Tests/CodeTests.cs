using System.Text.RegularExpressions;

namespace Matching.Repository.Tests;

/// <summary>What the source must not hold.</summary>
public sealed partial class CodeTests
{
    private const int MaxLineLength = 120;

    /// <summary>A case of a test with its data may stand on one line.</summary>
    private const int MaxTestLineLength = 160;

    private const int MaxProgramLines = 40;

    private static readonly string[] BannedFolders =
        ["Helpers", "Utils", "Utilities", "Common", "Managers", "Interfaces", "Dtos", "Misc"];

    /// <summary>This folder names what it forbids.</summary>
    private static IEnumerable<string> Texts(params string[] endings) =>
        Tree.With(endings).Where(file => !file.StartsWith("tests/Repository.Tests/", StringComparison.Ordinal));

    [Fact]
    public void Folders_SayWhatTheirCodeDoes()
    {
        var folders = Tree.Files.SelectMany(file => file.Split('/')[..^1]).Distinct();

        Tree.AssertNone(folders.Intersect(BannedFolders), "A folder is named by what it does:");
    }

    /// <summary>A text for people and a row of a test's table are not broken.</summary>
    [Fact]
    public void Lines_FitTheScreen()
    {
        var offences =
            from file in Tree.With(".cs")
            let limit = file.StartsWith("tests/", StringComparison.Ordinal) ? MaxTestLineLength : MaxLineLength
            from line in Tree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > limit && !Row().IsMatch(line.Text)
            select $"{file}:{line.Number}: {line.Text.Length}";

        Tree.AssertNone(offences, $"Lines have at most {MaxLineLength} characters, in tests {MaxTestLineLength}:");
    }

    [Fact]
    public void Programs_AreTablesOfContents()
    {
        var offences =
            from file in Tree.Files
            where Path.GetFileName(file) == "Program.cs"
            let count = Tree.Lines(file).Length
            where count > MaxProgramLines
            select $"{file}: {count} lines";

        Tree.AssertNone(offences, $"A Program.cs has at most {MaxProgramLines} lines:");
    }

    [Fact]
    public void Files_HoldNoIntentions()
    {
        var offences =
            from file in Texts(
                ".cs", ".proto", ".md", ".csproj", ".props", ".targets", ".sql", "Makefile", ".html", ".css", ".js")
            from line in Tree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            where Intention().IsMatch(line.Text)
            select $"{file}:{line.Number}: {line.Text.Trim()}";

        Tree.AssertNone(offences, "Plans and notes stay out of the repository:");
    }

    [Fact]
    public void Files_HoldNoRegions()
    {
        var offences =
            from file in Texts(".cs")
            where Tree.Lines(file).Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal))
            select file;

        Tree.AssertNone(offences, "#region is not used:");
    }

    [Fact]
    public void Files_NameNoMachineAndNoRegistry()
    {
        var offences =
            from file in Texts(
                ".cs", ".proto", ".md", ".csproj", ".props", ".targets", ".sql", ".json", ".yml", ".yaml", ".sln",
                "Makefile",
                ".html", ".css", ".js", ".config", ".sh", ".ci/run", "run-tests")
            from line in Tree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            where MachinePath().IsMatch(line.Text)
            select $"{file}:{line.Number}: {line.Text.Trim()}";

        Tree.AssertNone(offences, "Paths of a machine and hosts of a registry stay out of the repository:");
        Assert.DoesNotContain(
            Tree.Files, file => Path.GetFileName(file).Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Namespaces_AreFileScoped()
    {
        var offences =
            from file in Tree.With(".cs")
            where Tree.Lines(file)
                .Any(line => line.StartsWith("namespace ", StringComparison.Ordinal) && !line.EndsWith(';'))
            select file;

        Tree.AssertNone(offences, "Namespaces are file-scoped:");
    }

    [Fact]
    public void Tests_NeverSleep()
    {
        var offences =
            from file in Texts(".cs")
            where file.StartsWith("tests/", StringComparison.Ordinal)
            from line in Tree.Lines(file).Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Contains("Thread.Sleep", StringComparison.Ordinal)
            select $"{file}:{line.Number}";

        Tree.AssertNone(offences, "A test waits for a condition with a deadline:");
    }

    [GeneratedRegex(@"^\s*(?:\$?""|\(""|\[InlineData\()")]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Intention();

    [GeneratedRegex(
        @"(?<![\w.~-])/(?:home/\w+/|root/|work/|Users/\w+/)|[A-Z]:\\Users\\"
            + @"|api\.nuget\.org|\.pkg\.dev|jfrog\.io|artifactory|pkgs\.dev\.azure|nuget\.pkg\.github",
        RegexOptions.IgnoreCase)]
    private static partial Regex MachinePath();
}
