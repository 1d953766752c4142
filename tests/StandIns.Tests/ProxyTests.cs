using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StandIns.Tests.V1;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace StandIns.Tests;

/// <summary>YARP between client and server: calls pass through it as they are, trailers included.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private TrialServer _server = null!;
    private TrialServer _proxy = null!;

    public async Task InitializeAsync()
    {
        _server = await TrialServer.StartAsync();
        var route = new RouteConfig
        {
            RouteId = "trial",
            ClusterId = "trial",
            Match = new RouteMatch { Path = "/trial.v1.TrialService/{**method}" },
        };
        var cluster = new ClusterConfig
        {
            ClusterId = "trial",
            HttpRequest = new ForwarderRequestConfig
            {
                Version = new Version(2, 0),
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            },
            Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
            {
                ["only"] = new() { Address = _server.Address },
            },

            // Hashes the name of the destination: the one place where YARP needs System.IO.Hashing.
            SessionAffinity = new SessionAffinityConfig
            {
                Enabled = true,
                Policy = "HashCookie",
                AffinityKeyName = "to",
            },
        };
        _proxy = await TrialServer.StartAsync(
            services => services.AddReverseProxy().LoadFromMemory([route], [cluster]),
            app => app.MapReverseProxy());
    }

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Unary_ThroughTheProxy_KeepsHeadersAndTrailers()
    {
        using var call = _proxy.Client.EchoAsync(
            new EchoRequest { Words = "hej" }, new Metadata { { "x-data-bin", [1, 2] } });

        var headers = await call.ResponseHeadersAsync;

        Assert.Equal("hej", (await call).Words);
        Assert.Equal<byte>([1, 2], headers.GetValueBytes("x-data-bin")!);
        Assert.Equal<byte>([1, 2], call.GetTrailers().GetValueBytes("x-data-bin")!);
    }

    [Fact]
    public async Task Status_ThroughTheProxy_KeepsDetailAndTrailers()
    {
        var request = new EchoRequest { Words = "finns inte", StatusCode = (int)StatusCode.NotFound };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await _proxy.Client.EchoAsync(request));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("finns inte", error.Status.Detail);
        Assert.Equal<byte>([0, 1, 254, 255], error.Trailers.GetValueBytes("why-bin")!);
    }

    [Fact]
    public async Task ServerStreaming_ThroughTheProxy_AllArriveWithTheStatus()
    {
        using var call = _proxy.Client.Repeat(
            new EchoRequest { Words = "hej", Count = 1000, StatusCode = (int)StatusCode.DataLoss });

        var count = 0;
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var _ in call.ResponseStream.ReadAllAsync())
            {
                count++;
            }
        });

        Assert.Equal(1000, count);
        Assert.Equal(StatusCode.DataLoss, error.StatusCode);
    }

    [Fact]
    public async Task ClientStreaming_ThroughTheProxy_IsJoined()
    {
        using var call = _proxy.Client.Join();

        await call.RequestStream.WriteAsync(new EchoRequest { Words = "hej" });
        await call.RequestStream.WriteAsync(new EchoRequest { Words = "du" });
        await call.RequestStream.CompleteAsync();

        Assert.Equal("hej du", (await call).Words);
    }

    [Fact]
    public async Task Duplex_ThroughTheProxy_AnswersEachBeforeTheNext()
    {
        using var call = _proxy.Client.Converse();

        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Words = $"{i}" });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal($"{i}", call.ResponseStream.Current.Words);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task SessionAffinity_HashCookie_NamesTheDestinationByItsHash()
    {
        using var call = _proxy.Client.EchoAsync(new EchoRequest());
        await call;

        Assert.StartsWith("to=", (await call.ResponseHeadersAsync).GetValue("set-cookie"), StringComparison.Ordinal);
    }
}
