using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Matching.Suite.Tests;

/// <summary>
/// The suite as a person starts it: a process of its own, on free ports, with a data directory of its own.
/// </summary>
internal sealed partial class SuiteProcess : IAsyncDisposable
{
    /// <summary>Generous: other tests may keep the machine busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SuiteProcess(Process process) => _process = process;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static SuiteProcess Start(string dataDirectory, params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Matching.Suite.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["DATA_DIR"] = dataDirectory;
        start.Environment["HTTP_PORT"] = "0";
        start.Environment["GRPC_PORT"] = "0";
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        var suite = new SuiteProcess(new Process { StartInfo = start });
        suite._process.OutputDataReceived += (_, line) => suite.Hear(line.Data);
        suite._process.ErrorDataReceived += (_, line) => suite.Hear(line.Data);
        suite._process.Start();
        suite._process.BeginOutputReadLine();
        suite._process.BeginErrorReadLine();
        return suite;
    }

    /// <summary>Where the portal and REST are, once the suite says that it is ready.</summary>
    public async Task<Uri> ReadyAsync()
    {
        var exited = WaitForExitAsync();
        await Task.WhenAny(_ready.Task, exited).WaitAsync(Patience);
        Assert.True(_ready.Task.IsCompletedSuccessfully, "The suite ended before it was ready:\n" + Output);
        return await _ready.Task;
    }

    /// <summary>Waits until a line of the output holds a text.</summary>
    public async Task SaidAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"The suite ended without saying '{text}':\n" + Output);
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Asks it to stop; answers the exit code and how long it took.</summary>
    public async Task<(int ExitCode, TimeSpan Elapsed)> TerminateAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        using var kill = Process.Start("sh", ["-c", $"kill -TERM {_process.Id}"]);
        var code = await WaitForExitAsync().WaitAsync(Patience);
        return (code, TimeProvider.System.GetElapsedTime(started));
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (PortalLine().Match(line) is { Success: true } match)
        {
            _ready.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"^\s*Portal\s+(http://\S+)$")]
    private static partial Regex PortalLine();
}
