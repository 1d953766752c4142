using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// Keeps a channel told of the addresses behind a <c>dns:///host:port</c> name: at the start, at an interval, and when
/// a connection breaks. While the name cannot be looked up the channel stays with what it has.
/// </summary>
internal sealed class NameResolver(
    Uri address, AddressLookup lookup, TimeSpan refreshInterval, ILoggerFactory logs) : PollingResolver(logs)
{
    /// <summary>Tells the channel which name a certificate must have, where it connects to an address.</summary>
    private static readonly BalancerAttributesKey<string> HostOverride = new("HostOverride");

    private readonly DnsEndPoint _name = NameOf(address);
    private ITimer? _timer;
    private bool _resolved;

    /// <exception cref="InvalidOperationException">It is not such an address.</exception>
    public static DnsEndPoint NameOf(Uri address) =>
        address.AbsolutePath.TrimStart('/').Split(':') is [{ Length: > 0 } host, var text]
        && ushort.TryParse(text, CultureInfo.InvariantCulture, out var port)
            ? new DnsEndPoint(host, port)
            : throw new InvalidOperationException($"{address} is not an address such as dns:///profile:5001.");

    // Names change in real time, also in a replay.
    protected override void OnStarted() =>
        _timer = TimeProvider.System.CreateTimer(_ => Refresh(), state: null, refreshInterval, refreshInterval);

    protected override async Task ResolveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await lookup(_name.Host, cancellationToken);
            Listener(ResolverResult.ForResult([.. found.Distinct().Select(ToBalancer)]));
            _resolved = true;
        }
        catch (SocketException) when (_resolved)
        {
            // What was found before is more likely right than nothing.
        }
    }

    protected override void Dispose(bool disposing)
    {
        _timer?.Dispose();
        base.Dispose(disposing);
    }

    private BalancerAddress ToBalancer(IPAddress found)
    {
        var balanced = new BalancerAddress(found.ToString(), _name.Port);
        balanced.Attributes.Set(HostOverride, $"{_name.Host}:{_name.Port}");
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
