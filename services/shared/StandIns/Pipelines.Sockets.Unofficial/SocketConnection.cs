using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pipelines.Sockets.Unofficial.Pumps;

namespace Pipelines.Sockets.Unofficial;

/// <summary>
/// A connected socket as a pipe: completing <see cref="Output"/> sends what is left and then ends this side,
/// completing <see cref="Input"/> stops receiving, disposing breaks off. Safe to ask about from any thread.
/// </summary>
public sealed class SocketConnection : IMeasuredDuplexPipe, IDisposable
{
    private readonly NetworkStream _stream;
    private readonly Pump _pump;
    private readonly string? _name;
    private int _shutdownKind;
    private int _socketError;

    private SocketConnection(Socket socket, PipeOptions? sendOptions, PipeOptions? receiveOptions, string? name)
    {
        Socket = socket;
        _name = name;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _pump = new Pump(_stream, sendOptions, receiveOptions, OnEnded);
    }

    /// <summary>The bytes received so far.</summary>
    public long BytesRead => _pump.ReceivedBytes;

    /// <summary>The bytes sent so far.</summary>
    public long BytesSent => _pump.SentBytes;

    long IMeasuredDuplexPipe.TotalBytesReceived => BytesRead;

    long IMeasuredDuplexPipe.TotalBytesSent => BytesSent;

    /// <inheritdoc/>
    public PipeReader Input => _pump.Input;

    /// <inheritdoc/>
    public PipeWriter Output => _pump.Output;

    /// <summary>What the last receive gave: 0 at the end of the stream, negative before the first.</summary>
    public int LastReceived => _pump.LastReceived;

    /// <summary>What ended the connection first.</summary>
    public PipeShutdownKind ShutdownKind => (PipeShutdownKind)Volatile.Read(ref _shutdownKind);

    /// <summary>The socket.</summary>
    public Socket Socket { get; }

    /// <summary>The error that ended the connection, where <see cref="ShutdownKind"/> is a socket's.</summary>
    public SocketError SocketError => (SocketError)Volatile.Read(ref _socketError);

    /// <summary>Checks that what this library needs is there.</summary>
    public static void AssertDependencies() => _ = PipeOptions.Default;

    /// <summary>Makes a pipe of a connected socket, which the pipe then owns.</summary>
    [SuppressMessage("Design", "MA0016", Justification = "The package's shape.")]
    public static SocketConnection Create(
        Socket socket,
        PipeOptions? sendPipeOptions = null,
        PipeOptions? receivePipeOptions = null,
        SocketConnectionOptions socketConnectionOptions = SocketConnectionOptions.None,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socketConnectionOptions != SocketConnectionOptions.None)
        {
            throw new NotSupportedException($"{socketConnectionOptions} is not supported.");
        }

        return new SocketConnection(socket, sendPipeOptions, receivePipeOptions, name);
    }

    /// <summary>Sends what is written at once: a client waits for answers, as would Nagle's algorithm.</summary>
    public static void SetRecommendedClientOptions(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.NoDelay = true;
        }
    }

    /// <summary>Notes that the protocol said farewell, unless something else ended the connection before.</summary>
    public bool TrySetProtocolShutdown(PipeShutdownKind kind) =>
        kind is PipeShutdownKind.ProtocolExitClient or PipeShutdownKind.ProtocolExitServer
        && TrySetShutdown(kind);

    /// <summary>Where bytes are at this moment.</summary>
    public Counters GetCounters() => new(AvailableOnSocket(), _pump.WaitingToBeRead, _pump.WaitingToBeSent);

    /// <inheritdoc/>
    public void Dispose()
    {
        TrySetShutdown(PipeShutdownKind.PipeDisposed);
        Input.CancelPendingRead();
        Input.Complete();
        Output.CancelPendingFlush();
        Output.Complete();
        _stream.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => _name ?? nameof(SocketConnection);

    private void OnEnded(PipeShutdownKind kind, Exception? exception)
    {
        if (TrySetShutdown(kind) && Pump.SocketCause(exception) is { } cause)
        {
            Volatile.Write(ref _socketError, (int)cause.SocketErrorCode);
        }

        switch (kind)
        {
            case PipeShutdownKind.InputReaderCompleted:
                Shutdown(SocketShutdown.Receive);
                break;
            case >= PipeShutdownKind.WriteEndOfStream and <= PipeShutdownKind.WriteSocketError:
                Shutdown(SocketShutdown.Send);
                break;
        }
    }

    private bool TrySetShutdown(PipeShutdownKind kind) =>
        Interlocked.CompareExchange(ref _shutdownKind, (int)kind, (int)PipeShutdownKind.None) == 0;

    private void Shutdown(SocketShutdown side)
    {
        try
        {
            Socket.Shutdown(side);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already, which is what was wanted.
        }
    }

    private long AvailableOnSocket()
    {
        try
        {
            return Socket.Available;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <summary>Where bytes are at a moment.</summary>
    [StructLayout(LayoutKind.Auto)]
    [SuppressMessage("Design", "CA1034", Justification = "The package's shape.")]
    public readonly struct Counters
    {
        internal Counters(long availableOnSocket, long waitingToBeRead, long waitingToBeSent)
        {
            BytesAvailableOnSocket = availableOnSocket;
            BytesWaitingToBeRead = waitingToBeRead;
            BytesWaitingToBeSent = waitingToBeSent;
        }

        /// <summary>Arrived, and not yet received from the socket; negative where the socket cannot say.</summary>
        public long BytesAvailableOnSocket { get; }

        /// <summary>Received, and not yet read.</summary>
        public long BytesWaitingToBeRead { get; }

        /// <summary>Written, and not yet given to the socket.</summary>
        public long BytesWaitingToBeSent { get; }
    }
}
