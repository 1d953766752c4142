using Grpc.Core;
using Matching.Hosting;

namespace Matching.Gateway;

/// <summary>What the gateway itself answers to calls of gRPC, and to REST.</summary>
internal static class GatewayErrors
{
    /// <summary>UNAVAILABLE: whoever reads a stream is to come back.</summary>
    public static RpcException Stopping() =>
        RpcErrors.Create(StatusCode.Unavailable, "STOPPING", "The gateway is stopping; try again.");
}
