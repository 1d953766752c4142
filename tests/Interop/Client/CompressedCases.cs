using Grpc.Core;
using Grpc.Testing;
using static Matching.Interop.Client.CaseFailedException;

namespace Matching.Interop.Client;

/// <summary>The cases with compressed requests or answers.</summary>
internal sealed partial class InteropClient
{
    private static readonly WriteOptions AsItIs = new(WriteFlags.NoCompress);

    private async Task ClientCompressedUnaryAsync()
    {
        // A server that does not refuse this does not look, and would let the two real calls pass unseen.
        await FailureOfAsync(StatusCode.InvalidArgument, async () =>
            await _client.UnaryCallAsync(LargeRequest(expectCompressed: true), Options()));

        foreach (var compressed in new[] { true, false })
        {
            var response = await _client.UnaryCallAsync(
                LargeRequest(expectCompressed: compressed), Options(compressed));
            ThrowUnlessEqual(LargeResponseBytes, response.Payload.Body.Length);
        }
    }

    private async Task ClientCompressedStreamingAsync()
    {
        using (var probe = _client.StreamingInputCall(Options()))
        {
            await FailureOfAsync(StatusCode.InvalidArgument, async () =>
            {
                await probe.RequestStream.WriteAsync(Input(27_182, expectCompressed: true), CancellationToken.None);
                await probe.RequestStream.CompleteAsync();
                await probe.ResponseAsync;
            });
        }

        using var call = _client.StreamingInputCall(Options(compressed: true));
        call.RequestStream.WriteOptions = WriteOptions.Default;
        await call.RequestStream.WriteAsync(Input(27_182, expectCompressed: true), CancellationToken.None);
        call.RequestStream.WriteOptions = AsItIs;
        await call.RequestStream.WriteAsync(Input(45_904, expectCompressed: false), CancellationToken.None);
        await call.RequestStream.CompleteAsync();

        ThrowUnlessEqual(27_182 + 45_904, (await call.ResponseAsync).AggregatedPayloadSize);
    }

    private async Task ServerCompressedUnaryAsync()
    {
        foreach (var compressed in new[] { true, false })
        {
            var request = LargeRequest();
            request.ResponseCompressed = new BoolValue { Value = compressed };
            var unpackedBefore = _unpacked.Count;

            var response = await _client.UnaryCallAsync(request, Options());

            ThrowUnlessEqual(compressed, _unpacked.Count > unpackedBefore);
            ThrowUnlessEqual(LargeResponseBytes, response.Payload.Body.Length);
        }
    }

    private async Task ServerCompressedStreamingAsync()
    {
        (int Size, bool Compressed)[] answers = [(31_415, true), (92_653, false)];
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(answers.Select(answer => new ResponseParameters
        {
            Size = answer.Size,
            Compressed = new BoolValue { Value = answer.Compressed },
        }));

        using var call = _client.StreamingOutputCall(request, Options());
        foreach (var (size, compressed) in answers)
        {
            var unpackedBefore = _unpacked.Count;
            await ExpectMessageAsync(call.ResponseStream, size);
            ThrowUnlessEqual(compressed, _unpacked.Count > unpackedBefore);
        }

        await ExpectEndAsync(call.ResponseStream);
    }

    private static SimpleRequest LargeRequest(bool expectCompressed)
    {
        var request = LargeRequest();
        request.ExpectCompressed = new BoolValue { Value = expectCompressed };
        return request;
    }

    private static StreamingInputCallRequest Input(int size, bool expectCompressed) => new()
    {
        Payload = Zeros(size),
        ExpectCompressed = new BoolValue { Value = expectCompressed },
    };
}
