using Matching.Gateway.Transcoding;
using Matching.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Matching.Gateway.Health;

/// <summary>
/// Tells a supervisor how the gateway is: live when it answers at all, ready when every service behind it says SERVING.
/// The same checks decide what <c>grpc.health.v1</c> says here of each service behind.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Makes every service behind known to health and reflection, with a check for each upstream.</summary>
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Services.AddSingleton<IEnumerable<PassedOnService>>(services =>
            [.. from file in services.GetRequiredService<ApiContracts>().Files
                from service in file.Services
                select new PassedOnService(service)]);
        builder.Services.AddOptions<HealthCheckServiceOptions>()
            .Configure<Upstreams, ApiContracts, ILogger<Upstream>>((options, upstreams, contracts, log) =>
            {
                foreach (var upstream in upstreams.All)
                {
                    var served =
                        from file in contracts.Files
                        from service in file.Services
                        where upstreams.Find(service.FullName) == upstream
                        select service.FullName;
                    options.Registrations.Add(new HealthCheckRegistration(
                        upstream.Name.ToLowerInvariant(), new UpstreamHealth(upstream, log), null, served));
                }
            });
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz/live", () => Results.Json(new Report("live", new Dictionary<string, string>())));
        app.MapGet("/healthz/ready", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        var services = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, entry) in report.Entries)
        {
            services[name] = entry.Description ?? entry.Status.ToString();
        }

        var ready = report.Status == HealthStatus.Healthy;
        return Results.Json(
            new Report(ready ? "ready" : "not ready", services),
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private sealed record Report(string Status, IReadOnlyDictionary<string, string> Services);
}
