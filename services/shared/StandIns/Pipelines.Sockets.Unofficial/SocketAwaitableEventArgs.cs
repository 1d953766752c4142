using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// One socket operation that can be awaited. Call <see cref="Complete"/> where the operation ended at once. One
/// awaiter, one operation at a time; an aborted one is not used again.
/// </summary>
[SuppressMessage("Design", "MA0053", Justification = "The package's shape.")]
public class SocketAwaitableEventArgs : SocketAsyncEventArgs, ICriticalNotifyCompletion
{
    private static readonly Action Ended = () => { };

    private readonly PipeScheduler? _scheduler;
    private Action? _continuation;
    private int _abortError;

    /// <summary>Creates an operation whose awaiter goes on through a scheduler, or else at once.</summary>
    public SocketAwaitableEventArgs(PipeScheduler? ioScheduler = null)
        : base(true) =>
        _scheduler = ioScheduler == PipeScheduler.Inline ? null : ioScheduler;

    /// <summary>Whether the operation has ended.</summary>
    public bool IsCompleted => ReferenceEquals(Volatile.Read(ref _continuation), Ended);

    /// <summary>The operation awaits itself.</summary>
    public SocketAwaitableEventArgs GetAwaiter() => this;

    /// <summary>The bytes that the operation moved.</summary>
    /// <exception cref="SocketException">It failed or was aborted.</exception>
    public int GetResult()
    {
        Volatile.Write(ref _continuation, null);
        var error = (SocketError)Volatile.Read(ref _abortError);
        if (error == SocketError.Success)
        {
            error = SocketError;
        }

        return error == SocketError.Success ? BytesTransferred : throw new SocketException((int)error);
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
    {
        if (ReferenceEquals(Volatile.Read(ref _continuation), Ended)
            || ReferenceEquals(Interlocked.CompareExchange(ref _continuation, continuation, null), Ended))
        {
            continuation();
        }
    }

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);

    /// <summary>Says that the operation has ended. Said again, it changes nothing.</summary>
    public void Complete()
    {
        var continuation = Interlocked.Exchange(ref _continuation, Ended);
        if (continuation is null || ReferenceEquals(continuation, Ended))
        {
            return;
        }

        if (_scheduler is null)
        {
            continuation();
        }
        else
        {
            _scheduler.Schedule(static state => ((Action)state!)(), continuation);
        }
    }

    /// <summary>Ends the operation with an error, whatever becomes of it afterwards.</summary>
    public void Abort(SocketError error = SocketError.OperationAborted)
    {
        if (error == SocketError.Success)
        {
            throw new ArgumentException("Success is no reason to abort.", nameof(error));
        }

        Interlocked.CompareExchange(ref _abortError, (int)error, (int)SocketError.Success);
        Complete();
    }

    /// <inheritdoc/>
    protected override void OnCompleted(SocketAsyncEventArgs e) => Complete();
}
