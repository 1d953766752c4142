namespace Grpc.Core;

/// <summary>The requests of a streaming call, as the client writes them.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more requests follow. Call it once, after the last write is done.</summary>
    Task CompleteAsync();
}
