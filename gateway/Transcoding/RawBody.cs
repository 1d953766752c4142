using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Google.Api;
using Grpc.Core;
using Matching.Gateway.Json;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Hands on a body that is a google.api.HttpBody. To a method that streams its requests it goes in pieces as they
/// arrive, never faster than the service takes them; the first message carries the request's other fields.
/// </summary>
internal static class RawBody
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Streams the body and answers what the service answers.</summary>
    public static async Task<PooledBytes> SendAsync(
        HttpContext context,
        HttpBinding binding,
        PooledBytes first,
        PipeReader reader,
        AsyncClientStreamingCall<PooledBytes, PooledBytes> call)
    {
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
                    Write(message, binding, contentType, piece);
                    await call.RequestStream.WriteAsync(message, context.RequestAborted);

                    // Sent: the same buffer takes the next piece.
                    message = message == first ? new PooledBytes(PieceBytes + 64) : message;
                    message.Truncate(0);
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
    public static async Task ReadAsync(
        HttpContext context, HttpBinding binding, PooledBytes request, PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                Write(request, binding, context.Request.ContentType ?? "", read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                return;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static void Write(
        PooledBytes message, HttpBinding binding, string contentType, ReadOnlySequence<byte> data)
    {
        binding.Body!.WriteTag(message);
        var start = message.Begin();
        if (contentType.Length > 0)
        {
            message.WriteVarint(WireFormat.Tag(HttpBody.ContentTypeFieldNumber, WireFormat.Delimited));
            message.WriteDelimited(Encoding.UTF8.GetBytes(contentType));
        }

        message.WriteVarint(WireFormat.Tag(HttpBody.DataFieldNumber, WireFormat.Delimited));
        message.WriteVarint((ulong)data.Length);
        foreach (var piece in data)
        {
            message.Add(piece.Span);
        }

        message.End(start);
    }
}
