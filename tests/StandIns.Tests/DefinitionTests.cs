using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using StandIns.Tests.V1;

namespace StandIns.Tests;

/// <summary>Services that are bound by their definition, with interceptors in front of it.</summary>
public sealed class DefinitionTests
{
    [Fact]
    public async Task Intercept_EveryKindOfCall_PassesThroughInTheOrderGiven()
    {
        var seen = new ConcurrentQueue<string>();
        var definition = V1.TrialService.BindService(new TrialService())
            .Intercept(new Noting("b", seen), new Noting("c", seen)).Intercept(new Noting("a", seen));
        await using var server = await TrialServer.StartAsync(
            services => services.AddGrpc(), app => app.MapGrpcService(definition));

        var echo = await server.Client.EchoAsync(new EchoRequest { Words = "hej" });
        using var repeat = server.Client.Repeat(new EchoRequest());
        Assert.True(await repeat.ResponseStream.MoveNext());
        using var join = server.Client.Join();
        await join.RequestStream.WriteAsync(new EchoRequest { Words = "du" });
        await join.RequestStream.CompleteAsync();
        var joined = await join.ConfigureAwait(false);
        using var converse = server.Client.Converse();
        await converse.RequestStream.CompleteAsync();
        Assert.False(await converse.ResponseStream.MoveNext());

        Assert.Equal(("hej", "du"), (echo.Words, joined.Words));
        Assert.Equal(
            from kind in new[] { "unary", "server stream", "client stream", "duplex" }
            from name in new[] { "a", "b", "c" }
            select $"{name} {kind}",
            seen);
    }

    [Fact]
    public void Intercept_NullsAndNothing_AreRefusedAndLeftAlone()
    {
        var definition = V1.TrialService.BindService(new TrialService());

        Assert.Same(definition, definition.Intercept());
        Assert.Throws<ArgumentNullException>(() => definition.Intercept((Interceptor)null!));
        Assert.Throws<ArgumentNullException>(() => definition.Intercept((Interceptor[])null!));
    }

    private sealed class Noting(string name, ConcurrentQueue<string> seen) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} unary");
            return continuation(request, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} client stream");
            return continuation(requestStream, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} server stream");
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Enqueue($"{name} duplex");
            return continuation(requestStream, responseStream, context);
        }
    }
}
