using Grpc.Core;
using StandIns.Tests.V1;

namespace StandIns.Tests;

/// <summary>The service that the tests call; it does what a request says.</summary>
internal sealed class TrialService : V1.TrialService.TrialServiceBase
{
    public override async Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
    {
        await ObeyAsync(request, context);
        return new EchoResponse { Words = request.Words };
    }

    public override async Task Repeat(
        EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < Math.Max(1, request.Count); i++)
        {
            await responseStream.WriteAsync(new EchoResponse { Words = request.Words }, context.CancellationToken);
        }

        await ObeyAsync(request, context);
    }

    public override async Task<EchoResponse> Join(
        IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
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
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await ObeyAsync(request, context);
            await responseStream.WriteAsync(new EchoResponse { Words = request.Words });
        }
    }

    /// <summary>Sends every <c>x-</c> header back as a header and as a trailer, then hangs or fails if asked to.</summary>
    private static async Task ObeyAsync(EchoRequest request, ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders.Where(e => e.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        if (headers.Count > 0)
        {
            await context.WriteResponseHeadersAsync(headers);
        }

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
