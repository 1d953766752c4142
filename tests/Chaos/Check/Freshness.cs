using System.Diagnostics;
using Matching.Chaos.Load;
using Matching.Vacancies.V1;

namespace Matching.Chaos.Check;

/// <summary>How long a change takes to every replica's index.</summary>
internal sealed class Freshness(Stage stage, Material material, Random random)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    /// <summary>
    /// Pushes an opening through the gateway until it is acknowledged, and waits until each replica has it.
    /// </summary>
    /// <returns>From the acknowledgement to the last replica.</returns>
    /// <exception cref="OperationCanceledException">It takes too long.</exception>
    public async Task<TimeSpan> ProbeAsync(GoodClient client, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var vacancies = new VacancyService.VacancyServiceClient(stage.Fleet.Gateway.Channel);
        var request = new CreateVacancyRequest
        {
            Vacancy = material.MakeVacancy("probe", random),
            RequestId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(),
        };
        var (created, code) = await client.CallAsync(
            "probe", deadline => vacancies.CreateVacancyAsync(request, deadline: deadline, cancellationToken: patience.Token));
        if (created is null)
        {
            throw new OperationCanceledException($"The probe ended with {code}.");
        }

        var acknowledged = Stopwatch.GetTimestamp();
        await Task.WhenAll(stage.Replicas.Select(
            replica => Stage.UntilIndexedAsync(replica, created.Name, Interval, patience.Token)));
        return Stopwatch.GetElapsedTime(acknowledged);
    }

    public async Task<IReadOnlyList<double>> MeasureAsync(int samples, GoodClient client, CancellationToken cancellationToken)
    {
        var milliseconds = new List<double>();
        var begun = Stopwatch.GetTimestamp();
        while (milliseconds.Count < samples && Stopwatch.GetElapsedTime(begun) < Longest)
        {
            milliseconds.Add((await ProbeAsync(client, cancellationToken)).TotalMilliseconds);
        }

        milliseconds.Sort();
        return milliseconds;
    }
}
