using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StandIns.Tests.V1;

namespace StandIns.Tests;

/// <summary>Calls of every kind between the real client and the real server, over HTTP/2.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private static readonly MethodConfig Retries = new()
    {
        Names = { MethodName.Default },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = 3,
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(1),
            BackoffMultiplier = 1,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    private static readonly byte[] Bytes = [0, 1, 2, 127, 128, 255];

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
    public async Task Unary_ManyAtOnce_AllComeBack()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 500)
            .Select(async i => (i, await _server.Client.EchoAsync(new EchoRequest { Words = $"{i}" }))));

        Assert.All(responses, pair => Assert.Equal($"{pair.i}", pair.Item2.Words));
    }

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

    [Fact]
    public async Task Metadata_TextAndBytes_ComeBackAsHeadersAndTrailers()
    {
        var headers = new Metadata { { "X-Text", "some text" }, { "x-data-bin", Bytes } };
        using var call = _server.Client.EchoAsync(new EchoRequest(), headers);

        var responseHeaders = await call.ResponseHeadersAsync;
        await call;

        Assert.All([responseHeaders, call.GetTrailers()], received =>
        {
            Assert.Equal("some text", received.GetValue("x-text"));
            Assert.Equal(Bytes, received.GetValueBytes("x-data-bin"));
        });
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.Unauthenticated)]
    public async Task Status_ThrownByTheServer_ReachesTheClientWithDetailAndTrailers(StatusCode code)
    {
        var request = new EchoRequest { Words = "för många ord: 100 %\n", StatusCode = (int)code };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await _server.Client.EchoAsync(request));

        Assert.Equal(code, error.StatusCode);
        Assert.Equal(request.Words, error.Status.Detail);
        Assert.Equal<byte>([0, 1, 254, 255], error.Trailers.GetValueBytes("why-bin")!);
        Assert.Contains(code.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_AfterSomeResponses_EndsTheStream()
    {
        using var call = _server.Client.Repeat(
            new EchoRequest { Words = "hej", Count = 3, StatusCode = (int)StatusCode.DataLoss });

        var count = 0;
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var _ in call.ResponseStream.ReadAllAsync())
            {
                count++;
            }
        });

        Assert.Equal(3, count);
        Assert.Equal(StatusCode.DataLoss, error.StatusCode);
        Assert.Equal(StatusCode.DataLoss, call.GetStatus().StatusCode);
        Assert.Equal<byte>([0, 1, 254, 255], call.GetTrailers().GetValueBytes("why-bin")!);
    }

    [Fact]
    public async Task GetStatus_BeforeTheEnd_Throws()
    {
        using var call = _server.Client.EchoAsync(new EchoRequest { Hang = true });

        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(call.GetTrailers);
        Assert.False(call.ResponseAsync.IsCompleted);
    }

    [Fact]
    public async Task Deadline_Passed_EndsTheCall()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(200);

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await _server.Client.EchoAsync(new EchoRequest { Hang = true }, deadline: deadline));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
    }

    [Fact]
    public async Task Cancellation_OfEveryKindOfCall_EndsIt()
    {
        using var cancel = new CancellationTokenSource();
        var headers = new Metadata { { "x-started", "yes" } };
        var hang = new EchoRequest { Hang = true };
        var client = _server.Client;

        using var unary = client.EchoAsync(hang, headers, cancellationToken: cancel.Token);
        using var server = client.Repeat(hang, headers, cancellationToken: cancel.Token);
        using var upload = client.Join(headers, cancellationToken: cancel.Token);
        using var duplex = client.Converse(headers, cancellationToken: cancel.Token);
        await upload.RequestStream.WriteAsync(hang);
        await duplex.RequestStream.WriteAsync(hang);
        foreach (var started in new[]
        {
            unary.ResponseHeadersAsync,
            server.ResponseHeadersAsync,
            upload.ResponseHeadersAsync,
            duplex.ResponseHeadersAsync,
        })
        {
            Assert.Equal("yes", (await started).GetValue("x-started"));
        }

        await cancel.CancelAsync();

        await Cancelled(unary.ResponseAsync);
        await Cancelled(ReadToEndAsync(server.ResponseStream));
        await Cancelled(upload.ResponseAsync);
        await Cancelled(ReadToEndAsync(duplex.ResponseStream));

        static async Task Cancelled(Task call) =>
            Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
    }

    [Fact]
    public async Task Dispose_OfACallUnderWay_CancelsIt()
    {
        var call = _server.Client.EchoAsync(new EchoRequest { Hang = true });

        call.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task WriteAsync_WithAToken_WritesOrIsCancelled()
    {
        using var call = _server.Client.Join();
        using var cancel = new CancellationTokenSource();

        await call.RequestStream.WriteAsync(new EchoRequest { Words = "hej" }, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(
            () => call.RequestStream.WriteAsync(new EchoRequest { Words = "du" }, cancel.Token));
    }

    [Fact]
    public async Task NoServer_IsUnavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await new V1.TrialService.TrialServiceClient(channel).EchoAsync(new EchoRequest()));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.NotNull(error.Status.DebugException);
    }

    [Fact]
    public async Task Retry_TwiceUnavailable_SucceedsTheThirdTime()
    {
        var flaky = new FlakyInterceptor();
        await using var server = await TrialServer.StartAsync(
            services =>
            {
                services.AddSingleton(flaky);
                services.AddGrpc(grpc => grpc.Interceptors.Add<FlakyInterceptor>());
            },
            app => app.MapGrpcService<TrialService>(),
            new GrpcChannelOptions { ServiceConfig = new ServiceConfig { MethodConfigs = { Retries } } });

        using var call = server.Client.EchoAsync(new EchoRequest { Words = "hej" });

        Assert.Equal("hej", (await call).Words);
        Assert.Equal(3, flaky.Calls);
    }

    [Fact]
    public async Task UnknownMethod_IsUnimplemented()
    {
        var strings = Marshallers.StringMarshaller;
        var method = new Method<string, string>(MethodType.Unary, "trial.v1.TrialService", "Sing", strings, strings);

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await _server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), "la"));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    private static async Task ReadToEndAsync(IAsyncStreamReader<EchoResponse> responses)
    {
        await foreach (var _ in responses.ReadAllAsync())
        {
        }
    }

    /// <summary>Is unavailable for the first two calls.</summary>
    private sealed class FlakyInterceptor : Interceptor
    {
        private int _calls;

        public int Calls => _calls;

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            Interlocked.Increment(ref _calls) <= 2
                ? throw new RpcException(new Status(StatusCode.Unavailable, "not yet"))
                : continuation(request, context);
    }
}
