using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests.Calls;

/// <summary>A name with several addresses, as a headless service has, whose addresses a test changes.</summary>
public sealed class BalancingTests : IAsyncLifetime
{
    private const string Key = "Endpoints:Profile";
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly List<HostedService> _services = [];
    private readonly int _port = FreePort();
    private volatile IPAddress[] _addresses = [];
    private volatile bool _lookupFails;
    private ServiceProvider _provider = null!;

    private ProfileService.ProfileServiceClient Client => _provider.GetRequiredService<ProfileService.ProfileServiceClient>();

    public async Task InitializeAsync()
    {
        for (var host = 2; host <= 4; host++)
        {
            _services.Add(await StartAsync($"127.0.0.{host}"));
        }

        _addresses = [.. _services.Take(2).Select(service => IPAddress.Parse(service.Address.Host))];
        _provider = Provide($"dns:///profile.headless:{_port}", (host, _) => _lookupFails
            ? Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain))
            : Task.FromResult(host == "profile.headless" ? _addresses : []));
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task Calls_GoRoundAllAddresses_AsTheseComeAndGo()
    {
        await UntilServedByAsync("127.0.0.2", "127.0.0.3");
        _calls.Clear();
        for (var call = 0; call < 40; call++)
        {
            await Client.GetCandidateAsync(new GetCandidateRequest());
        }

        Assert.Equal([("127.0.0.2", 20), ("127.0.0.3", 20)], _calls.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));

        // One dies before the name says so: no call fails.
        await _services[0].StopAsync();
        for (var call = 0; call < 40; call++)
        {
            await Client.GetCandidateAsync(new GetCandidateRequest());
        }

        // The name loses it and gets another, which has its share soon.
        _addresses = [IPAddress.Parse("127.0.0.3"), IPAddress.Parse("127.0.0.4")];
        await UntilServedByAsync("127.0.0.3", "127.0.0.4");

        // While nobody can be asked, calls go where they went.
        _lookupFails = true;
        await Task.Delay(TimeSpan.FromSeconds(1));
        await UntilServedByAsync("127.0.0.3", "127.0.0.4");
    }

    [Fact]
    public async Task Calls_SeveralNames_GoRoundThoseThatAreThere()
    {
        await using var provider = Provide($"dns:///one:{_port},nowhere:{_port},two:{_port}", (host, _) => host switch
        {
            "one" => Task.FromResult(new[] { IPAddress.Parse("127.0.0.2") }),
            "two" => Task.FromResult(new[] { IPAddress.Parse("127.0.0.3") }),
            _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
        });
        var client = provider.GetRequiredService<ProfileService.ProfileServiceClient>();
        while (_calls.Count < 2)
        {
            await client.GetCandidateAsync(new GetCandidateRequest());
        }

        await _services[1].StopAsync();
        _calls.Clear();
        for (var call = 0; call < 10; call++)
        {
            await client.GetCandidateAsync(new GetCandidateRequest());
        }

        Assert.Equal(10, _calls["127.0.0.2"]);
    }

    [Fact]
    public async Task Call_TheNameHasNoAddress_IsUnavailable()
    {
        _addresses = [];

        var error = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetCandidateAsync(
            new GetCandidateRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(5)));

        Assert.Contains(error.StatusCode, new[] { StatusCode.Unavailable, StatusCode.DeadlineExceeded });
    }

    [Theory]
    [InlineData("dns:///profile")]
    [InlineData("dns:///:5001")]
    [InlineData("dns:///profile:port")]
    [InlineData("dns:///profile:5001,")]
    [InlineData("dns:///profile:5001,other")]
    [InlineData("ftp://profile:5001")]
    public void NamesOf_NoSuchAddress_IsRefused(string address) =>
        Assert.Throws<InvalidOperationException>(() => GrpcChannels.NamesOf(new Uri(address)));

    private static ServiceProvider Provide(string address, AddressLookup lookup) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Key] = address,
            ["Grpc:Client:RefreshInterval"] = "00:00:00.200",
        }).Build())
        .AddSingleton(lookup)
        .AddGrpcClient<ProfileService.ProfileServiceClient>(Key)
        .BuildServiceProvider();

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private Task<HostedService> StartAsync(string address) => new ScriptedProfiles
    {
        OnGet = _ =>
        {
            _calls.AddOrUpdate(address, 1, (_, count) => count + 1);
            return Task.FromResult(new Candidate());
        },
    }.StartAsync(builder =>
    {
        builder.Configuration[ServiceHosting.BindAddressKey] = address;
        builder.Configuration[ServiceHosting.PortKey] = _port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    });

    private async Task UntilServedByAsync(params string[] addresses)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            _calls.Clear();
            for (var call = 0; call < 10; call++)
            {
                await Client.GetCandidateAsync(new GetCandidateRequest(), cancellationToken: deadline.Token);
            }
        }
        while (!addresses.ToHashSet().SetEquals(_calls.Keys));
    }
}
