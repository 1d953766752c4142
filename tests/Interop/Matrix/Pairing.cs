using System.Globalization;
using Matching.Interop.Client;
using Matching.Interop.Server;

namespace Matching.Interop.Matrix;

/// <summary>A client and a server that are brought together, one of them ours.</summary>
/// <param name="Client">Who calls; null for our client.</param>
/// <param name="Server">Who answers; null for our server.</param>
/// <param name="ViaGateway">Whether our server stands behind the gateway.</param>
internal sealed record Pairing(Peer? Client, Peer? Server, bool ViaGateway)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Every pairing there is to look at.</summary>
    public static IReadOnlyList<Pairing> All { get; } =
    [
        .. from client in Peers.All.Prepend(null)
           from viaGateway in new[] { false, true }
           where viaGateway || client is not { IsWeb: true }
           select new Pairing(client, null, viaGateway),
        .. from server in Peers.All
           where server.Server is not null
           select new Pairing(null, server, false),
    ];

    public string ClientName => Client?.Name ?? "ours";

    public string ServerName => Server?.Name ?? (ViaGateway ? "gateway" : "ours");

    /// <summary>The cases that both sides know how to do.</summary>
    public IReadOnlyList<string> Cases =>
        Client?.ClientCases ?? Server?.ServerCases ?? [.. InteropClient.Cases];

    /// <summary>What is not installed that it needs; null where nothing is missing.</summary>
    public string? Missing => Client?.Missing ?? Server?.Missing;

    /// <summary>Runs the cases; what went wrong by case, null where nothing did.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> RunAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        if (Server is not null)
        {
            await using var theirs = await PeerServer.StartAsync(Server, patience.Token);
            return await RunOursAsync(theirs.Address);
        }

        await using var ours = await InteropServer.StartAsync(0, ViaGateway);
        return Client is null
            ? await RunOursAsync(ours.Address)
            : await RunTheirsAsync(Client, Client.IsWeb ? ours.WebAddress : ours.Address, patience.Token);
    }

    public override string ToString() => $"{ClientName} on {ServerName}";

    private async Task<IReadOnlyDictionary<string, string?>> RunOursAsync(Uri server)
    {
        var outcomes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in Cases)
        {
            outcomes[name] = await InteropClient.RunAsync(server, name);
        }

        return outcomes;
    }

    private async Task<IReadOnlyDictionary<string, string?>> RunTheirsAsync(
        Peer client, Uri server, CancellationToken cancellationToken)
    {
        await client.PrepareAsync(cancellationToken);
        string[] where = [server.Host, server.Port.ToString(CultureInfo.InvariantCulture)];
        var (_, output, errors) =
            await Programs.RunAsync([.. client.Client!, .. where, .. Cases], cancellationToken);

        // A case that it says nothing about has failed.
        var outcomes = Cases.ToDictionary(name => name, string? (_) => $"FAIL: {errors}", StringComparer.Ordinal);
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ', 2);
            outcomes[parts[0]] = parts is [_, "ok"] ? null : parts[^1];
        }

        return outcomes;
    }
}
