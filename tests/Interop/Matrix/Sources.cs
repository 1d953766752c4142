namespace Matching.Interop.Matrix;

/// <summary>Where the programs of the peers are: beside this project, and what is built of them in artifacts.</summary>
internal static class Sources
{
    /// <summary>The folder of this project.</summary>
    public static string Directory { get; } = Path.Combine(FindRepository(), "tests", "Interop");

    public static string Of(string path) => Path.Combine(Directory, path);

    /// <summary>The folder for what is built of a peer.</summary>
    public static string Built(string peer) => Path.Combine(FindRepository(), "artifacts", "interop", peer);

    private static string FindRepository()
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
