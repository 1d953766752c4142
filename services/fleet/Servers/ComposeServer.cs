using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Servers;

/// <summary>
/// A server in a container that Docker Compose runs, as <c>compose.yaml</c> beside this program says.
/// </summary>
/// <param name="service">The service in the file.</param>
/// <param name="settings">Its directory gives the project its name, and there it is noted that it was started.</param>
/// <param name="answersAsync">Asks whether it is ready.</param>
public sealed class ComposeServer(
    string name,
    string service,
    EngineSettings settings,
    Func<string, int, CancellationToken, Task<bool>> answersAsync) : Server
{
    private static readonly Lazy<Task<bool>> Engine = new(() =>
        ShortCommand.SucceedsAsync(["docker", "info"], CancellationToken.None));

    private readonly string _project = $"matching-{service}-{Hash(settings.Directory)}";
    private bool _isRunning;

    public override string Name => name;

    public override bool IsRunning => _isRunning || File.Exists(Note);

    public override string Identity => $"compose project {_project}";

    private string Note => Path.Combine(settings.Directory, "compose");

    /// <summary>Whether an engine answers.</summary>
    public static Task<bool> CanRunAsync() => Engine.Value;

    public override async Task LaunchAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.Directory);
        if (settings.Lifetime == Lifetime.OfItsStarter && !_isRunning)
        {
            EndWithThis();
        }

        await ComposeAsync(cancellationToken, "up", "-d", "--wait", service);
        _isRunning = true;
        await File.WriteAllTextAsync(Note, _project, cancellationToken);
    }

    public override Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        answersAsync("127.0.0.1", settings.Port, cancellationToken);

    public override async Task<bool> StopAsync()
    {
        if (IsRunning)
        {
            await ComposeAsync(CancellationToken.None, "stop", service);
            Forget();
        }

        return true;
    }

    public override async Task KillAsync()
    {
        await ComposeAsync(CancellationToken.None, "kill", service);
        Forget();
    }

    public override Task PauseAsync() => ComposeAsync(CancellationToken.None, "pause", service);

    public override Task ResumeAsync() => ComposeAsync(CancellationToken.None, "unpause", service);

    /// <summary>Runs a command of <c>rabbitmqctl</c>, where that is what runs in it.</summary>
    public override Task<string> ControlAsync(CancellationToken cancellationToken, params string[] arguments) =>
        ComposeAsync(cancellationToken, ["exec", "-T", service, "rabbitmqctl", "-q", .. arguments]);

    private static string Hash(string directory) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(directory))))[..8];

    private static string[] Command(string project) =>
        ["docker", "compose", "-p", project, "-f", Path.Combine(AppContext.BaseDirectory, "compose.yaml")];

    private async Task<string> ComposeAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var (code, output) = await ShortCommand.TryAsync(
            [.. Command(_project), .. arguments], Settings(), cancellationToken);
        return code == 0
            ? output
            : throw new InvalidOperationException($"docker compose {arguments[0]} {service} failed: {output.Trim()}");
    }

    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["MATCHING_PORT"] = settings.Port.ToString(CultureInfo.InvariantCulture),
        ["MATCHING_PASSWORD"] = settings.Password,
    };

    /// <summary>
    /// A shell that waits for its input to close, which happens however this process ends, and cleans up.
    /// </summary>
    private void EndWithThis()
    {
        var start = new ProcessStartInfo(
            "bash", ["-c", "while read -r _; do :; done; \"$@\" down -v >/dev/null 2>&1", "bash", .. Command(_project)])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in Settings())
        {
            start.Environment[key] = value;
        }

        _ = Process.Start(start);
    }

    private void Forget()
    {
        _isRunning = false;
        File.Delete(Note);
    }
}
