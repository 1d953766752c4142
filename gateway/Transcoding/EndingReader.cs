using Grpc.Core;
using Matching.Gateway.Json;

namespace Matching.Gateway.Transcoding;

/// <summary>Reads a stream of answers whose call is cancelled when the gateway stops, and says so then.</summary>
/// <param name="end">What the call is cancelled by, beside its caller.</param>
internal sealed class EndingReader(IAsyncStreamReader<PooledBytes> inner, CancellationToken end)
    : IAsyncStreamReader<PooledBytes>
{
    public PooledBytes Current => inner.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await inner.MoveNext(cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Cancelled && end.IsCancellationRequested)
        {
            throw GatewayErrors.Stopping();
        }
    }
}
