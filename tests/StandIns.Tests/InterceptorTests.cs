using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StandIns.Tests.V1;

namespace StandIns.Tests;

/// <summary>Interceptors on both sides, for every kind of call.</summary>
public sealed class InterceptorTests
{
    [Fact]
    public async Task BothSides_EveryKindOfCall_IsSeenOnce()
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await TrialServer.StartAsync(
            services =>
            {
                services.AddSingleton(new ServerInterceptor(seen));
                services.AddGrpc(grpc => grpc.Interceptors.Add<ServerInterceptor>());
            },
            app => app.MapGrpcService<TrialService>());
        var client = new V1.TrialService.TrialServiceClient(
            server.Channel.Intercept(new ClientInterceptor("client", seen)));

        client.Echo(new EchoRequest());
        await client.EchoAsync(new EchoRequest());
        using var repeat = client.Repeat(new EchoRequest());
        Assert.True(await repeat.ResponseStream.MoveNext(CancellationToken.None));
        using var join = client.Join();
        await join.RequestStream.CompleteAsync();
        await join;
        using var converse = client.Converse();
        await converse.RequestStream.CompleteAsync();
        Assert.False(await converse.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(
            [
                "client blocking Echo", "server unary /trial.v1.TrialService/Echo",
                "client unary Echo", "server unary /trial.v1.TrialService/Echo",
                "client server stream Repeat", "server server stream /trial.v1.TrialService/Repeat",
                "client client stream Join", "server client stream /trial.v1.TrialService/Join",
                "client duplex Converse", "server duplex /trial.v1.TrialService/Converse",
            ],
            seen);
    }

    [Fact]
    public async Task Intercept_Several_TheFirstRunsFirst()
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await TrialServer.StartAsync();
        var invoker = server.Channel.Intercept(new ClientInterceptor("one", seen), new ClientInterceptor("two", seen))
            .Intercept(new ClientInterceptor("zero", seen));

        await new V1.TrialService.TrialServiceClient(invoker).EchoAsync(new EchoRequest());

        Assert.Equal(["zero unary Echo", "one unary Echo", "two unary Echo"], seen);
    }

    [Fact]
    public async Task Intercept_HeaderFunction_ChangesTheHeadersOfEveryCall()
    {
        await using var server = await TrialServer.StartAsync();
        var client = new V1.TrialService.TrialServiceClient(server.Channel.Intercept(headers =>
        {
            headers.Add("x-added", "yes");
            return headers;
        }));
        var own = new Metadata { { "x-own", "too" } };

        using var call = client.EchoAsync(new EchoRequest(), own);
        await call;
        using var bare = client.Converse();
        await bare.RequestStream.WriteAsync(new EchoRequest());

        Assert.Equal("yes", call.GetTrailers().GetValue("x-added"));
        Assert.Equal("too", call.GetTrailers().GetValue("x-own"));
        Assert.Equal("yes", (await bare.ResponseHeadersAsync).GetValue("x-added"));
    }

    [Fact]
    public async Task ServerInterceptor_ThatThrows_DecidesTheStatus()
    {
        await using var server = await TrialServer.StartAsync(grpc => grpc.Interceptors.Add<RefusingInterceptor>());

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client.EchoAsync(new EchoRequest()));

        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
        Assert.Equal("not you", error.Status.Detail);
        Assert.Equal("1", error.Trailers.GetValue("attempt"));
    }

    [Fact]
    public async Task ClientInterceptor_ThatWrapsTheCall_ChangesTheResponse()
    {
        await using var server = await TrialServer.StartAsync();
        var client = new V1.TrialService.TrialServiceClient(server.Channel.Intercept(new ShoutingInterceptor()));

        using var call = client.EchoAsync(new EchoRequest { Words = "hej" }, new Metadata { { "x-kept", "yes" } });

        Assert.Equal("HEJ", (await call).Words);
        Assert.Equal("yes", (await call.ResponseHeadersAsync).GetValue("x-kept"));
        Assert.Equal("yes", call.GetTrailers().GetValue("x-kept"));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task WithHost_NamesTheHostUnlessTheCallDoes()
    {
        var hosts = new ConcurrentQueue<string?>();
        await using var server = await TrialServer.StartAsync();
        var client = new V1.TrialService.TrialServiceClient(server.Channel.Intercept(new HostReader(hosts)));

        await client.EchoAsync(new EchoRequest());
        await client.WithHost("elsewhere").EchoAsync(new EchoRequest());

        Assert.Equal([null, "elsewhere"], hosts);
    }

    [Fact]
    public async Task ServerCallContext_OfACall_TellsWhoCallsWhatUntilWhen()
    {
        var told = new TaskCompletionSource<Told>();
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1);
        await using var server = await TrialServer.StartAsync(grpc => grpc.Interceptors.Add<ContextReader>(told));

        await server.Client.EchoAsync(new EchoRequest(), new Metadata { { "x-key", "value" } }, deadline);
        var seen = await told.Task;

        Assert.Equal("/trial.v1.TrialService/Echo", seen.Method);
        Assert.Equal(new Uri(server.Address).Authority, seen.Host);
        Assert.StartsWith("ipv4:127.0.0.1:", seen.Peer, StringComparison.Ordinal);
        Assert.InRange(seen.Deadline, deadline.AddSeconds(-30), deadline.AddSeconds(30));
        Assert.Equal("value", seen.Header);
        Assert.False(seen.IsPeerAuthenticated);
        Assert.Equal("left by the interceptor", seen.Note);
        Assert.Equal(WriteFlags.NoCompress, seen.WriteFlags);
        Assert.Equal(StatusCode.OK, seen.StatusCode);
    }

    private sealed class ContextReader(TaskCompletionSource<Told> told) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            context.UserState["note"] = "left by the interceptor";
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            var response = await continuation(request, context);
            told.SetResult(new Told(
                context.Method,
                context.Host,
                context.Peer,
                context.Deadline,
                context.RequestHeaders.GetValue("x-key"),
                context.AuthContext.IsPeerAuthenticated,
                context.UserState["note"],
                context.WriteOptions.Flags,
                context.Status.StatusCode));
            return response;
        }
    }

    /// <summary>What a context said while its call was under way.</summary>
    private sealed record Told(
        string Method,
        string Host,
        string Peer,
        DateTime Deadline,
        string? Header,
        bool IsPeerAuthenticated,
        object Note,
        WriteFlags WriteFlags,
        StatusCode StatusCode);

    private sealed class ServerInterceptor(ConcurrentQueue<string> seen) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"server unary {context.Method}");
            return continuation(request, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"server client stream {context.Method}");
            return continuation(requestStream, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"server server stream {context.Method}");
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"server duplex {context.Method}");
            return continuation(requestStream, responseStream, context);
        }
    }

    private sealed class ClientInterceptor(string name, ConcurrentQueue<string> seen) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} blocking {context.Method.Name}");
            return continuation(request, context);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} unary {context.Method.Name}");
            return continuation(request, context);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} server stream {context.Method.Name}");
            return continuation(request, context);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} client stream {context.Method.Name}");
            return continuation(context);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} duplex {context.Method.Name}");
            return continuation(context);
        }
    }

    private sealed class RefusingInterceptor : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(
                new Status(StatusCode.PermissionDenied, "not you"), new Metadata { { "attempt", "1" } });
    }

    private sealed class ShoutingInterceptor : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var call = continuation(request, context);
            return new(
                ShoutAsync(call.ResponseAsync),
                call.ResponseHeadersAsync,
                call.GetStatus,
                call.GetTrailers,
                call.Dispose);
        }

        private static async Task<TResponse> ShoutAsync<TResponse>(Task<TResponse> response)
        {
            var message = await response;
            if (message is EchoResponse echo)
            {
                echo.Words = echo.Words.ToUpperInvariant();
            }

            return message;
        }
    }

    private sealed class HostReader(ConcurrentQueue<string?> hosts) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            hosts.Enqueue(context.Host);
            return continuation(request, context);
        }
    }
}
