using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Matching.Servers;

/// <summary>
/// A program in a process and a session of its own, known by its id and by when it started, so that an id that was
/// given to another process since is never mistaken for it. Its output goes to a file. Linux only.
/// </summary>
public sealed class ServerProcess
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // A program that ends with its starter has a shell between them, which waits for its input to close. Where nobody
    // says before that the directory is to stay, the starter is gone, and what it was for. An id whose process has
    // ended may be another's by then.
    private const string Shell = """
        log=$1 waits=$2; shift 2
        setsid "$@" </dev/null >>"$log" 2>&1 & child=$!
        echo $child
        [ "$waits" = waits ] || exit 0
        exec >/dev/null 2>&1
        stays=
        while read -r line; do stays=$line; done
        grep -q "^PPid:[[:space:]]*$$\$" /proc/$child/status && { kill -KILL -$child; kill -KILL $child; wait $child; }
        [ "$stays" ] || rm -rf "$PWD"
        """;

    private readonly long _startTicks;
    private readonly Process? _keeper;

    private ServerProcess(int pid, long startTicks, Process? keeper) =>
        (Pid, _startTicks, _keeper) = (pid, startTicks, keeper);

    public int Pid { get; }

    public bool IsRunning => StartTicks(Pid) == _startTicks;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program and its arguments; nothing secret, since everybody on the machine sees
    /// it.</param>
    /// <param name="workingDirectory">Of its own: removed when its starter ends without having stopped it.</param>
    /// <param name="environment">What it finds in its environment beside what is in this one.</param>
    public static async Task<ServerProcess> StartAsync(
        Lifetime lifetime,
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory,
        string logFile)
    {
        var waits = lifetime == Lifetime.OfItsStarter;
        var start = new ProcessStartInfo("bash", ["-c", Shell, "bash", logFile, waits ? "waits" : "", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var shell = Process.Start(start)!;
        var pid = int.Parse((await shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var process = new ServerProcess(pid, StartTicks(pid) ?? 0, waits ? shell : null);
        if (!waits)
        {
            await shell.WaitForExitAsync();
            shell.Dispose();
        }

        return process;
    }

    /// <summary>The process that a text of <see cref="ToString"/> told of; null when it is gone.</summary>
    public static ServerProcess? Find(string text) =>
        text.Trim().Split(' ') is [var id, var ticks]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var pid)
        && long.TryParse(ticks, CultureInfo.InvariantCulture, out var start)
        && StartTicks(pid) == start
            ? new ServerProcess(pid, start, keeper: null)
            : null;

    /// <summary>Sends it a signal; one that is gone hears nothing.</summary>
    public void Send(UnixSignal signal)
    {
        if (IsRunning)
        {
            _ = SendSignal(Pid, (int)signal);
        }
    }

    /// <summary>Ends it, and what it started in its session, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (IsRunning)
        {
            _ = SendSignal(-Pid, (int)UnixSignal.Kill);
            _ = SendSignal(Pid, (int)UnixSignal.Kill);
        }

        await ExitAsync(Timeout.InfiniteTimeSpan);
        await ReleaseAsync();
    }

    /// <summary>Asks it to end, and kills it when it has not after a while.</summary>
    /// <returns>False when it had to be killed.</returns>
    public async Task<bool> StopAsync(UnixSignal signal, TimeSpan patience)
    {
        // One that stands still would not hear it.
        Send(signal);
        Send(UnixSignal.Continue);
        var ended = await ExitAsync(patience);
        await KillAsync();
        return ended;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid} {_startTicks}");

    private async Task<bool> ExitAsync(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (IsRunning)
        {
            if (patience != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(started) > patience)
            {
                return false;
            }

            await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
        }

        return true;
    }

    private async Task ReleaseAsync()
    {
        if (_keeper is { HasExited: false })
        {
            await _keeper.StandardInput.WriteLineAsync("stays");
            _keeper.StandardInput.Close();
            await _keeper.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>
    /// When a process started, in ticks since the system did (proc(5), field 22); null when it is gone.
    /// </summary>
    private static long? StartTicks(int pid)
    {
        try
        {
            // The second field is a name in brackets and may hold anything; the third is the state.
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
