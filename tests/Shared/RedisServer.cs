using System.Net;
using Matching.Servers;

namespace Matching.Testing;

/// <summary>
/// A real Redis for tests: a child process on a free loopback port with a directory of its own, or the server that
/// <c>REDIS_URL</c> names, which tests share and cannot stop. The process ends with whoever started it, however that
/// ends.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly RedisSettings _settings;
    private readonly TemporaryDirectory _directory = new();
    private Servers.RedisServer? _server;

    private RedisServer(RedisSettings settings)
    {
        _settings = settings;
        Certificates = settings.UsesTls ? new TestCertificates() : null;
    }

    /// <summary>Why there is no Redis to test on; null where there is one.</summary>
    public static string? WhyNone => SharedUrl is not null || Servers.RedisServer.IsInstalled
        ? null
        : $"Redis is not installed, and {Engines.RedisVariable} is not set.";

    /// <summary>Why there is none that a test may configure, stop and start; null where there is one.</summary>
    public static string? WhyNoneOfOnesOwn => SharedUrl is not null
        ? $"The Redis of {Engines.RedisVariable} is not this test's to configure, stop or start."
        : WhyNone;

    public string Host { get; private set; } = IPAddress.Loopback.ToString();

    public int Port { get; private set; }

    /// <summary>The certificates of a server with TLS.</summary>
    public TestCertificates? Certificates { get; }

    /// <summary>Where to connect, in the words of StackExchange.Redis.</summary>
    public string Configuration { get; private set; } = "";

    public bool IsRunning => _server is { IsRunning: true };

    private static Uri? SharedUrl =>
        Uri.TryCreate(Engines.Named(Engines.RedisVariable), UriKind.Absolute, out var url) ? url : null;

    private Servers.RedisServer Own => _server ?? throw new InvalidOperationException("It is not this test's own.");

    public static async Task<RedisServer> StartAsync(RedisSettings? settings = null)
    {
        var server = new RedisServer(settings ?? new RedisSettings());
        if (SharedUrl is { } url)
        {
            server.Use(url);
            return server;
        }

        server.Port = FreePorts.Find();
        server.Configuration = $"{server.Host}:{server.Port}";
        server._server = new Servers.RedisServer(
            server._directory.Path,
            server.Port,
            password: null,
            Lifetime.OfItsStarter,
            [.. server._settings.Lines(server.Port, server._directory.Path, server.Certificates)],
            server._settings.UsesTls);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Ends it as a crash would.</summary>
    public Task KillAsync() => _server?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Starts it again on the same port and directory after it was killed.</summary>
    public Task StartAgainAsync() => Own.StartAsync(CancellationToken.None);

    /// <summary>Lets it stand still, with its connections open.</summary>
    public Task PauseAsync() => Own.PauseAsync();

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => Own.ResumeAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Certificates?.Dispose();
        _directory.Dispose();
    }

    private void Use(Uri url)
    {
        Host = url.Host;
        Port = url.Port > 0 ? url.Port : 6379;
        var credentials = url.UserInfo.Split(':', 2);
        Configuration = string.Join(',', new[]
        {
            $"{Host}:{Port}",
            credentials[0].Length > 0 ? $"user={Uri.UnescapeDataString(credentials[0])}" : null,
            credentials.Length > 1 ? $"password={Uri.UnescapeDataString(credentials[1])}" : null,
            url.Scheme == "rediss" ? "ssl=true" : null,
        }.OfType<string>());
    }
}

/// <summary>How a test's own Redis is set up.</summary>
internal sealed record RedisSettings
{
    /// <summary>Whether data outlives the process: the kernel has every write before it is answered.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Whether it speaks TLS, and nothing else.</summary>
    public bool UsesTls { get; init; }

    /// <summary>Whether it takes only clients with a certificate of its own authority.</summary>
    public bool AsksForCertificates { get; init; }

    /// <summary>Its users, as access control rules: <c>reader on &gt;password ~cache:* +get</c>.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    public IEnumerable<string> Lines(int port, string directory, TestCertificates? certificates) =>
    [
        $"appendonly {(IsPersistent ? "yes" : "no")}",
        "appendfsync no",
        $"port {(certificates is null ? port : 0)}",
        .. Users.Select(user => $"user {user}"),
        .. certificates is null ? [] : TlsLines(port, directory, certificates),
    ];

    private IEnumerable<string> TlsLines(int port, string directory, TestCertificates certificates)
    {
        var key = TestCertificates.KeyPem(certificates.Server);
        return
        [
            $"tls-port {port}",
            $"tls-cert-file {Write("server.crt", certificates.Server.ExportCertificatePem())}",
            $"tls-key-file {Write("server.key", key)}",
            $"tls-ca-cert-file {Write("authority.crt", certificates.Authority.ExportCertificatePem())}",
            $"tls-auth-clients {(AsksForCertificates ? "yes" : "no")}",
        ];

        string Write(string name, string text)
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, text);
            return path;
        }
    }
}
