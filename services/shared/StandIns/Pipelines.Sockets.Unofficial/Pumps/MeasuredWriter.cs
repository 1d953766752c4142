using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial.Pumps;

/// <summary>
/// Writes a pipe, counts what is written, and says when no more follows. May be completed by another thread than the
/// one that writes: the memory that one has in hand stays its own until it says how much it wrote. What it wrote goes
/// nowhere then, and it is told so, or it would wait for an answer.
/// </summary>
internal sealed class MeasuredWriter(PipeWriter writer, Action<Exception?> completed) : PipeWriter
{
    private long _writtenBytes;
    private Exception? _completion;
    private Usage _usage;

    public long WrittenBytes => Volatile.Read(ref _writtenBytes);

    public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => writer.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        _usage.Begin();
        return writer.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        _usage.Begin();
        return writer.GetSpan(sizeHint);
    }

    public override void Advance(int bytes)
    {
        writer.Advance(bytes);
        Volatile.Write(ref _writtenBytes, _writtenBytes + bytes);
        EndUse();
    }

    /// <exception cref="InvalidOperationException">Somebody completed the pipe.</exception>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        EndUse();
        return _usage.IsCompleted
            ? throw new InvalidOperationException("The pipe was completed before what was written was flushed.")
            : writer.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        Volatile.Write(ref _completion, exception);
        if (_usage.TryComplete())
        {
            writer.Complete(exception);
        }

        completed(exception);
    }

    private void EndUse()
    {
        if (_usage.End())
        {
            writer.Complete(Volatile.Read(ref _completion));
        }
    }
}
