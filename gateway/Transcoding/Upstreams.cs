using System.Collections.Frozen;
using System.Diagnostics;
using System.Net;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Matching.Gateway.PassThrough;
using Matching.Hosting;
using Yarp.ReverseProxy.Forwarder;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Matching.Gateway.Transcoding;

/// <summary>The services behind the gateway: which address serves which package, and one channel to each.</summary>
internal sealed class Upstreams : IDisposable
{
    /// <summary>Packages by the name of the service that serves them.</summary>
    public static readonly IReadOnlyList<(string Package, string Name)> Served =
    [
        ("profile.v1", "Profile"),
        ("vacancy.v1", "Vacancy"),
        ("matching.v1", "Matching"),
        ("competence.v1", "Matching"),
    ];

    private readonly FrozenDictionary<string, Upstream> _byPackage;
    private readonly GrpcChannels _channels;

    /// <param name="lookup">Finds the addresses behind a name; the machine's own way unless given.</param>
    /// <param name="services">What is called there.</param>
    /// <exception cref="InvalidOperationException">An address is missing or is none.</exception>
    public Upstreams(
        IConfiguration configuration,
        IReadOnlyList<(string Package, string Name)> served,
        AddressLookup? lookup = null,
        IReadOnlyList<ServiceDescriptor>? services = null)
    {
        lookup ??= Dns.GetHostAddressesAsync;
        _channels = new GrpcChannels(configuration, lookup);
        Connections = Handler(_channels);
        All = [.. served.Select(entry => entry.Name).Distinct()
            .Select(name => Open(configuration, name, lookup, services ?? []))];
        _byPackage = served.ToFrozenDictionary(
            entry => entry.Package, entry => All.First(upstream => upstream.Name == entry.Name));
    }

    public IReadOnlyList<Upstream> All { get; }

    /// <summary>The connections that calls are passed on over.</summary>
    public HttpMessageHandler Connections { get; }

    /// <summary>
    /// The service behind a gRPC service name such as <c>vacancy.v1.VacancyService</c>; null for none.
    /// </summary>
    public Upstream? Find(string serviceName) =>
        serviceName.LastIndexOf('.') is var dot && dot > 0
            ? _byPackage.GetValueOrDefault(serviceName[..dot])
            : null;

    public void Dispose()
    {
        foreach (var upstream in All)
        {
            upstream.Channel.Dispose();
        }

        Connections.Dispose();
    }

    private static SocketsHttpHandler Handler(GrpcChannels channels)
    {
        var handler = channels.CreateHandler();
        handler.UseCookies = false;
        handler.AllowAutoRedirect = false;
        handler.AutomaticDecompression = DecompressionMethods.None;

        // What is passed on belongs to the gateway's span, and not beside it to its caller's.
        handler.ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current);
        return handler;
    }

    private Upstream Open(
        IConfiguration configuration, string name, AddressLookup lookup, IReadOnlyList<ServiceDescriptor> services)
    {
        var key = $"Endpoints:{name}";
        var address = Uri.TryCreate(configuration[key], UriKind.Absolute, out var uri)
            ? uri
            : throw new InvalidOperationException($"{key} is not set to an address such as http://127.0.0.1:5001.");
        var channel = _channels.Open(address, services);
        var destinations = new Destinations(
            address, _channels.IsSecure(address), lookup, _channels.RefreshInterval, TimeProvider.System);
        return new Upstream(name, destinations, channel, channel.Intercept(_channels.Interceptor));
    }
}

/// <summary>A service behind the gateway.</summary>
internal sealed record Upstream(
    string Name, Destinations Destinations, GrpcChannel Channel, CallInvoker Invoker);
