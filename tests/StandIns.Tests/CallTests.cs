using Grpc.Core;
using StandIns.Tests.V1;

namespace StandIns.Tests;

public sealed class CallTests : IAsyncLifetime
{
    private TrialServer _server = null!;

    public async Task InitializeAsync() => _server = await TrialServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Unary_Words_ComeBack()
    {
        using var call = _server.Client.EchoAsync(new EchoRequest { Words = "hej" });

        Assert.Equal("hej", (await call).Words);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public void BlockingUnary_Words_ComeBack() =>
        Assert.Equal("hej", _server.Client.Echo(new EchoRequest { Words = "hej" }).Words);

    [Fact]
    public async Task ServerStreaming_ManyResponses_AllArrive()
    {
        using var call = _server.Client.Repeat(new EchoRequest { Words = "hej", Count = 1000 });

        var count = 0;
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal("hej", response.Words);
            count++;
        }

        Assert.Equal(1000, count);
    }

    [Fact]
    public async Task ClientStreaming_ManyRequests_AreJoined()
    {
        using var call = _server.Client.Join();

        await call.RequestStream.WriteAsync(new EchoRequest { Words = "hej" });
        await call.RequestStream.WriteAsync(new EchoRequest { Words = "du" });
        await call.RequestStream.CompleteAsync();

        Assert.Equal("hej du", (await call).Words);
    }

    [Fact]
    public async Task Duplex_PingPong_EachAnsweredBeforeTheNext()
    {
        using var call = _server.Client.Converse();

        foreach (var words in new[] { "ett", "två", "tre" })
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Words = words });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(words, call.ResponseStream.Current.Words);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }
}
