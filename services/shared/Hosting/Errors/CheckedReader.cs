using Google.Protobuf;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>
/// Reads the messages of a stream and tells what cannot be read as the caller's error, so that it is never taken for
/// one of the service.
/// </summary>
internal sealed class CheckedReader<T>(IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
{
    public T Current => inner.Current;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        var next = inner.MoveNext(cancellationToken);
        return next.IsCompletedSuccessfully ? next : CheckAsync(next);
    }

    /// <summary>
    /// The library has no exception of its own for a wrong flag, a damaged compression or a length beyond 2 GiB.
    /// </summary>
    private static async Task<bool> CheckAsync(Task<bool> next)
    {
        try
        {
            return await next;
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidDataException
            || (error is IOException && error.Message.StartsWith("Message too large", StringComparison.Ordinal)))
        {
            throw CallErrors.Unreadable();
        }
        catch (IOException)
        {
            // The caller reset the stream or left; the call's token tells so only a moment later.
            throw new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
        }
    }
}
