namespace Matching.Servers;

/// <summary>
/// A server that is a process of this machine, with a directory of its own: its id stands in a file there, so that who
/// comes later finds it, and its output in another. After a stop or a crash it can be started again on the same data.
/// </summary>
public abstract class ProcessServer(string name, string directory, Lifetime lifetime) : Server
{
    private const int ReasonLines = 3;

    private ServerProcess? _process;

    public override string Name => name;

    public override bool IsRunning => Process is { IsRunning: true };

    public override string Identity => Process is { IsRunning: true } process ? $"pid {process.Pid}" : "not running";

    /// <summary>Where its output goes.</summary>
    public string LogFile => Path.Combine(directory, "log.txt");

    protected string Folder => directory;

    protected Lifetime Lifetime => lifetime;

    /// <summary>The signal that asks it to end, and how long that may take.</summary>
    protected virtual (UnixSignal Signal, TimeSpan Patience) Ending => (UnixSignal.Terminate, TimeSpan.FromSeconds(60));

    private string PidFile => Path.Combine(directory, "pid");

    private ServerProcess? Process =>
        _process ??= File.Exists(PidFile) ? ServerProcess.Find(File.ReadAllText(PidFile)) : null;

    public override async Task LaunchAsync(CancellationToken cancellationToken)
    {
        if (IsRunning)
        {
            return;
        }

        await (Process?.KillAsync() ?? Task.CompletedTask);
        Directory.CreateDirectory(directory);
        var (command, environment) = await PrepareAsync(cancellationToken);
        _process = await ServerProcess.StartAsync(lifetime, command, environment, directory, LogFile);
        await File.WriteAllTextAsync(PidFile, _process.ToString(), CancellationToken.None);
    }

    public override async Task<bool> StopAsync()
    {
        var (signal, patience) = Ending;
        var ended = Process is not { } process || await process.StopAsync(signal, patience);
        Forget();
        return ended;
    }

    public override async Task KillAsync()
    {
        await (Process?.KillAsync() ?? Task.CompletedTask);
        Forget();
    }

    public override Task PauseAsync()
    {
        Process?.Send(UnixSignal.Stop);
        return Task.CompletedTask;
    }

    public override Task ResumeAsync()
    {
        Process?.Send(UnixSignal.Continue);
        return Task.CompletedTask;
    }

    /// <summary>Writes what it needs to start, and tells how it is started.</summary>
    protected abstract Task<(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment)>
        PrepareAsync(CancellationToken cancellationToken);

    protected override string Reason() => File.Exists(LogFile)
        ? $"; the end of {LogFile}:\n{string.Join('\n', File.ReadLines(LogFile).TakeLast(ReasonLines))}"
        : ".";

    private void Forget()
    {
        _process = null;
        if (Directory.Exists(directory))
        {
            File.Delete(PidFile);
        }
    }
}
