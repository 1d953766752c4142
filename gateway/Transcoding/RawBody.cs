using System.Buffers;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Hands on a body that is a google.api.HttpBody. To a method that streams its requests it goes in pieces as they
/// arrive, never faster than the service takes them; the first message carries the request's other fields.
/// </summary>
internal static class RawBody
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Streams the body and answers what the service answers.</summary>
    public static async Task<IMessage> SendAsync(
        HttpContext context, HttpBinding binding, IMessage first, AsyncClientStreamingCall<IMessage, IMessage> call)
    {
        var body = binding.Body!;
        var reader = context.Request.BodyReader;
        var message = first;
        var contentType = context.Request.ContentType ?? "";
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var rest = read.Buffer;
            try
            {
                while (rest.Length >= PieceBytes || (read.IsCompleted && (!rest.IsEmpty || message == first)))
                {
                    var piece = rest.Slice(0, Math.Min(rest.Length, PieceBytes));
                    rest = rest.Slice(piece.End);
                    body.Accessor.SetValue(message, new HttpBody { ContentType = contentType, Data = Copy(piece) });
                    await call.RequestStream.WriteAsync(message, context.RequestAborted);
                    message = FieldValue.NewMessage(binding.Method.InputType);
                    contentType = "";
                }

                if (read.IsCompleted)
                {
                    await call.RequestStream.CompleteAsync();
                    break;
                }
            }
            catch (Exception error) when (error is RpcException or InvalidOperationException)
            {
                // The service has answered before the end: its answer says why.
                break;
            }
            finally
            {
                reader.AdvanceTo(rest.Start, rest.End);
            }
        }

        return await call.ResponseAsync;
    }

    /// <summary>Reads the whole body into a request that is not streamed.</summary>
    public static async Task ReadAsync(HttpContext context, HttpBinding binding, IMessage request)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        binding.Body!.Accessor.SetValue(request, new HttpBody
        {
            ContentType = context.Request.ContentType ?? "",
            Data = ByteString.CopyFrom(bytes.GetBuffer(), 0, (int)bytes.Length),
        });
    }

    private static ByteString Copy(ReadOnlySequence<byte> piece) =>
        UnsafeByteOperations.UnsafeWrap(piece.ToArray());
}
