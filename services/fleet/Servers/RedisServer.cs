namespace Matching.Servers;

/// <summary>Redis as a process on loopback.</summary>
/// <param name="settings">Lines of its configuration beside those here; the later of two lines counts.</param>
/// <param name="usesTls">Whether it speaks TLS alone, by its settings.</param>
public sealed class RedisServer(
    string directory,
    int port,
    string? password,
    Lifetime lifetime,
    IReadOnlyList<string>? settings = null,
    bool usesTls = false)
    : ProcessServer("Redis", directory, lifetime)
{
    private const string Program = "redis-server";

    /// <summary>Whether the package is installed.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, Program)));

    public string Uri => $"redis://default:{password}@127.0.0.1:{port}";

    public override Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        usesTls
            ? Answers.AnybodyAsync("127.0.0.1", port, cancellationToken)
            : Answers.RedisAsync("127.0.0.1", port, cancellationToken);

    protected override async Task<(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment)>
        PrepareAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder, "redis.conf");
        string[] lines =
        [
            "bind 127.0.0.1",
            $"dir \"{Folder}\"",
            "save \"\"",
            $"port {port}",
            .. password is null ? Array.Empty<string>() : [$"requirepass {password}"],
            .. settings ?? [],
        ];
        await SecretFile.WriteAsync(file, string.Join('\n', lines) + "\n", cancellationToken);
        return ([Program, file], new Dictionary<string, string>());
    }
}
