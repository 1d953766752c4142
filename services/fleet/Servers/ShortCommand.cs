using System.ComponentModel;
using System.Diagnostics;

namespace Matching.Servers;

/// <summary>Runs programs that end by themselves.</summary>
public static class ShortCommand
{
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var (code, output) = await TryAsync(command, null, cancellationToken);
        return code == 0 ? output : throw new InvalidOperationException($"{command[0]} failed: {output.Trim()}");
    }

    public static async Task<bool> SucceedsAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        (await TryAsync(command, null, cancellationToken)).Code == 0;

    /// <summary>The exit code, -1 where there is no such program, and what it said.</summary>
    public static async Task<(int Code, string Output)> TryAsync(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return (-1, $"{command[0]} is not installed.");
        }

        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
    }
}
