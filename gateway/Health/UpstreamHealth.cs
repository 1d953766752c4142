using Grpc.Core;
using Grpc.Health.V1;
using Matching.Gateway.Transcoding;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Matching.Gateway.Health;

/// <summary>Asks a service behind the gateway how it is; no answer within two seconds is one, too.</summary>
internal sealed class UpstreamHealth(Upstream upstream, ILogger log) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var answer = await new Grpc.Health.V1.Health.HealthClient(upstream.Invoker).CheckAsync(
                new HealthCheckRequest(),
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience,
                cancellationToken: cancellationToken);
            return answer.Status == ServingStatus.Serving
                ? HealthCheckResult.Healthy("SERVING")
                : HealthCheckResult.Unhealthy("NOT_SERVING");
        }
        catch (RpcException error)
        {
            GatewayLog.NotReady(log, upstream.Name, error.Status.Detail);
            return HealthCheckResult.Unhealthy(
                error.StatusCode == StatusCode.DeadlineExceeded ? "TIMEOUT" : "UNREACHABLE");
        }
    }
}
