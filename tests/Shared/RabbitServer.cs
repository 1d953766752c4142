using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Matching.Testing;

/// <summary>
/// A real RabbitMQ for tests: a child process on free loopback ports with a directory of its own. It ends with whoever
/// started it, however that ends: a shell between them waits for its input to close.
/// </summary>
internal sealed class RabbitServer : IAsyncDisposable
{
    // Each line of the input is a command, and is answered by a line when it is done. HOME holds the node's cookie.
    private const string Keeper = """
        dir=$(mktemp -d /tmp/matching-mq-XXXXXX); bin=$(ls -d /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin | tail -1)
        export HOME=$dir RABBITMQ_NODENAME=test$1@localhost RABBITMQ_MNESIA_BASE=$dir/data RABBITMQ_LOG_BASE=$dir/log
        export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$1 RABBITMQ_DIST_PORT=$2
        export RABBITMQ_PID_FILE=$dir/pid RABBITMQ_ENABLED_PLUGINS_FILE=$dir/plugins
        echo '[].' >"$dir/plugins"; cd "$dir"
        start() { rm -f "$dir/pid"; "$bin/rabbitmq-server" </dev/null >/dev/null 2>&1 & "$bin/rabbitmqctl" wait "$dir/pid" --timeout 60 >/dev/null 2>&1; }
        trap 'kill -9 "$(cat "$dir/pid")" 2>/dev/null; rm -rf "$dir"' EXIT
        while read -r command; do
            case $command in
                start) start ;;
                stop) "$bin/rabbitmqctl" stop "$dir/pid" >/dev/null 2>&1 ;;
                kill) kill -9 "$(cat "$dir/pid")" ;;
                pause) kill -STOP "$(cat "$dir/pid")" ;;
                resume) kill -CONT "$(cat "$dir/pid")" ;;
                depth*)
                    "$bin/rabbitmqctl" -q list_queues name messages 2>/dev/null \
                        | awk -v q="${command#* }" '$1 == q { print $2 }' | grep . || echo -
                    continue ;;
            esac
            echo "$command $?"
        done
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _keeper;

    private RabbitServer(Process keeper, int port) => (_keeper, Uri) = (keeper, $"amqp://guest:guest@127.0.0.1:{port}");

    /// <summary>Why there is no RabbitMQ to test on; null where there is one.</summary>
    public static string? WhyNone =>
        Directory.Exists("/usr/lib/rabbitmq/lib") ? null : "RabbitMQ is not installed.";

    public string Uri { get; }

    public static async Task<RabbitServer> StartAsync()
    {
        int[] ports = FreePorts();
        var keeper = Process.Start(new ProcessStartInfo("bash")
        {
            ArgumentList = { "-c", Keeper, "bash", $"{ports[0]}", $"{ports[1]}" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var server = new RabbitServer(keeper, ports[0]);
        await server.RestartAsync();
        return server;
    }

    public Task KillAsync() => TellAsync("kill");

    public Task RestartAsync() => TellAsync("start");

    /// <summary>The messages in a queue; null where there is no such queue.</summary>
    public async Task<int?> DepthAsync(string queue) =>
        int.TryParse(await AskAsync($"depth {queue}"), out var depth) ? depth : null;

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private static int[] FreePorts()
    {
        using var one = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Socket[] sockets = [one, other];
        return Array.ConvertAll(sockets, socket =>
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        });
    }

    private async Task TellAsync(string command)
    {
        var answer = await AskAsync(command);
        if (answer != command + " 0")
        {
            throw new InvalidOperationException($"RabbitMQ: {answer}.");
        }
    }

    private async Task<string> AskAsync(string command)
    {
        await _keeper.StandardInput.WriteLineAsync(command);
        await _keeper.StandardInput.FlushAsync();
        using var deadline = new CancellationTokenSource(Patience);
        return await _keeper.StandardOutput.ReadLineAsync(deadline.Token) ?? "ended";
    }
}

/// <summary>A test on a real RabbitMQ.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RabbitFactAttribute : FactAttribute
{
    public RabbitFactAttribute() => Skip = RabbitServer.WhyNone;
}
