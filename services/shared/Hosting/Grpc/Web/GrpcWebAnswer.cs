using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Matching.Hosting;

/// <summary>
/// The answer of one gRPC-Web call: keeps the trailers and writes them as the last frame of the body, in base64 where
/// the caller wants text. For one request at a time, like the response that it wraps.
/// </summary>
internal sealed class GrpcWebAnswer(IHttpResponseBodyFeature inner, bool isText)
    : IHttpResponseBodyFeature, IHttpResponseTrailersFeature, IHttpResetFeature, IDisposable
{
    /// <summary>The bit of a frame's first byte that says that it holds trailers.</summary>
    private const byte TrailersFlag = 0x80;

    private readonly Base64Writer? _text = isText ? new Base64Writer(inner.Writer) : null;
    private Stream? _textStream;
    private bool _hasEnded;

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    public PipeWriter Writer => _text ?? inner.Writer;

    public Stream Stream => _text is null ? inner.Stream : _textStream ??= _text.AsStream(leaveOpen: true);

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

    public Task SendFileAsync(
        string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A gRPC answer is not a file.");

    public async Task CompleteAsync()
    {
        await WriteTrailersAsync(CancellationToken.None);
        await inner.CompleteAsync();
    }

    /// <summary>
    /// Does nothing where a connection has no streams to reset: the answer is over, and its request goes unread.
    /// </summary>
    public void Reset(int errorCode)
    {
    }

    /// <summary>
    /// Ends the body with the trailers, once. An error before the first message has its status in the headers, and no
    /// trailers.
    /// </summary>
    public async Task WriteTrailersAsync(CancellationToken cancellationToken)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        if (Trailers.Count > 0)
        {
            WriteFrame(Writer);
            await Writer.FlushAsync(cancellationToken);
        }
    }

    public void Dispose() => _text?.Dispose();

    private void WriteFrame(PipeWriter writer)
    {
        var block = new StringBuilder();
        foreach (var (name, values) in Trailers)
        {
            foreach (var value in values)
            {
                block.Append(name.ToLowerInvariant()).Append(": ")
                    .Append(value?.ReplaceLineEndings(" ")).Append("\r\n");
            }
        }

        var bytes = Encoding.Latin1.GetBytes(block.ToString());
        Span<byte> head = [TrailersFlag, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        writer.Write(head);
        writer.Write(bytes);
    }
}
