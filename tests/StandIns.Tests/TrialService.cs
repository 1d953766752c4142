using Grpc.Core;
using StandIns.Tests.V1;

namespace StandIns.Tests;

/// <summary>The service that the tests call; it does what a request says.</summary>
internal sealed class TrialService : V1.TrialService.TrialServiceBase
{
    public override async Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
    {
        await StartAsync(context);
        await ObeyAsync(request, context);
        return new EchoResponse { Words = request.Words };
    }

    public override async Task Repeat(
        EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        await StartAsync(context);
        for (var i = 0; i < Math.Max(1, request.Count); i++)
        {
            await responseStream.WriteAsync(new EchoResponse { Words = request.Words }, context.CancellationToken);
        }

        await ObeyAsync(request, context);
    }

    public override async Task<EchoResponse> Join(
        IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        await StartAsync(context);
        var words = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            words.Add(request.Words);
            await ObeyAsync(request, context);
        }

        return new EchoResponse { Words = string.Join(' ', words) };
    }

    public override async Task Converse(
        IAsyncStreamReader<EchoRequest> requestStream,
        IServerStreamWriter<EchoResponse> responseStream,
        ServerCallContext context)
    {
        await StartAsync(context);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await ObeyAsync(request, context);
            await responseStream.WriteAsync(new EchoResponse { Words = request.Words });
        }
    }

    /// <summary>Sends every <c>x-</c> header back, at once as a header and at the end as a trailer.</summary>
    private static async Task StartAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(e => e.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        await context.WriteResponseHeadersAsync(headers);
    }

    /// <summary>Hangs or fails if the request says so.</summary>
    private static async Task ObeyAsync(EchoRequest request, ServerCallContext context)
    {
        if (request.Hang)
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        if (request.StatusCode != 0)
        {
            throw new RpcException(
                new Status((StatusCode)request.StatusCode, request.Words),
                new Metadata { { "why-bin", [0, 1, 254, 255] } });
        }
    }
}
