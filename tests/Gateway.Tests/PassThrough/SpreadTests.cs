using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Matching.Gateway;
using Matching.Gateway.PassThrough;
using Matching.Hosting;
using Matching.Vacancies.V1;

namespace Gateway.Tests.PassThrough;

/// <summary>A service behind the gateway that has one name and several addresses.</summary>
public sealed class SpreadTests : IAsyncLifetime
{
    private readonly List<FakeUpstream> _upstreams = [];
    private readonly int _port = FreePort();
    private volatile IPAddress[] _addresses = [];
    private WebApplication _gateway = null!;
    private GrpcChannel _channel = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        for (var host = 2; host <= 3; host++)
        {
            _upstreams.Add(await FakeUpstream.StartAsync($"127.0.0.{host}", _port));
        }

        _addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        _gateway = GatewayHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(TestGateway.Settings(new Uri($"dns:///services.headless:{_port}")));
            builder.Configuration["Grpc:Client:RefreshInterval"] = "00:00:00.200";
            builder.Services.AddSingleton<AddressLookup>((_, _) => Task.FromResult(_addresses));
        });
        await _gateway.StartAsync();
        _channel = GrpcClients.CreateChannel(GatewayHost.GrpcAddress(_gateway));
        _http = new HttpClient { BaseAddress = GatewayHost.HttpAddress(_gateway) };
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        _http.Dispose();
        await _gateway.DisposeAsync();
        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }
    }

    [Fact]
    public async Task PassThrough_GoesRound_AndSkipsTheDead()
    {
        var client = new VacancyService.VacancyServiceClient(_channel);
        for (var call = 0; call < 20; call++)
        {
            await client.GetVacancyAsync(new GetVacancyRequest { Name = "vacancies/1" });
        }

        Assert.All(_upstreams, upstream => Assert.Equal(10, upstream.Record.Calls.Count));

        await _upstreams[0].StopAsync();
        for (var call = 0; call < 20; call++)
        {
            await client.GetVacancyAsync(new GetVacancyRequest { Name = "vacancies/2" });
        }

        Assert.Equal(30, _upstreams[1].Record.Calls.Count);

        _addresses = [];
        await TestGateway.EventuallyAsync(() => IsRefused(client));
    }

    [Fact]
    public async Task Rest_GoesRound_AndSkipsTheDead()
    {
        await TestGateway.EventuallyAsync(() => _upstreams.All(upstream =>
        {
            using var response = _http.GetAsync("/v1/vacancies/1").GetAwaiter().GetResult();
            return response.StatusCode == HttpStatusCode.OK && upstream.Record.Calls.Count > 0;
        }));

        await _upstreams[0].StopAsync();
        for (var call = 0; call < 20; call++)
        {
            using var response = await _http.GetAsync("/v1/vacancies/2");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Next_OneCannotBeReached_RestsAndComesBack()
    {
        var clock = new Clock();
        var destinations = new Destinations(
            new Uri("dns:///name:1"), isSecure: true, (_, _) => Task.FromResult(_addresses), TimeSpan.FromMinutes(1), clock);
        var first = (await destinations.NextAsync(CancellationToken.None))!;
        var second = (await destinations.NextAsync(CancellationToken.None))!;
        Assert.Equal(2, new[] { first, second }.Distinct().Count());
        Assert.Equal(("name:1", 2), (first.Authority, destinations.Count));
        Assert.StartsWith("https://127.0.0.", first.Prefix, StringComparison.Ordinal);

        destinations.LeaveOut(first);
        for (var turn = 0; turn < 4; turn++)
        {
            Assert.Same(second, await destinations.NextAsync(CancellationToken.None));
        }

        destinations.LeaveOut(second);
        Assert.NotNull(await destinations.NextAsync(CancellationToken.None));

        clock.Now += Destinations.Rest;
        var seen = new ConcurrentBag<Destination>();
        for (var turn = 0; turn < 4; turn++)
        {
            seen.Add((await destinations.NextAsync(CancellationToken.None))!);
        }

        Assert.Equal(2, seen.Distinct().Count());
    }

    [Fact]
    public async Task CountFailure_ManyOneAfterTheOther_AreToldTogether()
    {
        var clock = new Clock();
        var destinations = new Destinations(
            new Uri("http://127.0.0.1:1"), isSecure: false, (_, _) => Task.FromResult(_addresses), TimeSpan.MaxValue, clock);
        var there = (await destinations.NextAsync(CancellationToken.None))!;

        var first = destinations.CountFailure(there);
        var more = Enumerable.Range(0, 10).Select(_ => destinations.CountFailure(there)).ToArray();
        clock.Now += Destinations.Rest;
        var then = destinations.CountFailure(there);

        Assert.Equal(1, first);
        Assert.All(more, count => Assert.Equal(0, count));
        Assert.Equal(11, then);
    }

    private static bool IsRefused(VacancyService.VacancyServiceClient client)
    {
        try
        {
            client.GetVacancy(new GetVacancyRequest { Name = "vacancies/3" });
            return false;
        }
        catch (RpcException error)
        {
            return error.StatusCode == StatusCode.Unavailable;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
