using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Matching.Hosting;

/// <summary>
/// The gRPC health protocol over ASP.NET Core's health checks. A check that is tagged with the full name of a service
/// decides for that service, every other one for all of them; the server as a whole, which is the empty name, is
/// serving when no check is unhealthy: what is degraded still answers. The list has every check as well, as
/// <c>checks/{name}</c>, which serves only where it is well. Nothing is serving while the host stops, except
/// <see cref="Liveness"/>.
/// </summary>
internal sealed class HealthService(
    HealthCheckService checks, ServedContracts contracts, Draining draining, TimeProvider clock)
    : Health.HealthBase
{
    /// <summary>
    /// A name that serves as long as the process answers: a supervisor that asks for it kills nobody who waits for a
    /// store or finishes calls.
    /// </summary>
    internal const string Liveness = "liveness";

    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = await StatusAsync(request.Service, context.CancellationToken);
        return status == ServingStatus.ServiceUnknown
            ? throw RpcErrors.NotFound("SERVICE_UNKNOWN", $"'{request.Service}' is not served here.", request.Service)
            : new HealthCheckResponse { Status = status };
    }

    public override async Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var report = await checks.CheckHealthAsync(context.CancellationToken);
        var failing = Failing(report);
        var response = new HealthListResponse();
        foreach (var (name, entry) in report.Entries)
        {
            response.Statuses[$"checks/{name}"] =
                new HealthCheckResponse { Status = ToStatus(entry.Status != HealthStatus.Healthy) };
        }

        foreach (var service in contracts.Names.Prepend(""))
        {
            response.Statuses[service] = new HealthCheckResponse
            {
                Status = ToStatus(failing.Any(tags => DecidesFor(tags, service))),
            };
        }

        return response;
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, draining.Begun);
        using var timer = new PeriodicTimer(WatchInterval, clock);
        var told = ServingStatus.Unknown;
        try
        {
            do
            {
                var status = await StatusAsync(request.Service, stopping.Token);
                if (status != told)
                {
                    told = status;
                    await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, stopping.Token);
                }
            }
            while (await timer.WaitForNextTickAsync(stopping.Token));
        }
        catch (OperationCanceledException) when (draining.Begun.IsCancellationRequested)
        {
            await responseStream.WriteAsync(
                new HealthCheckResponse { Status = ServingStatus.NotServing }, context.CancellationToken);
        }
    }

    private async Task<ServingStatus> StatusAsync(string service, CancellationToken cancellationToken)
    {
        if (service == Liveness)
        {
            return ServingStatus.Serving;
        }

        if (service.Length > 0 && !contracts.Contains(service))
        {
            return ServingStatus.ServiceUnknown;
        }

        var failing = await FailingAsync(tags => DecidesFor(tags, service), cancellationToken);
        return ToStatus(failing.Count > 0);
    }

    /// <summary>Runs the checks whose tags are asked for; the tags of each that is unhealthy.</summary>
    private async Task<IReadOnlyCollection<IEnumerable<string>>> FailingAsync(
        Func<IEnumerable<string>, bool> asked, CancellationToken cancellationToken) =>
        Failing(await checks.CheckHealthAsync(check => asked(check.Tags), cancellationToken));

    private static IReadOnlyCollection<IEnumerable<string>> Failing(HealthReport report) =>
        [.. report.Entries.Values.Where(entry => entry.Status == HealthStatus.Unhealthy).Select(entry => entry.Tags)];

    private bool DecidesFor(IEnumerable<string> tags, string service) =>
        service.Length == 0 || tags.Contains(service) || !tags.Any(contracts.Contains);

    private ServingStatus ToStatus(bool failing) =>
        failing || draining.Begun.IsCancellationRequested
            ? ServingStatus.NotServing
            : ServingStatus.Serving;
}
