using System.IO.Compression;
using System.Text;
using Google.Api;
using Grpc.Core;
using Matching.Gateway.Json;

namespace Matching.Gateway.Transcoding;

/// <summary>Writes the one message of a call as its HTTP answer.</summary>
internal static class Answer
{
    /// <summary>Shorter answers are not worth packing.</summary>
    private const int MinimumPackedBytes = 1_024;

    public static async Task SendAsync(
        HttpContext context, HttpBinding binding, MessageJsonWriter writer, PooledBytes message)
    {
        var response = context.Response;
        if (binding.RawAnswer is { } raw)
        {
            var (type, data) = ReadRaw(message, raw);
            response.ContentType = type;
            response.ContentLength = data.Length;
            await response.Body.WriteAsync(data, context.RequestAborted);
            return;
        }

        if (binding.IsRead || binding.AnswerEtag is not null)
        {
            var etag = ReadEtag(binding, message);
            response.Headers.ETag = etag;
            switch (binding.IsRead ? Preconditions.CheckRead(context.Request.Headers, etag) : null)
            {
                case StatusCodes.Status304NotModified:
                    response.StatusCode = StatusCodes.Status304NotModified;
                    return;
                case StatusCodes.Status412PreconditionFailed:
                    await new Problem(
                        StatusCodes.Status412PreconditionFailed, "FAILED_PRECONDITION", "ETAG_MISMATCH",
                        "This is no longer the version that If-Match names.").WriteAsync(context);
                    return;
            }
        }

        using var body = new PooledBytes(Math.Max(1024, message.Length * 2));
        writer.Write(body, binding.Output, binding.ResponseBody, message.Span);
        response.ContentType = MediaTypes.Json;
        response.Headers.Vary = "Accept-Encoding";
        if (body.Length >= MinimumPackedBytes
            && MediaTypes.ChooseCoding(context.Request.Headers.AcceptEncoding) is { } coding)
        {
            var packed = Pack(body.Span, coding);
            response.Headers.ContentEncoding = coding;
            response.ContentLength = packed.Length;
            await response.Body.WriteAsync(packed, context.RequestAborted);
            return;
        }

        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body.Memory, context.RequestAborted);
    }

    /// <summary>Writes a stream of raw bodies one after the other, as they come.</summary>
    public static async Task SendRawAsync(
        HttpContext context, HttpBinding binding, IAsyncStreamReader<PooledBytes> messages)
    {
        while (await messages.MoveNext(context.RequestAborted))
        {
            using var message = messages.Current;
            var (type, data) = ReadRaw(message, binding.RawAnswer!);
            if (!context.Response.HasStarted)
            {
                context.Response.ContentType = type;
            }

            await context.Response.BodyWriter.WriteAsync(data, context.RequestAborted);
        }
    }

    /// <summary>Packs bytes by <c>br</c> or <c>gzip</c>.</summary>
    public static ReadOnlyMemory<byte> Pack(
        ReadOnlySpan<byte> bytes, string coding, CompressionLevel level = CompressionLevel.Fastest)
    {
        var packed = new MemoryStream();
        using (Stream packer = coding == "br" ? new BrotliStream(packed, level, leaveOpen: true)
            : new GZipStream(packed, level, leaveOpen: true))
        {
            packer.Write(bytes);
        }

        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }

    private static (string ContentType, byte[] Data) ReadRaw(PooledBytes message, int[] at) => (
        Encoding.UTF8.GetString(WireReader.FindBytes(message.Span, [.. at, HttpBody.ContentTypeFieldNumber])),
        WireReader.FindBytes(message.Span, [.. at, HttpBody.DataFieldNumber]).ToArray());

    private static string? ReadEtag(HttpBinding binding, PooledBytes message) =>
        binding.AnswerEtag is { } field
        && WireReader.FindBytes(message.Span, field.Numbers) is [(byte)'"', .., (byte)'"'] etag
            ? Encoding.UTF8.GetString(etag)
            : null;
}
