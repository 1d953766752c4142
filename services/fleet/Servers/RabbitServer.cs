using System.Globalization;

namespace Matching.Servers;

/// <summary>Where a node of RabbitMQ listens, and what it is called.</summary>
/// <param name="Host">An address, which is also the node's host name.</param>
/// <param name="Port">For clients.</param>
/// <param name="DistributionPort">For other nodes.</param>
/// <param name="MapperPort">Where Erlang's port mapper listens, which nodes find each other by.</param>
public sealed record RabbitNode(string Host, int Port, int DistributionPort, int MapperPort)
{
    public string Name => IsOnLoopback ? "matching@localhost" : $"matching@{Host}";

    internal bool IsOnLoopback => Host == "127.0.0.1";

    /// <summary>A node on free ports of loopback.</summary>
    public static RabbitNode OnLoopback() => new("127.0.0.1", FreePorts.Find(), FreePorts.Find(), FreePorts.Find());
}

/// <summary>The nodes that a node forms a cluster with, and how it is started among them.</summary>
/// <param name="Nodes">All of them.</param>
/// <param name="Prefix">What stands before its command, such as what enters another network.</param>
public sealed record RabbitCluster(IReadOnlyList<RabbitNode> Nodes, IReadOnlyList<string> Prefix)
{
    /// <summary>A minority that is cut off stands still, so that nobody is told what the others do not know.</summary>
    internal string Configuration => string.Join('\n', Nodes
        .Select((node, index) => $"cluster_formation.classic_config.nodes.{index + 1} = {node.Name}")
        .Prepend("cluster_formation.peer_discovery_backend = classic_config")
        .Append("cluster_partition_handling = pause_minority"));
}

/// <summary>
/// RabbitMQ of Debian's package as a process, without systemd. It has a port mapper of its own beside it, so that
/// nothing stays behind, and nothing listens but on its address.
/// </summary>
/// <param name="cluster">What it is part of; null where it is alone.</param>
public sealed class RabbitServer(
    string directory, RabbitNode node, string password, Lifetime lifetime, RabbitCluster? cluster = null)
    : ProcessServer("RabbitMQ", directory, lifetime)
{
    private const string Root = "/usr/lib/rabbitmq/lib";
    private const string User = "matching";

    /// <summary>A node that has not been heard of for about so long is taken for gone.</summary>
    private const int TickSeconds = 8;

    private readonly PortMapper _mapper = new(Path.Combine(directory, "epmd"), node, lifetime, cluster?.Prefix ?? []);

    /// <summary>Whether the package is installed.</summary>
    public static bool IsInstalled => Programs is not null;

    public string Uri => $"amqp://{User}:{password}@{node.Host}:{node.Port}";

    private static string? Programs => !Directory.Exists(Root) ? null : Directory
        .EnumerateDirectories(Root, "rabbitmq_server-*").Select(version => Path.Combine(version, "sbin")).Max();

    public override async Task LaunchAsync(CancellationToken cancellationToken)
    {
        await _mapper.LaunchAsync(cancellationToken);
        await base.LaunchAsync(cancellationToken);
    }

    public override Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        Answers.RabbitAsync(node.Host, node.Port, cancellationToken);

    public override async Task<bool> StopAsync()
    {
        var ended = await base.StopAsync();
        await _mapper.KillAsync();
        return ended;
    }

    public override async Task KillAsync()
    {
        await base.KillAsync();
        await _mapper.KillAsync();
    }

    /// <summary>Runs a command of <c>rabbitmqctl</c>.</summary>
    public override async Task<string> ControlAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var (code, output) = await ShortCommand.TryAsync(
            [.. cluster?.Prefix ?? [], Path.Combine(Programs!, "rabbitmqctl"), "-q", .. arguments],
            Settings(),
            cancellationToken);
        return code == 0 ? output : throw new InvalidOperationException($"rabbitmqctl failed: {output.Trim()}");
    }

    protected override async Task<(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment)>
        PrepareAsync(CancellationToken cancellationToken)
    {
        var programs = Programs ?? throw new InvalidOperationException("RabbitMQ is not installed.");
        await SecretFile.WriteAsync(
            Path.Combine(Folder, "rabbitmq.conf"),
            $"""
            listeners.tcp.1 = {node.Host}:{node.Port}
            default_user = {User}
            default_pass = {password}
            loopback_users = none
            {cluster?.Configuration}

            """,
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Folder, "plugins"), "[].\n", cancellationToken);
        await SecretFile.WriteAsync(Path.Combine(Folder, ".erlang.cookie"), password, cancellationToken);
        return ([.. cluster?.Prefix ?? [], Path.Combine(programs, "rabbitmq-server")], Settings());
    }

    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["HOME"] = Folder,
        ["ERL_EPMD_PORT"] = node.MapperPort.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = node.Host,
        ["RABBITMQ_NODENAME"] = node.Name,
        ["RABBITMQ_USE_LONGNAME"] = node.IsOnLoopback ? "false" : "true",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(Folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(Folder, "logs"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(Folder, "rabbitmq"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(Folder, "plugins"),
        ["RABBITMQ_DIST_PORT"] = node.DistributionPort.ToString(CultureInfo.InvariantCulture),
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            $"+S 2:2 -kernel inet_dist_use_interface {{{node.Host.Replace('.', ',')}}} net_ticktime {TickSeconds}",

        // Without it a shell stays between, which would have to be stopped too.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    /// <summary>Erlang's port mapper for one node.</summary>
    private sealed class PortMapper(string directory, RabbitNode node, Lifetime lifetime, IReadOnlyList<string> prefix)
        : ProcessServer("epmd", directory, lifetime)
    {
        public override Task<bool> IsReadyAsync(CancellationToken cancellationToken) => Task.FromResult(IsRunning);

        protected override Task<(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment)>
            PrepareAsync(CancellationToken cancellationToken) =>
            Task.FromResult<(IReadOnlyList<string>, IReadOnlyDictionary<string, string>)>((
                [.. prefix, "epmd", "-address", node.Host, "-port", $"{node.MapperPort}"],
                new Dictionary<string, string>()));
    }
}
