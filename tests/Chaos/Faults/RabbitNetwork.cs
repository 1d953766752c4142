using Matching.Servers;

namespace Matching.Chaos.Faults;

/// <summary>
/// Three nodes of RabbitMQ that form a cluster, each in a network namespace of its own behind one bridge (ip-netns(8)),
/// so that they can be parted from each other and not from their clients. Needs root.
/// </summary>
internal sealed class RabbitNetwork
{
    private const int Nodes = 3;
    private const int ClientPort = 5672;

    private readonly string _name;
    private readonly string _subnet;
    private readonly string _directory;
    private readonly RabbitNode[] _nodes;

    private RabbitNetwork(string directory)
    {
        // The process's id tells networks of several runs apart.
        _name = $"mc{Environment.ProcessId}";
        _subnet = $"10.213.{Environment.ProcessId % 250}";
        _directory = directory;
        _nodes = [.. Enumerable.Range(1, Nodes).Select(n => new RabbitNode($"{_subnet}.{10 + n}", ClientPort, 25672, 4369))];
    }

    public IReadOnlyList<RabbitServer> Servers { get; private set; } = [];

    /// <summary>
    /// Makes the networks and the nodes, which are not started yet; null where this machine does not let us.
    /// </summary>
    public static async Task<RabbitNetwork?> TryCreateAsync(string directory, string password, Action<string> say)
    {
        var network = new RabbitNetwork(directory);
        try
        {
            await network.CreateAsync(password);
            return network;
        }
        catch (InvalidOperationException error)
        {
            say($"No cluster of RabbitMQ, because no networks can be made here: {error.Message}");
            await network.RemoveAsync();
            return null;
        }
    }

    /// <summary>All at once: a node waits for those that it stopped with.</summary>
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Servers.Select(server => server.StartAsync(cancellationToken)));

    /// <summary>Cuts a node off from the others; its clients reach it still.</summary>
    public Task PartAsync(int node) => RouteAsync("add", node);

    public Task JoinAsync(int node) => RouteAsync("del", node);

    public async Task RemoveAsync()
    {
        foreach (var server in Servers)
        {
            await server.KillAsync();
        }

        for (var n = 0; n < Nodes; n++)
        {
            await ShortCommand.TryAsync(["ip", "netns", "del", Namespace(n)], null, CancellationToken.None);
        }

        await ShortCommand.TryAsync(["ip", "link", "del", _name], null, CancellationToken.None);
    }

    private static Task<string> IpAsync(string arguments) =>
        ShortCommand.RunAsync(["ip", .. arguments.Split(' ')], CancellationToken.None);

    private async Task RouteAsync(string what, int node)
    {
        foreach (var other in _nodes.Where((_, n) => n != node))
        {
            await IpAsync($"-n {Namespace(node)} route {what} blackhole {other.Host}/32");
        }
    }

    private async Task CreateAsync(string password)
    {
        await IpAsync($"link add {_name} type bridge");
        await IpAsync($"addr add {_subnet}.1/24 dev {_name}");
        await IpAsync($"link set {_name} up");
        for (var n = 0; n < Nodes; n++)
        {
            await IpAsync($"netns add {Namespace(n)}");
            await IpAsync($"link add {_name}v{n} type veth peer name eth0 netns {Namespace(n)}");
            await IpAsync($"link set {_name}v{n} master {_name} up");
            await IpAsync($"-n {Namespace(n)} addr add {_nodes[n].Host}/24 dev eth0");
            await IpAsync($"-n {Namespace(n)} link set eth0 up");
            await IpAsync($"-n {Namespace(n)} link set lo up");
        }

        Servers = [.. _nodes.Select((node, n) => new RabbitServer(
            Path.Combine(_directory, $"rabbitmq-{n + 1}"),
            node,
            password,
            Lifetime.OfItsStarter,
            new RabbitCluster(_nodes, ["ip", "netns", "exec", Namespace(n)])))];
    }

    private string Namespace(int node) => $"{_name}-{node + 1}";
}
