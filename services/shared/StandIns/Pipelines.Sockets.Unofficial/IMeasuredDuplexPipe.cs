using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

/// <summary>A duplex pipe that counts what crosses it.</summary>
public interface IMeasuredDuplexPipe : IDuplexPipe
{
    /// <summary>The bytes that were handed to the transport.</summary>
    long TotalBytesSent { get; }

    /// <summary>The bytes that arrived from the transport.</summary>
    long TotalBytesReceived { get; }
}
