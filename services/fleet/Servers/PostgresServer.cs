using System.Globalization;

namespace Matching.Servers;

/// <summary>
/// PostgreSQL of Debian's package as a process on a port of loopback, with one user and password. It refuses to run as
/// root: there it runs as the package's user, or, where that cannot enter the directory, as what a user namespace shows
/// to be that user.
/// </summary>
public sealed class PostgresServer(string directory, int port, string password, Lifetime lifetime)
    : ProcessServer("PostgreSQL", directory, lifetime)
{
    private const string Root = "/usr/lib/postgresql";
    private const string Account = "postgres";
    private const string User = "matching";

    /// <summary>Whether the package is installed.</summary>
    public static bool IsInstalled => Programs is not null;

    public string Uri => $"postgresql://{User}:{password}@127.0.0.1:{port}";

    // A smart stop would wait for every client to leave by itself.
    protected override (UnixSignal Signal, TimeSpan Patience) Ending =>
        (UnixSignal.Interrupt, TimeSpan.FromSeconds(30));

    private static string? Programs => !Directory.Exists(Root) ? null : Directory.EnumerateDirectories(Root)
        .Select(version => Path.Combine(version, "bin"))
        .Where(programs => File.Exists(Path.Combine(programs, "postgres")))
        .MaxBy(VersionOf);

    private static double VersionOf(string programs) => double.TryParse(
        Path.GetFileName(Path.GetDirectoryName(programs)), CultureInfo.InvariantCulture, out var version) ? version : 0;

    private string Data => Path.Combine(Folder, "data");

    public override Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        Answers.PostgresAsync("127.0.0.1", port, cancellationToken);

    protected override async Task<(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment)>
        PrepareAsync(CancellationToken cancellationToken)
    {
        var programs = Programs ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        string[] user = Environment.IsPrivilegedProcess ? await UnprivilegedAsync(cancellationToken) : [];
        if (!File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            await CreateAsync(programs, user, cancellationToken);
        }

        string[] command =
        [
            .. user, Path.Combine(programs, "postgres"), "-D", Data, "-h", "127.0.0.1",
            "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "unix_socket_directories=", "-c", "max_connections=400",
        ];
        return (command, new Dictionary<string, string>());
    }

    /// <summary>
    /// After a kill its workers hold on to the memory that they share for a moment: it is started again until it stays.
    /// </summary>
    protected override Task LaunchAgainAsync(CancellationToken cancellationToken) => LaunchAsync(cancellationToken);

    private async Task CreateAsync(string programs, string[] user, CancellationToken cancellationToken)
    {
        var secret = Path.Combine(Folder, "password");
        await SecretFile.WriteAsync(secret, password + "\n", cancellationToken);
        try
        {
            if (user is ["setpriv", ..])
            {
                await ShortCommand.RunAsync(["chown", Account, secret], cancellationToken);
            }

            await ShortCommand.RunAsync(
                [
                    .. user, Path.Combine(programs, "initdb"), "-D", Data, "-U", User, "--auth=scram-sha-256",
                    $"--pwfile={secret}", "-E", "UTF8", "--locale=C",
                ],
                cancellationToken);
        }
        finally
        {
            File.Delete(secret);
        }
    }

    private async Task<string[]> UnprivilegedAsync(CancellationToken cancellationToken)
    {
        string[] other = ["setpriv", $"--reuid={Account}", $"--regid={Account}", "--init-groups", "--"];
        await ShortCommand.RunAsync(["chown", Account, Folder], cancellationToken);
        if (await ShortCommand.SucceedsAsync([.. other, "test", "-w", Folder], cancellationToken))
        {
            return other;
        }

        await ShortCommand.RunAsync(["chown", "root", Folder], cancellationToken);
        return ["unshare", "--user", $"--map-user={Account}", $"--map-group={Account}", "--"];
    }
}
