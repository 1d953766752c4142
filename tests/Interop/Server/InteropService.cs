using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Matching.Interop.Server;

/// <summary>
/// The public interop test service: answers with what a request asks for, and checks how it came. Follows the
/// descriptions of the test cases in gRPC's documentation.
/// </summary>
internal sealed class InteropService : TestService.TestServiceBase
{
    /// <summary>The header, and the trailer, that are sent back as they came.</summary>
    public const string EchoedHeader = "x-grpc-test-echo-initial";

    public const string EchoedTrailer = "x-grpc-test-echo-trailing-bin";

    /// <summary>
    /// In a request it asks for a compressed answer; among the headers of an answer it tells the library to
    /// compress.
    /// </summary>
    public const string CompressionHeader = "grpc-internal-encoding-request";

    /// <summary>The largest payload that is sent, and the most bytes that HalfDuplexCall keeps.</summary>
    private const int MaximumPayloadBytes = 8 * 1024 * 1024;

    private const int MaximumKeptResponses = 10_000;

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        RequireCompression(request.ExpectCompressed, context, message: 0);
        await BeginAsync(context, request.ResponseCompressed?.Value ?? IsCompressionAsked(context));
        EndIfAsked(request.ResponseStatus);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await BeginAsync(context, IsCompressionAsked(context, request));
        await AnswerAsync(request, responseStream, context);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        await BeginAsync(context, compressed: false);
        var size = 0;
        for (var message = 0; await requestStream.MoveNext(context.CancellationToken); message++)
        {
            RequireCompression(requestStream.Current.ExpectCompressed, context, message);
            size += requestStream.Current.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await BeginAsync(context, IsCompressionAsked(context));
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            await AnswerAsync(requestStream.Current, responseStream, context);
        }
    }

    public override async Task HalfDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await BeginAsync(context, IsCompressionAsked(context));
        var answer = new StreamingOutputCallRequest();
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            EndIfAsked(requestStream.Current.ResponseStatus);
            answer.ResponseParameters.AddRange(requestStream.Current.ResponseParameters);
            if (answer.ResponseParameters.Count > MaximumKeptResponses)
            {
                throw Error(StatusCode.ResourceExhausted, $"At most {MaximumKeptResponses} answers are kept.");
            }
        }

        await AnswerAsync(answer, responseStream, context);
    }

    private static async Task AnswerAsync(
        StreamingOutputCallRequest request,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        ServerCallContext context)
    {
        EndIfAsked(request.ResponseStatus);
        foreach (var parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0)
            {
                await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), context.CancellationToken);
            }

            responses.WriteOptions = Compressed(parameters.Compressed?.Value ?? IsCompressionAsked(context));
            await responses.WriteAsync(
                new StreamingOutputCallResponse { Payload = Zeros(parameters.Size) }, context.CancellationToken);
        }
    }

    /// <summary>Sends the headers, because whether a call compresses at all stands in them.</summary>
    private static Task BeginAsync(ServerCallContext context, bool compressed)
    {
        var headers = new Metadata();
        if (context.RequestHeaders.Get(EchoedHeader) is { } header)
        {
            headers.Add(header);
        }

        if (context.RequestHeaders.Get(EchoedTrailer) is { } trailer)
        {
            context.ResponseTrailers.Add(trailer);
        }

        if (compressed)
        {
            headers.Add(CompressionHeader, "gzip");
        }

        context.WriteOptions = Compressed(compressed);
        return headers.Count > 0 ? context.WriteResponseHeadersAsync(headers) : Task.CompletedTask;
    }

    private static WriteOptions Compressed(bool compressed) =>
        compressed ? WriteOptions.Default : new WriteOptions(WriteFlags.NoCompress);

    private static bool IsCompressionAsked(ServerCallContext context) =>
        context.RequestHeaders.GetValue(CompressionHeader) is "gzip" or "deflate";

    private static bool IsCompressionAsked(ServerCallContext context, StreamingOutputCallRequest request) =>
        IsCompressionAsked(context)
        || request.ResponseParameters.Any(parameters => parameters.Compressed?.Value == true);

    private static void RequireCompression(BoolValue? expected, ServerCallContext context, int message)
    {
        if (expected is { Value: true } && !MessageFlags.IsCompressed(context, message))
        {
            throw Error(StatusCode.InvalidArgument, "expect_compressed: the message is not compressed.");
        }
    }

    private static void EndIfAsked(EchoStatus? status)
    {
        if (status is { Code: not 0 })
        {
            throw Error(
                Enum.IsDefined((StatusCode)status.Code) ? (StatusCode)status.Code : StatusCode.Unknown, status.Message);
        }
    }

    private static Payload Zeros(int size) => size is >= 0 and <= MaximumPayloadBytes
        ? new Payload { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) }
        : throw Error(StatusCode.InvalidArgument, $"A payload has 0 to {MaximumPayloadBytes} bytes, not {size}.");

    private static RpcException Error(StatusCode code, string message) => new(new Status(code, message));
}
