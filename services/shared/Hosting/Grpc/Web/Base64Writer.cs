using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Matching.Hosting;

/// <summary>
/// Writes base64 to another writer. What is flushed ends with padding, so that the reader has all of it; between
/// flushes at most two bytes are held back. Not thread-safe, like every writer.
/// </summary>
internal sealed class Base64Writer(PipeWriter inner) : PipeWriter, IDisposable
{
    private const int SmallestBuffer = 4096;

    /// <summary>Bytes that wait for encoding stand at its beginning.</summary>
    private byte[] _buffer = [];
    private int _held;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes + _held;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var size = Math.Max(sizeHint, SmallestBuffer) + _held;
        if (_buffer.Length < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(size);
            _buffer.AsSpan(0, _held).CopyTo(larger);
            Dispose();
            _buffer = larger;
        }

        return _buffer.AsMemory(_held);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _held += bytes;
        Encode(isLast: false);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Encode(isLast: true);
        return inner.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        Encode(isLast: true);
        inner.Complete(exception);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Encode(bool isLast)
    {
        if (_held < (isLast ? 1 : 3))
        {
            return;
        }

        Base64.EncodeToUtf8(
            _buffer.AsSpan(0, _held),
            inner.GetSpan(Base64.GetMaxEncodedToUtf8Length(_held)),
            out var consumed,
            out var written,
            isLast);
        inner.Advance(written);
        _buffer.AsSpan(consumed, _held - consumed).CopyTo(_buffer);
        _held -= consumed;
    }
}
