using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;

namespace Matching.Testing;

/// <summary>A gRPC-Web client in a few lines: what a browser sends and reads.</summary>
internal sealed class GrpcWebCall : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;

    private GrpcWebCall(HttpResponseMessage response, Stream body, bool isText)
    {
        _response = response;
        _body = isText ? new FlushedBase64(body) : body;
    }

    public HttpResponseMessage Response => _response;

    /// <summary>What the last frame says; empty until it has been read.</summary>
    public IReadOnlyDictionary<string, string> Trailers { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static async Task<GrpcWebCall> SendAsync(
        HttpClient http, string method, byte[] body, string contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } },
            Version = http.DefaultRequestVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var isText = response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc-web-text", StringComparison.Ordinal) == true;
        return new GrpcWebCall(response, await response.Content.ReadAsStreamAsync(), isText);
    }

    public static byte[] Frame(IMessage message) => Frame(0, message.ToByteArray());

    public static byte[] Frame(byte flag, byte[] content)
    {
        var frame = new byte[5 + content.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), content.Length);
        content.CopyTo(frame, 5);
        return frame;
    }

    public static byte[] ToText(params byte[][] chunks) =>
        Encoding.ASCII.GetBytes(string.Concat(chunks.Select(Convert.ToBase64String)));

    /// <summary>The next message; null at the trailers, which must be the end of the body.</summary>
    public async Task<T?> NextAsync<T>()
        where T : class, IMessage<T>, new()
    {
        var head = new byte[5];
        await _body.ReadExactlyAsync(head).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        var content = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
        await _body.ReadExactlyAsync(content).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        if (head[0] == 0)
        {
            return new MessageParser<T>(() => new T()).ParseFrom(content);
        }

        Assert.Equal(0x80, head[0]);
        Assert.True(await IsAtEndAsync());
        var block = Encoding.Latin1.GetString(content);
        Assert.EndsWith("\r\n", block, StringComparison.Ordinal);
        Trailers = block.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return null;
    }

    public async Task<bool> IsAtEndAsync() => await _body.ReadAsync(new byte[1]) == 0;

    public string Header(string name) => _response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";

    public void Dispose() => _response.Dispose();

    /// <summary>Reads base64 group by group, since any may be padded.</summary>
    private sealed class FlushedBase64(Stream inner) : Stream
    {
        private byte[] _ready = [];

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_ready.Length == 0)
            {
                var group = new byte[4];
                var count = await inner.ReadAtLeastAsync(group, 4, throwOnEndOfStream: false, cancellationToken);
                Assert.True(count is 0 or 4);
                _ready = Convert.FromBase64String(Encoding.ASCII.GetString(group, 0, count));
            }

            var taken = Math.Min(_ready.Length, buffer.Length);
            _ready.AsSpan(0, taken).CopyTo(buffer.Span);
            _ready = _ready[taken..];
            return taken;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
