using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matching.Testing;

/// <summary>
/// A real Redis for tests: a child process on a free loopback port with a directory of its own, or the server that
/// <c>REDIS_URL</c> names, which tests share and cannot stop. The process ends with whoever started it, however that
/// ends: a shell between them waits for its input to close.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    public const string UrlVariable = "REDIS_URL";

    private const string Program = "redis-server";
    private const int StartAttempts = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Each line of its input is a signal to pass on, and is answered when it has been; the end of the input is the end.
    private const string Watch =
        "exec 2>/dev/null; \"$@\" </dev/null >/dev/null & child=$!; "
        + "while read -r signal; do kill -\"$signal\" $child; echo; done; kill -KILL $child; wait $child";

    private readonly RedisSettings _settings;
    private readonly TemporaryDirectory _directory = new();
    private Process? _process;

    private RedisServer(RedisSettings settings)
    {
        _settings = settings;
        Certificates = settings.UsesTls ? new TestCertificates() : null;
    }

    /// <summary>Why there is no Redis to test on; null where there is one.</summary>
    public static string? WhyNone => SharedUrl is not null || IsInstalled
        ? null
        : $"{Program} is not installed, and {UrlVariable} is not set.";

    /// <summary>Why there is none that a test may configure, stop and start; null where there is one.</summary>
    public static string? WhyNoneOfOnesOwn => SharedUrl is not null
        ? $"The Redis of {UrlVariable} is not this test's to configure, stop or start."
        : WhyNone;

    public string Host { get; private set; } = IPAddress.Loopback.ToString();

    public int Port { get; private set; }

    /// <summary>The certificates of a server with TLS.</summary>
    public TestCertificates? Certificates { get; }

    /// <summary>Where to connect, in the words of StackExchange.Redis.</summary>
    public string Configuration { get; private set; } = "";

    public bool IsRunning => _process is { HasExited: false };

    private static Uri? SharedUrl =>
        Uri.TryCreate(Environment.GetEnvironmentVariable(UrlVariable), UriKind.Absolute, out var url) ? url : null;

    private static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, Program)));

    public static async Task<RedisServer> StartAsync(RedisSettings? settings = null)
    {
        var server = new RedisServer(settings ?? new RedisSettings());
        if (SharedUrl is { } url)
        {
            server.Use(url);
            return server;
        }

        // Between finding a free port and listening on it, another process may take it.
        for (var attempt = 1; ; attempt++)
        {
            server.Port = FreePort();
            server.Configuration = $"{server.Host}:{server.Port}";
            try
            {
                await server.StartProcessAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts)
            {
                await server.KillAsync();
            }
        }
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Starts it again on the same port and directory after it was killed.</summary>
    public Task StartAgainAsync() => StartProcessAsync();

    /// <summary>Lets it stand still, with its connections open.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Certificates?.Dispose();
        _directory.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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

    private async Task StartProcessAsync()
    {
        var file = _directory.File("redis.conf");
        var log = _directory.File("redis.log");
        await File.WriteAllLinesAsync(file, _settings.Lines(Port, _directory.Path, Certificates));
        var start = new ProcessStartInfo("sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in new[] { "-c", Watch, "sh", Program, file, "--logfile", log })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        var started = Stopwatch.GetTimestamp();
        while (!await AcceptsAsync())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience
                || (File.Exists(log) && (await File.ReadAllTextAsync(log)).Contains("bind: ", StringComparison.Ordinal)))
            {
                var said = File.Exists(log) ? await File.ReadAllTextAsync(log) : "nothing";
                throw new InvalidOperationException($"Redis did not start on port {Port}. Its log says: {said}");
            }

            await Task.Delay(10);
        }
    }

    /// <summary>Whether it listens: with a plain connection it has also loaded its data and answers.</summary>
    private async Task<bool> AcceptsAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Host, Port);
            if (_settings.UsesTls)
            {
                return true;
            }

            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[64];
            var length = await client.GetStream().ReadAsync(answer);
            return length > 0 && !answer.AsSpan(0, length).StartsWith("-LOADING"u8);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task SignalAsync(string signal)
    {
        var process = _process ?? throw new InvalidOperationException("It is not running.");
        await process.StandardInput.WriteLineAsync(signal);
        await process.StandardInput.FlushAsync();
        await process.StandardOutput.ReadLineAsync();
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
        "bind 127.0.0.1",
        $"dir {directory}",
        "save \"\"",
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
