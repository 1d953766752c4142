using System.Collections.Frozen;
using Grpc.Core;
using Grpc.Net.Client;
using Matching.Hosting;

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

    /// <exception cref="InvalidOperationException">An address is missing or is none.</exception>
    public Upstreams(IConfiguration configuration, IReadOnlyList<(string Package, string Name)> served)
    {
        All = [.. served.Select(entry => entry.Name).Distinct().Select(name => Open(configuration, name))];
        _byPackage = served.ToFrozenDictionary(
            entry => entry.Package, entry => All.First(upstream => upstream.Name == entry.Name));
    }

    public IReadOnlyList<Upstream> All { get; }

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
    }

    private static Upstream Open(IConfiguration configuration, string name)
    {
        var key = $"Endpoints:{name}";
        var address = Uri.TryCreate(configuration[key], UriKind.Absolute, out var uri)
            ? uri
            : throw new InvalidOperationException($"{key} is not set to an address such as http://127.0.0.1:5001.");
        var channel = GrpcClients.CreateChannel(address);
        return new Upstream(name, address, channel, channel.CreateCallInvoker());
    }
}

/// <summary>A service behind the gateway.</summary>
internal sealed record Upstream(string Name, Uri Address, GrpcChannel Channel, CallInvoker Invoker);
