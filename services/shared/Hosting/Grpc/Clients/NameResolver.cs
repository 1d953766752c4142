using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// Keeps a channel told of the addresses behind the names of <c>dns:///host:port,host:port</c>: at the start, at an
/// interval, and when a connection breaks. While a name cannot be looked up the channel stays with what it has of it.
/// </summary>
internal sealed class NameResolver(
    Uri address, AddressLookup lookup, TimeSpan refreshInterval, ILoggerFactory logs) : PollingResolver(logs)
{
    /// <summary>Tells the channel which name a certificate must have, where it connects to an address.</summary>
    private static readonly BalancerAttributesKey<string> HostOverride = new("HostOverride");

    private readonly DnsEndPoint[] _names = NamesOf(address);
    private readonly Dictionary<DnsEndPoint, IPAddress[]> _found = [];
    private ITimer? _timer;

    /// <exception cref="InvalidOperationException">It is not such an address.</exception>
    public static DnsEndPoint[] NamesOf(Uri address) =>
        [.. address.AbsolutePath.TrimStart('/').Split(',').Select(name =>
            name.Split(':') is [{ Length: > 0 } host, var text]
            && ushort.TryParse(text, CultureInfo.InvariantCulture, out var port)
                ? new DnsEndPoint(host, port)
                : throw new InvalidOperationException($"{address} is not an address such as dns:///profile:5001."))];

    // Names change in real time, also in a replay.
    protected override void OnStarted() =>
        _timer = TimeProvider.System.CreateTimer(_ => Refresh(), state: null, refreshInterval, refreshInterval);

    protected override async Task ResolveAsync(CancellationToken cancellationToken)
    {
        SocketException? failure = null;
        foreach (var name in _names)
        {
            try
            {
                _found[name] = await lookup(name.Host, cancellationToken);
            }
            catch (SocketException error)
            {
                // What was found before is more likely right than nothing.
                failure = error;
            }
        }

        Listener(_found.Count == 0 && failure is not null
            ? throw failure
            : ResolverResult.ForResult([.. _found.SelectMany(
                found => found.Value.Distinct().Select(address => ToBalancer(found.Key, address)))]));
    }

    protected override void Dispose(bool disposing)
    {
        _timer?.Dispose();
        base.Dispose(disposing);
    }

    private static BalancerAddress ToBalancer(DnsEndPoint name, IPAddress found)
    {
        var balanced = new BalancerAddress(found.ToString(), name.Port);
        balanced.Attributes.Set(HostOverride, $"{name.Host}:{name.Port}");
        return balanced;
    }
}

/// <summary>Makes resolvers for the channels of one host.</summary>
internal sealed class NameResolverFactory(AddressLookup lookup, TimeSpan refreshInterval) : ResolverFactory
{
    public const string Scheme = "dns";

    public override string Name => Scheme;

    public override Resolver Create(ResolverOptions options) =>
        new NameResolver(options.Address, lookup, refreshInterval, options.LoggerFactory);
}
