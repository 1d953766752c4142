using System.Xml.Linq;

namespace Matching.Repository.Tests;

/// <summary>Which project may know which, and that the solution knows all of them.</summary>
public sealed class ProjectTests
{
    private static readonly Dictionary<string, string> Projects = Tree.With(".csproj")
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => file);

    /// <summary>What a project may refer to. Stand-ins stand for packages and are not counted.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Matching.Competence"] = [],
        ["Matching.Ranking"] = [],
        ["Matching.Contracts"] = [],
        ["Matching.Fit"] = ["Matching.Ranking", "Matching.Competence"],
        ["Matching.Hosting"] = ["Matching.Contracts", "Matching.Competence"],
        ["Matching.Profiles"] = ["Matching.Hosting", "Matching.Contracts", "Matching.Competence"],
        ["Matching.Vacancies"] = ["Matching.Hosting", "Matching.Contracts", "Matching.Competence"],
        ["Matching.Matches"] =
            ["Matching.Hosting", "Matching.Contracts", "Matching.Competence", "Matching.Fit", "Matching.Ranking"],
        ["Matching.Trainer"] = ["Matching.Contracts", "Matching.Competence", "Matching.Fit", "Matching.Ranking"],
        ["Matching.Gateway"] = ["Matching.Hosting", "Matching.Contracts", "Matching.Competence"],
        ["Matching.Suite"] =
        [
            "Matching.Profiles", "Matching.Vacancies", "Matching.Matches", "Matching.Gateway", "Matching.Hosting",
            "Matching.Contracts", "Matching.Competence",
        ],
        ["Matching.Servers"] = [],
        ["Matching.Fleet"] =
        [
            "Matching.Servers", "Matching.Suite", "Matching.Profiles", "Matching.Vacancies", "Matching.Matches",
            "Matching.Gateway", "Matching.Hosting", "Matching.Contracts", "Matching.Competence",
        ],
    };

    /// <summary>Pure libraries: no store, no gRPC, no bus, no web.</summary>
    private static readonly string[] Pure = ["Matching.Competence", "Matching.Ranking", "Matching.Fit"];

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = Tree.Read("Matching.sln").Replace('\\', '/');

        Tree.AssertNone(
            Tree.With(".csproj").Where(file => !solution.Contains($"\"{file}\"", StringComparison.Ordinal)),
            "Add with dotnet sln Matching.sln add:");
    }

    [Fact]
    public void ProjectReferences_PointAlongTheArrows()
    {
        var offences =
            from project in Projects
            where !IsTest(project.Key) && !IsStandIn(project.Value)
            from reference in References(project.Value)
            where !Allowed.TryGetValue(project.Key, out var allowed) || !allowed.Contains(reference)
            select $"{project.Key} -> {reference}";

        Tree.AssertNone(offences, "Services meet only in protos and events; shared code knows no service:");
    }

    [Fact]
    public void PureLibraries_HaveNoPackages()
    {
        var offences =
            from name in Pure
            from element in XDocument.Parse(Tree.Read(Projects[name])).Descendants()
            where element.Name.LocalName is "PackageReference" or "FrameworkReference"
            select $"{name}: {element}";

        Tree.AssertNone(offences, "Fit, Ranking and Competence know no store, gRPC, bus or web:");
    }

    [Fact]
    public void PureLibraries_NeverAskForTheTime()
    {
        var folders = Pure.Select(name => Path.GetDirectoryName(Projects[name])!.Replace('\\', '/') + "/").ToArray();
        var offences =
            from file in Tree.With(".cs")
            where folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))
            where Tree.Read(file).Contains("TimeProvider", StringComparison.Ordinal)
            select file;

        Tree.AssertNone(offences, "The time is an argument of Fit, Ranking and Competence:");
    }

    [Fact]
    public void Versions_StandInOneFile()
    {
        var offences =
            from file in Tree.With(".csproj")
            from element in XDocument.Parse(Tree.Read(file)).Descendants()
            where element.Name.LocalName == "PackageReference"
                && (element.Attribute("Version") ?? element.Attribute("VersionOverride")) is not null
            select $"{file}: {element}";

        Tree.AssertNone(offences, "Versions stand in Directory.Packages.props only:");
    }

    [Fact]
    public void Settings_StandInOneFile()
    {
        string[] central =
            ["TargetFramework", "LangVersion", "Nullable", "ImplicitUsings", "TreatWarningsAsErrors", "AnalysisLevel"];
        var offences =
            from file in Tree.With(".csproj")
            from element in XDocument.Parse(Tree.Read(file)).Descendants()
            where central.Contains(element.Name.LocalName)
            select $"{file}: {element}";

        Tree.AssertNone(offences, "Settings stand in Directory.Build.props only:");
    }

    [Fact]
    public void BannedSymbols_AreInForceEverywhere()
    {
        var props = Tree.Read("Directory.Build.props");

        Assert.Contains("BannedSymbols.txt", props, StringComparison.Ordinal);
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", props, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", props, StringComparison.Ordinal);
        Tree.AssertNone(
            Tree.With(".csproj", ".cs", ".editorconfig")
                .Where(file => !file.EndsWith("ProjectTests.cs", StringComparison.Ordinal)
                    && Tree.Lines(file).Any(line => line.Contains("RS0030", StringComparison.Ordinal))),
            "Nothing switches the banned symbols off:");
        string[] banned =
        [
            "P:System.DateTime.Now", "P:System.DateTime.UtcNow",
            "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow",
            "P:System.Random.Shared", "P:System.Threading.Tasks.Task`1.Result", "M:System.Threading.Tasks.Task.Wait",
            "M:System.Threading.Thread.Sleep(System.Int32)",
        ];
        var symbols = Tree.Lines("BannedSymbols.txt").Select(line => line.Split(';')[0]).ToArray();
        Assert.Empty(banned.Except(symbols));
    }

    private static IEnumerable<string> References(string project) =>
        from element in XDocument.Parse(Tree.Read(project)).Descendants()
        where element.Name.LocalName == "ProjectReference"
        let name = Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Replace('\\', '/'))
        where !Projects.TryGetValue(name, out var file) || !IsStandIn(file)
        select name;

    private static bool IsTest(string project) => Projects[project].StartsWith("tests/", StringComparison.Ordinal);

    private static bool IsStandIn(string file) =>
        file.StartsWith("services/shared/StandIns/", StringComparison.Ordinal);
}
