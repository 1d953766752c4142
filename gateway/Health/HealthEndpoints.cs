using Grpc.Core;
using Grpc.Health.V1;
using Matching.Gateway.Transcoding;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Matching.Gateway.Health;

/// <summary>
/// Tells a supervisor how the gateway is: live when it answers at all, ready when every service behind it says SERVING.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz/live", () => Results.Json(new Report("live", new Dictionary<string, string>())));
        app.MapGet("/healthz/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(
        Upstreams upstreams, ILogger<Upstream> log, CancellationToken cancellationToken)
    {
        var statuses =
            await Task.WhenAll(upstreams.All.Select(upstream => CheckAsync(upstream, log, cancellationToken)));
        var services = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, status) in upstreams.All.Select(upstream => upstream.Name).Zip(statuses))
        {
            services[name.ToLowerInvariant()] = status;
        }

        var ready = Array.TrueForAll(statuses, status => status == "SERVING");
        return Results.Json(
            new Report(ready ? "ready" : "not ready", services),
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<string> CheckAsync(Upstream upstream, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await new Grpc.Health.V1.Health.HealthClient(upstream.Channel).CheckAsync(
                new HealthCheckRequest(),
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience,
                cancellationToken: cancellationToken);
            return answer.Status == ServingStatus.Serving ? "SERVING" : "NOT_SERVING";
        }
        catch (RpcException error)
        {
            GatewayLog.NotReady(log, upstream.Name, error.Status.Detail);
            return error.StatusCode == StatusCode.DeadlineExceeded ? "TIMEOUT" : "UNREACHABLE";
        }
    }

    private sealed record Report(string Status, IReadOnlyDictionary<string, string> Services);
}
