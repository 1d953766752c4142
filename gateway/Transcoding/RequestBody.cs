using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Opens the body of a call: checks its type and size, and takes gzip, deflate and br away without ever giving more
/// bytes than the call takes, however well they were packed.
/// </summary>
internal static class RequestBody
{
    private const string Codings = "br, deflate, gzip";

    /// <summary>What is wrong with the body before any of it is read; null where nothing is.</summary>
    public static Problem? Check(HttpContext context, HttpBinding binding, long maximum)
    {
        var request = context.Request;
        if (!binding.HasBody)
        {
            return request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0
                ? new Problem(
                    StatusCodes.Status400BadRequest, "INVALID_ARGUMENT", "BODY_NOT_ALLOWED",
                    $"{binding.Method.Name} takes no body.")
                : null;
        }

        if (request.ContentLength > maximum)
        {
            return Problem.TooLarge($"The body is larger than {maximum} bytes.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = maximum;
        }

        if (Coding(request) is not ("" or "identity" or "gzip" or "x-gzip" or "deflate" or "br"))
        {
            return new Problem(
                StatusCodes.Status415UnsupportedMediaType, "INVALID_ARGUMENT", "UNSUPPORTED_ENCODING",
                $"The body must be as it is, or one of {Codings}.")
            {
                Headers = [("Accept-Encoding", Codings)],
            };
        }

        return binding.HasRawBody || MediaTypes.IsJson(request.ContentType)
            ? null
            : new Problem(
                StatusCodes.Status415UnsupportedMediaType, "INVALID_ARGUMENT", "UNSUPPORTED_MEDIA_TYPE",
                "The body must be application/json in UTF-8.")
            {
                Headers = [("Accept", MediaTypes.Json)],
            };
    }

    /// <summary>The body's bytes as they were before they were packed.</summary>
    public static PipeReader Open(HttpContext context, long maximum)
    {
        var request = context.Request;
        Stream? unpacked = Coding(request) switch
        {
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            _ => null,
        };
        if (unpacked is null)
        {
            return request.BodyReader;
        }

        context.Response.RegisterForDispose(unpacked);
        return PipeReader.Create(new Bounded(unpacked, maximum), new StreamPipeReaderOptions(leaveOpen: true));
    }

    private static string Coding(HttpRequest request) =>
        request.Headers.ContentEncoding is { Count: > 0 } coding ? coding.ToString().ToLowerInvariant() : "";

    /// <summary>A stream to read that ends with an error where it gives too much or is not what it says.</summary>
    private sealed class Bounded(Stream inner, long maximum) : Stream
    {
        private long _left = maximum;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count;
            try
            {
                count = await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
            {
                throw new BadHttpRequestException("The body is not packed as it says.", error);
            }

            _left -= count;
            return _left >= 0
                ? count
                : throw new BadHttpRequestException("Too large.", StatusCodes.Status413PayloadTooLarge);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
