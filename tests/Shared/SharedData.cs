namespace Matching.Testing;

/// <summary>
/// The real inputs that lie beside the repository, in <c>../shared/data</c>. They are not part of it: tests on them are
/// skipped, saying so, where the folder is absent.
/// </summary>
internal static class SharedData
{
    /// <summary>The folder that holds Matching.sln, or Directory.Packages.props before there is a solution.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    public static string Directory { get; } = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data"));

    public static bool IsPresent => System.IO.Directory.Exists(Directory);

    public static string PathOf(params string[] parts) => Path.Combine([Directory, .. parts]);

    internal static string? Reason => IsPresent ? null : $"The real inputs are not at {Directory}.";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No repository above {AppContext.BaseDirectory}.");
    }
}

/// <summary>A test on the real inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = SharedData.Reason;
}

/// <summary>A parameterised test on the real inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute() => Skip = SharedData.Reason;
}
