namespace Matching.Gateway.PassThrough;

/// <summary>Reads another stream until that is at its end or a token says that this one is.</summary>
internal sealed class EndingStream(Stream inner, CancellationToken end) : Stream
{
    /// <summary>The end, or the first reader's own token; that of a call is one for all of its reads.</summary>
    private CancellationTokenSource? _either;

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
        try
        {
            _either ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end);
            return await inner.ReadAsync(buffer, _either.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return 0;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _either?.Dispose();
        }

        base.Dispose(disposing);
    }
}
