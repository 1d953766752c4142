using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matching.Testing;

/// <summary>
/// A real PostgreSQL for tests: a child process on a free loopback port with a directory of its own, or the server that
/// <c>PG_URI</c> names, which tests cannot stop. It ends with whoever started it, however that ends: a shell between them
/// waits for its input to close.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string UriVariable = "PG_URI";

    // Each line of the input is a command, and is answered by a line when it is done. A server does not run as root. After
    // a kill its workers hold on to what they share for a moment, so it is started again until it stays.
    private const string Keeper = """
        dir=$(mktemp -d /tmp/matching-pg-XXXXXX); port=$1; bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
        as=; if [ "$(id -u)" = 0 ]; then as="runuser -u postgres --"; chown postgres "$dir"; fi
        cd /; trap '$as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
        start() { $as "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/log" -o "-p $port -k $dir -h 127.0.0.1" start </dev/null >/dev/null 2>&1; }
        while read -r command; do
            case $command in
                create) $as "$bin/initdb" -D "$dir/data" -U matching --auth=trust -E UTF8 --locale=C -N >/dev/null 2>&1 && start ;;
                start) for try in $(seq 40); do start && break; sleep 0.25; done; $as "$bin/pg_ctl" -D "$dir/data" status >/dev/null ;;
                stop) $as "$bin/pg_ctl" -D "$dir/data" -w -m immediate stop >/dev/null 2>&1 ;;
                kill) kill -9 "$(head -1 "$dir/data/postmaster.pid")" ;;
            esac
            echo "$command $?"
        done
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly Lazy<Task<PostgresServer>> Common = new(() => StartAsync());
    private static int _databases;

    private readonly Process? _keeper;
    private readonly string _address;

    private PostgresServer(Process? keeper, string address) => (_keeper, _address) = (keeper, address);

    /// <summary>Why there is no PostgreSQL to test on; null where there is one.</summary>
    public static string? WhyNone =>
        Environment.GetEnvironmentVariable(UriVariable) is { Length: > 0 } || Directory.Exists("/usr/lib/postgresql")
            ? null
            : $"PostgreSQL is not installed, and {UriVariable} is not set.";

    /// <summary>One that the tests of this process share; it ends with the process.</summary>
    public static Task<PostgresServer> SharedAsync() =>
        Environment.GetEnvironmentVariable(UriVariable) is { Length: > 0 } uri
            ? Task.FromResult(new PostgresServer(null, uri.TrimEnd('/')))
            : Common.Value;

    /// <summary>One of the test's own, that it may stop.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var port = FreePort();
        var keeper = Process.Start(new ProcessStartInfo("bash")
        {
            ArgumentList = { "-c", Keeper, "bash", $"{port}" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var server = new PostgresServer(keeper, $"postgresql://matching@127.0.0.1:{port}");
        await server.TellAsync("create");
        return server;
    }

    /// <summary>Where a database is that is not there yet: who opens it creates it.</summary>
    public string NewDatabase() => $"{_address}/test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";

    /// <summary>Kills it as a crash would.</summary>
    public Task KillAsync() => TellAsync("kill");

    /// <summary>Stops it without waiting for anybody, and takes the log up at the next start.</summary>
    public Task StopAsync() => TellAsync("stop");

    public Task RestartAsync() => TellAsync("start");

    public async ValueTask DisposeAsync()
    {
        if (_keeper is not null)
        {
            _keeper.StandardInput.Close();
            await _keeper.WaitForExitAsync();
            _keeper.Dispose();
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task TellAsync(string command)
    {
        await _keeper!.StandardInput.WriteLineAsync(command);
        await _keeper.StandardInput.FlushAsync();
        using var deadline = new CancellationTokenSource(Patience);
        var answer = await _keeper.StandardOutput.ReadLineAsync(deadline.Token);
        if (answer != command + " 0")
        {
            throw new InvalidOperationException($"PostgreSQL: {answer ?? "ended"}.");
        }
    }
}

/// <summary>A test on a real PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.WhyNone;
}
