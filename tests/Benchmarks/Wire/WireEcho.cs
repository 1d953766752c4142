using Google.Protobuf;
using Grpc.Core;

namespace Matching.Benchmarks.Wire;

/// <summary>The other side of the benchmark of the wire.</summary>
internal sealed class WireEcho : EchoService.EchoServiceBase
{
    public override Task<EchoMessage> Echo(EchoMessage request, ServerCallContext context) => Task.FromResult(request);

    public override async Task Download(
        DownloadRequest request, IServerStreamWriter<EchoMessage> responseStream, ServerCallContext context)
    {
        // Many to a packet, as for whoever streams a feed: only the last has to leave at once.
        var answer = new EchoMessage { Payload = ByteString.CopyFrom(new byte[request.Size]) };
        responseStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        for (var count = 0; count < request.Count; count++)
        {
            await responseStream.WriteAsync(answer, context.CancellationToken);
        }
    }

    public override async Task<UploadResponse> Upload(
        IAsyncStreamReader<EchoMessage> requestStream, ServerCallContext context)
    {
        var count = 0;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            count++;
        }

        return new UploadResponse { Count = count };
    }

    public override async Task<UploadResponse> Import(
        IAsyncStreamReader<ImportRequest> requestStream, ServerCallContext context)
    {
        var count = 0;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            count += requestStream.Current.Content.Data.Span.Count((byte)'\n');
        }

        return new UploadResponse { Count = count };
    }

    public override async Task Talk(
        IAsyncStreamReader<EchoMessage> requestStream,
        IServerStreamWriter<EchoMessage> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await responseStream.WriteAsync(requestStream.Current, context.CancellationToken);
        }
    }
}
