namespace Grpc.Core;

/// <summary>A stream of messages to the other side. One write at a time: await each before the next.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the next messages are sent; null for the call's own options.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message; completes when the stream can take another.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message unless cancelled first, where the writer can be.</summary>
    /// <exception cref="NotSupportedException">The token can be cancelled and the writer cannot.</exception>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("This stream writer does not support cancellation of writes.")
        : WriteAsync(message);
}
