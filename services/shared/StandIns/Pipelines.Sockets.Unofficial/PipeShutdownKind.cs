namespace Pipelines.Sockets.Unofficial;

/// <summary>What ended a connection first.</summary>
public enum PipeShutdownKind
{
    /// <summary>Nothing has.</summary>
    None = 0,

    /// <summary>The connection was disposed.</summary>
    PipeDisposed = 1,

    /// <summary>The peer ended its side.</summary>
    ReadEndOfStream = 100,

    /// <summary>The socket was disposed while receiving.</summary>
    ReadDisposed = 101,

    /// <summary>Receiving failed in the transport.</summary>
    ReadIOException = 102,

    /// <summary>Receiving failed otherwise.</summary>
    ReadException = 103,

    /// <summary>Receiving failed in the socket; <see cref="SocketConnection.SocketError"/> says how.</summary>
    ReadSocketError = 104,

    /// <summary>Bytes arrived that nobody reads any more.</summary>
    ReadFlushCompleted = 105,

    /// <summary>Bytes arrived, and passing them on was cancelled.</summary>
    ReadFlushCanceled = 106,

    /// <summary>Everything was sent and no more follows.</summary>
    WriteEndOfStream = 200,

    /// <summary>The socket was disposed while sending.</summary>
    WriteDisposed = 201,

    /// <summary>Sending failed in the transport.</summary>
    WriteIOException = 203,

    /// <summary>Sending failed otherwise.</summary>
    WriteException = 204,

    /// <summary>Sending failed in the socket; <see cref="SocketConnection.SocketError"/> says how.</summary>
    WriteSocketError = 205,

    /// <summary>The reader of the input was completed.</summary>
    InputReaderCompleted = 300,

    /// <summary>The writer of the output was completed.</summary>
    OutputWriterCompleted = 303,

    /// <summary>The protocol's own farewell, from this side.</summary>
    ProtocolExitClient = 400,

    /// <summary>The protocol's own farewell, from the other side.</summary>
    ProtocolExitServer = 401,
}
