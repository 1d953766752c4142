namespace Grpc.Core;

/// <summary>The responses of a streaming call, as the server writes them; they end when the method returns.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
