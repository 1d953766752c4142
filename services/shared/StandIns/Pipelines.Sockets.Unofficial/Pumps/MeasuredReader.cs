using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial.Pumps;

/// <summary>
/// Reads a pipe, counts what is consumed, and says when nobody reads any more. May be completed by another thread than
/// the one that reads: what that one has in hand stays valid until it gives it back.
/// </summary>
internal sealed class MeasuredReader(PipeReader reader, Action<Exception?> completed) : PipeReader
{
    private ReadOnlySequence<byte> _last;
    private long _consumedBytes;
    private Exception? _completion;
    private Usage _usage;

    public long ConsumedBytes => Volatile.Read(ref _consumedBytes);

    public override bool TryRead(out ReadResult result)
    {
        _usage.Begin();
        var isRead = false;
        try
        {
            isRead = reader.TryRead(out result);
            _last = result.Buffer;
        }
        finally
        {
            if (!isRead)
            {
                EndUse();
            }
        }

        return isRead;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        _usage.Begin();
        try
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            _last = result.Buffer;
            return result;
        }
        catch
        {
            EndUse();
            throw;
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Volatile.Write(ref _consumedBytes, _consumedBytes + _last.Slice(_last.Start, consumed).Length);
        _last = default;
        reader.AdvanceTo(consumed, examined);
        EndUse();
    }

    public override void CancelPendingRead() => reader.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        completed(exception);
        Volatile.Write(ref _completion, exception);
        if (_usage.TryComplete())
        {
            reader.Complete(exception);
        }
        else
        {
            // A read that waits has nothing in hand, and nothing more to wait for.
            reader.CancelPendingRead();
        }
    }

    private void EndUse()
    {
        if (_usage.End())
        {
            reader.Complete(Volatile.Read(ref _completion));
        }
    }
}
