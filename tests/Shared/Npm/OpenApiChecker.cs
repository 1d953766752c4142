using System.Diagnostics;
using System.Security.Cryptography;

namespace Matching.Testing;

/// <summary>
/// Runs the public programs that judge the OpenAPI document and the server's answers: <c>tests/Gateway.Tests/npm</c>. What
/// they need is fetched once, as its lock file says, into <c>artifacts/npm</c>.
/// </summary>
internal static class OpenApiChecker
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string[] Files = ["package.json", "package-lock.json", ".npmrc", "check.mjs"];

    private static string Source => Path.Combine(SharedData.RepositoryRoot, "tests", "Gateway.Tests", "npm");

    /// <summary>Why nothing can be judged here; null where it can.</summary>
    public static string? Reason { get; } =
        Array.TrueForAll(["node", "npm"], IsInstalled) ? null : "node and npm are not installed: see tests/install-tools.";

    /// <summary>Judges a document, and answers where there are any; gives all that is wrong.</summary>
    public static async Task<(int ExitCode, string Output)> CheckAsync(byte[] document, IEnumerable<string>? answers = null)
    {
        var folder = await InstallAsync();
        var work = Directory.CreateTempSubdirectory("openapi").FullName;
        try
        {
            var documentFile = Path.Combine(work, "openapi.json");
            await File.WriteAllBytesAsync(documentFile, document);
            List<string> arguments = [Path.Combine(folder, "check.mjs"), documentFile];
            if (answers is not null)
            {
                arguments.Add(Path.Combine(work, "answers.ndjson"));
                await File.WriteAllLinesAsync(arguments[^1], answers);
            }

            return await RunAsync("node", folder, arguments);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<string> InstallAsync()
    {
        var contents = Files.SelectMany(file => File.ReadAllBytes(Path.Combine(Source, file))).ToArray();
        var version = Convert.ToHexStringLower(SHA256.HashData(contents).AsSpan(0, 6));
        var parent = Directory.CreateDirectory(Path.Combine(SharedData.RepositoryRoot, "artifacts", "npm")).FullName;
        var folder = Path.Combine(parent, $"openapi-{version}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        // Made beside and moved: another test may do the same at the same time.
        var fresh = Path.Combine(parent, $"openapi-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(fresh);
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(Source, file), Path.Combine(fresh, file));
        }

        var (code, output) = await RunAsync("npm", fresh, ["ci"]);
        Assert.True(code == 0, output);
        try
        {
            Directory.Move(fresh, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(fresh, recursive: true);
        }

        return folder;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string folder, IReadOnlyCollection<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}

/// <summary>A test that needs node and npm.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = OpenApiChecker.Reason;
}
