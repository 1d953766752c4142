using System.Buffers.Text;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>
/// Reads bytes out of base64 in which any group of four characters may be padded, because the sender flushed there.
/// Holds at most one buffer. Not thread-safe, like every stream.
/// </summary>
internal sealed class Base64Stream(Stream inner) : Stream
{
    private const int BufferSize = 8 * 1024;
    private const int Group = 4;

    private readonly byte[] _buffer = new byte[BufferSize];

    /// <summary>The characters that are not decoded yet.</summary>
    private int _start;
    private int _end;

    /// <summary>The decoded bytes, which stand where their characters stood, that are not read yet.</summary>
    private Memory<byte> _decoded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="RpcException">INVALID_ARGUMENT: it is not base64.</exception>
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_decoded.IsEmpty)
        {
            if (_end - _start < Group && !await FillAsync(cancellationToken))
            {
                return _start == _end ? 0 : throw NotBase64();
            }

            Decode();
        }

        var count = Math.Min(buffer.Length, _decoded.Length);
        _decoded[..count].CopyTo(buffer);
        _decoded = _decoded[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    private static RpcException NotBase64() => RpcErrors.Create(
        StatusCode.InvalidArgument, "MALFORMED_BASE64", "The body is application/grpc-web-text but not base64.");

    /// <summary>Reads until there is a whole group; false at the end.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < Group)
        {
            var count = await inner.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                return false;
            }

            _end += count;
        }

        return true;
    }

    /// <summary>Decodes whole groups in place, up to and with the first that is padded.</summary>
    private void Decode()
    {
        var length = (_end - _start) / Group * Group;
        var characters = _buffer.AsSpan(_start, length);
        var padding = characters.IndexOf((byte)'=');
        if (padding >= 0)
        {
            length = (padding / Group + 1) * Group;
            characters = characters[..length];
        }

        if (characters.ContainsAny(" \t\r\n"u8)
            || Base64.DecodeFromUtf8InPlace(characters, out var count) != System.Buffers.OperationStatus.Done)
        {
            throw NotBase64();
        }

        _decoded = _buffer.AsMemory(_start, count);
        _start += length;
    }
}
