using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;
using Matching.Interop.Server;
using static Matching.Interop.Client.CaseFailedException;

namespace Matching.Interop.Client;

/// <summary>The cases without compression.</summary>
internal sealed partial class InteropClient
{
    private const int LargeRequestBytes = 271_828;
    private const int LargeResponseBytes = 314_159;
    private const string TestMessage = "test status message";
    private const string SpecialMessage =
        "\t\ntest with whitespace\r\nand Unicode BMP \u263A and non-BMP \U0001F608\t\n";

    private static readonly int[] StreamedRequestBytes = [27_182, 8, 1_828, 45_904];
    private static readonly int[] StreamedResponseBytes = [31_415, 9, 2_653, 58_979];

    private async Task EmptyUnaryAsync() =>
        ThrowUnlessEqual(new Empty(), await _client.EmptyCallAsync(new Empty(), Options()));

    private async Task LargeUnaryAsync()
    {
        var response = await _client.UnaryCallAsync(LargeRequest(), Options());

        ThrowUnlessEqual(LargeResponseBytes, response.Payload.Body.Length);
        ThrowUnlessEqual(true, response.Payload.Body.Span.IndexOfAnyExcept((byte)0) < 0);
    }

    private async Task ClientStreamingAsync()
    {
        using var call = _client.StreamingInputCall(Options());
        foreach (var size in StreamedRequestBytes)
        {
            await call.RequestStream.WriteAsync(
                new StreamingInputCallRequest { Payload = Zeros(size) }, CancellationToken.None);
        }

        await call.RequestStream.CompleteAsync();

        ThrowUnlessEqual(StreamedRequestBytes.Sum(), (await call.ResponseAsync).AggregatedPayloadSize);
    }

    private async Task ServerStreamingAsync()
    {
        using var call = _client.StreamingOutputCall(Output([.. StreamedResponseBytes]), Options());

        foreach (var size in StreamedResponseBytes)
        {
            await ExpectMessageAsync(call.ResponseStream, size);
        }

        await ExpectEndAsync(call.ResponseStream);
        ThrowUnlessEqual(StatusCode.OK, call.GetStatus().StatusCode);
    }

    private async Task PingPongAsync()
    {
        using var call = _client.FullDuplexCall(Options());
        foreach (var (request, response) in StreamedRequestBytes.Zip(StreamedResponseBytes))
        {
            await call.RequestStream.WriteAsync(Output(request, response), CancellationToken.None);
            await ExpectMessageAsync(call.ResponseStream, response);
        }

        await call.RequestStream.CompleteAsync();
        await ExpectEndAsync(call.ResponseStream);
        ThrowUnlessEqual(StatusCode.OK, call.GetStatus().StatusCode);
    }

    private async Task EmptyStreamAsync()
    {
        using var call = _client.FullDuplexCall(Options());
        await call.RequestStream.CompleteAsync();
        await ExpectEndAsync(call.ResponseStream);
    }

    private async Task CancelAfterBeginAsync()
    {
        using var cancel = new CancellationTokenSource();
        using var call = _client.StreamingInputCall(Options().WithCancellationToken(cancel.Token));
        await cancel.CancelAsync();

        await FailureOfAsync(StatusCode.Cancelled, () => call.ResponseAsync);
        ThrowUnlessEqual(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    private async Task CancelAfterFirstResponseAsync()
    {
        using var cancel = new CancellationTokenSource();
        using var call = _client.FullDuplexCall(Options().WithCancellationToken(cancel.Token));
        await call.RequestStream.WriteAsync(
            Output(StreamedRequestBytes[0], StreamedResponseBytes[0]), CancellationToken.None);
        await ExpectMessageAsync(call.ResponseStream, StreamedResponseBytes[0]);
        await cancel.CancelAsync();

        await FailureOfAsync(StatusCode.Cancelled, () => call.ResponseStream.MoveNext(CancellationToken.None));
        ThrowUnlessEqual(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    private async Task TimeoutOnSleepingServerAsync()
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(1);
        using var call = _client.FullDuplexCall(Options().WithDeadline(deadline));
        try
        {
            await call.RequestStream.WriteAsync(
                new StreamingOutputCallRequest { Payload = Zeros(StreamedRequestBytes[0]) }, CancellationToken.None);
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            // The deadline may pass before the request is written; the stream of answers says so as well.
        }

        await FailureOfAsync(StatusCode.DeadlineExceeded, () => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    private async Task CustomMetadataAsync()
    {
        using (var call = _client.UnaryCallAsync(LargeRequest(), Options(headers: Echoed())))
        {
            await call.ResponseAsync;
            ExpectEcho(await call.ResponseHeadersAsync, call.GetTrailers());
        }

        using (var call = _client.FullDuplexCall(Options(headers: Echoed())))
        {
            await call.RequestStream.WriteAsync(
                Output(LargeRequestBytes, LargeResponseBytes), CancellationToken.None);
            await call.RequestStream.CompleteAsync();
            await ExpectMessageAsync(call.ResponseStream, LargeResponseBytes);
            await ExpectEndAsync(call.ResponseStream);
            ExpectEcho(await call.ResponseHeadersAsync, call.GetTrailers());
        }
    }

    private async Task StatusCodeAndMessageAsync()
    {
        var status = new EchoStatus { Code = (int)StatusCode.Unknown, Message = TestMessage };
        var error = await FailureOfAsync(StatusCode.Unknown, async () =>
            await _client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }, Options()));
        ThrowUnlessEqual(TestMessage, error.Status.Detail);

        using var call = _client.FullDuplexCall(Options());
        await call.RequestStream.WriteAsync(
            new StreamingOutputCallRequest { ResponseStatus = status }, CancellationToken.None);
        await call.RequestStream.CompleteAsync();
        error = await FailureOfAsync(
            StatusCode.Unknown, () => call.ResponseStream.MoveNext(CancellationToken.None));
        ThrowUnlessEqual(TestMessage, error.Status.Detail);
    }

    private async Task SpecialStatusMessageAsync()
    {
        var status = new EchoStatus { Code = (int)StatusCode.Unknown, Message = SpecialMessage };
        var error = await FailureOfAsync(StatusCode.Unknown, async () =>
            await _client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status }, Options()));

        ThrowUnlessEqual(SpecialMessage, error.Status.Detail);
    }

    private async Task UnimplementedMethodAsync() => await FailureOfAsync(
        StatusCode.Unimplemented, async () => await _client.UnimplementedCallAsync(new Empty(), Options()));

    private async Task UnimplementedServiceAsync() => await FailureOfAsync(
        StatusCode.Unimplemented, async () => await _unimplemented.UnimplementedCallAsync(new Empty(), Options()));

    private static async Task ExpectMessageAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses, int size)
    {
        ThrowUnlessEqual(true, await responses.MoveNext(CancellationToken.None));
        ThrowUnlessEqual(size, responses.Current.Payload.Body.Length);
    }

    private static async Task ExpectEndAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses) =>
        ThrowUnlessEqual(false, await responses.MoveNext(CancellationToken.None));

    private static Metadata Echoed() => new()
    {
        { InteropService.EchoedHeader, "test_initial_metadata_value" },
        { InteropService.EchoedTrailer, new byte[] { 0xab, 0xab, 0xab } },
    };

    private static void ExpectEcho(Metadata headers, Metadata trailers)
    {
        ThrowUnlessEqual("test_initial_metadata_value", headers.GetValue(InteropService.EchoedHeader));
        ThrowUnlessEqual(
            "ABABAB", Convert.ToHexString(trailers.GetValueBytes(InteropService.EchoedTrailer) ?? []));
    }

    private static SimpleRequest LargeRequest() =>
        new() { ResponseSize = LargeResponseBytes, Payload = Zeros(LargeRequestBytes) };

    private static StreamingOutputCallRequest Output(int requestSize, int responseSize)
    {
        var request = Output([responseSize]);
        request.Payload = Zeros(requestSize);
        return request;
    }

    private static StreamingOutputCallRequest Output(int[] responseSizes) => new()
    {
        ResponseParameters = { responseSizes.Select(size => new ResponseParameters { Size = size }) },
    };

    private static Payload Zeros(int size) => new() { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };
}
