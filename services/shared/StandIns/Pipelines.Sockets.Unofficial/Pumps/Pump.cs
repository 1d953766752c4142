using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial.Pumps;

/// <summary>
/// Moves bytes between a stream and two pipes: one loop receives and one sends, each until its side ends. A loop alone
/// touches the memory that the stream works on, so completing the other end of a pipe never frees it under the stream.
/// </summary>
internal sealed class Pump
{
    private const int SmallReadBytes = 512;
    private const int LargeReadBytes = 128 * 1024;

    private readonly Stream _stream;
    private readonly Pipe _received;
    private readonly Pipe _toSend;
    private readonly MeasuredReader _input;
    private readonly MeasuredWriter _output;
    private readonly Action<PipeShutdownKind, Exception?> _ended;
    private long _receivedBytes;
    private long _sentBytes;
    private int _lastReceived = -1;
    private volatile bool _readerIsGone;

    /// <summary>Starts both loops.</summary>
    /// <param name="ended">
    /// Is told what ended: a loop, or somebody's interest in one. It may be told several times, and at once.
    /// </param>
    public Pump(
        Stream stream,
        PipeOptions? sendOptions,
        PipeOptions? receiveOptions,
        Action<PipeShutdownKind, Exception?> ended)
    {
        sendOptions ??= PipeOptions.Default;
        receiveOptions ??= PipeOptions.Default;

        _stream = stream;
        _ended = ended;
        _received = new Pipe(receiveOptions);
        _toSend = new Pipe(sendOptions);
        _input = new MeasuredReader(_received.Reader, OnReaderCompleted);
        _output = new MeasuredWriter(
            _toSend.Writer, exception => _ended(PipeShutdownKind.OutputWriterCompleted, exception));

        receiveOptions.WriterScheduler.Schedule(static pump => _ = ((Pump)pump!).ReceiveAsync(), this);
        sendOptions.ReaderScheduler.Schedule(static pump => _ = ((Pump)pump!).SendAsync(), this);
    }

    /// <summary>What was received and is to be read.</summary>
    public PipeReader Input => _input;

    /// <summary>What is written here is sent.</summary>
    public PipeWriter Output => _output;

    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <summary>What the last receive gave: 0 at the end of the stream, negative before the first.</summary>
    public int LastReceived => Volatile.Read(ref _lastReceived);

    public long WaitingToBeRead => Math.Max(0, ReceivedBytes - _input.ConsumedBytes);

    public long WaitingToBeSent => Math.Max(0, _output.WrittenBytes - SentBytes);

    private void OnReaderCompleted(Exception? exception)
    {
        _readerIsGone = true;
        _ended(PipeShutdownKind.InputReaderCompleted, exception);

        // A full pipe would wait for a reader that is gone.
        _received.Writer.CancelPendingFlush();
    }

    private async Task ReceiveAsync()
    {
        var writer = _received.Writer;
        var ending = PipeShutdownKind.ReadEndOfStream;
        Exception? failure = null;
        try
        {
            var wanted = SmallReadBytes;
            while (true)
            {
                var buffer = writer.GetMemory(wanted);
                var count = await _stream.ReadAsync(buffer).ConfigureAwait(false);
                Volatile.Write(ref _lastReceived, count);
                if (count <= 0)
                {
                    break;
                }

                // A large value comes in large pieces: a full buffer asks for a larger one.
                wanted = count == buffer.Length ? Math.Min(LargeReadBytes, 2 * count) : SmallReadBytes;
                wanted = Math.Max(wanted, SmallReadBytes);
                Interlocked.Add(ref _receivedBytes, count);
                writer.Advance(count);
                var flush = await writer.FlushAsync().ConfigureAwait(false);
                if (flush.IsCanceled || flush.IsCompleted)
                {
                    ending = flush.IsCompleted
                        ? PipeShutdownKind.ReadFlushCompleted
                        : PipeShutdownKind.ReadFlushCanceled;
                    break;
                }
            }
        }
        catch (Exception exception)
        {
            // Whoever reads the pipe decides what it means; if nobody does, it is only the end that was asked for.
            failure = _readerIsGone ? null : Named(exception);
            ending = Kind(exception, sending: false);
        }

        _ended(ending, failure);
        await writer.CompleteAsync(failure).ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        var reader = _toSend.Reader;
        var ending = PipeShutdownKind.WriteEndOfStream;
        Exception? failure = null;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync().ConfigureAwait(false);
                foreach (var segment in result.Buffer)
                {
                    await _stream.WriteAsync(segment).ConfigureAwait(false);
                    Interlocked.Add(ref _sentBytes, segment.Length);
                }

                await _stream.FlushAsync().ConfigureAwait(false);
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception exception)
        {
            // Whoever writes the pipe gets it from the next flush.
            failure = Named(exception);
            ending = Kind(exception, sending: true);
        }

        _ended(ending, failure);
        await reader.CompleteAsync(failure).ConfigureAwait(false);
    }

    /// <summary>A reset by the peer has a type of its own.</summary>
    private static Exception Named(Exception exception) =>
        SocketCause(exception)?.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown
            ? new ConnectionResetException(exception.Message, exception)
            : exception;

    private static PipeShutdownKind Kind(Exception exception, bool sending) => exception switch
    {
        _ when SocketCause(exception) is not null =>
            sending ? PipeShutdownKind.WriteSocketError : PipeShutdownKind.ReadSocketError,
        ObjectDisposedException => sending ? PipeShutdownKind.WriteDisposed : PipeShutdownKind.ReadDisposed,
        IOException => sending ? PipeShutdownKind.WriteIOException : PipeShutdownKind.ReadIOException,
        _ => sending ? PipeShutdownKind.WriteException : PipeShutdownKind.ReadException,
    };

    /// <summary>What the socket said, where a stream wrapped it.</summary>
    internal static SocketException? SocketCause(Exception? exception)
    {
        while (exception is not (null or SocketException))
        {
            exception = exception.InnerException;
        }

        return (SocketException?)exception;
    }
}
