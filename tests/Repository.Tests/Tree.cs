using System.Diagnostics;
using Matching.Testing;

namespace Matching.Repository.Tests;

/// <summary>
/// The files of the repository as they stand in the work tree, without what builds and runs leave behind.
/// </summary>
internal static class Tree
{
    private static readonly string[] LeftBehind =
        ["bin", "obj", "artifacts", "data", ".git", "TestResults", "node_modules", ".vs", ".idea"];

    public static string Root => SharedData.RepositoryRoot;

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(new DirectoryInfo(SharedData.RepositoryRoot)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> With(params string[] endings) =>
        Files.Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>Fails with one line for each offence.</summary>
    public static void AssertNone(IEnumerable<string> offences, string rule)
    {
        var list = offences.ToArray();
        Assert.True(list.Length == 0, $"{rule}\n{string.Join('\n', list)}");
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        Debug.Assert(folder.Exists, "The root was found by a file in it.");
        foreach (var file in folder.EnumerateFiles())
        {
            yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        }

        foreach (var inner in folder.EnumerateDirectories())
        {
            if (!LeftBehind.Contains(inner.Name) && inner.LinkTarget is null)
            {
                foreach (var file in Walk(inner))
                {
                    yield return file;
                }
            }
        }
    }
}
