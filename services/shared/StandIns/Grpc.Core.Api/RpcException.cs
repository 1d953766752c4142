namespace Grpc.Core;

/// <summary>
/// A call that ended with something other than <see cref="StatusCode.OK"/>. Clients catch it; a server method
/// throws it to choose the status, the trailers being sent along.
/// </summary>
public class RpcException : Exception
{
    /// <summary>Creates an exception with <paramref name="status"/>.</summary>
    public RpcException(Status status)
        : this(status, Metadata.Empty)
    {
    }

    /// <summary>Creates an exception whose <see cref="Exception.Message"/> is <paramref name="message"/>.</summary>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>Creates an exception with trailers.</summary>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>Creates an exception with trailers and a message.</summary>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);

        Status = status;
        Trailers = trailers;
    }

    /// <summary>The outcome of the call.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailers of the call; empty where there are none, and then nothing can be added.</summary>
    public Metadata Trailers { get; }
}
