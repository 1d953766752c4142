using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Matching.Matches;

/// <summary>
/// Follows the change feeds of the owners into the index, for as long as the service runs. Ready when both feeds have
/// been read to their end once. A feed that breaks is taken up again where it was left.
/// </summary>
internal sealed class IndexFeeder(
    MatchIndex index,
    ProfileService.ProfileServiceClient profiles,
    VacancyService.VacancyServiceClient vacancies,
    MatchingStore store,
    ILogger<IndexFeeder> log) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CatchUpDeadline = TimeSpan.FromSeconds(2);

    private readonly SingleFlight _catchUp = new();
    private volatile bool _vacanciesRead;
    private volatile bool _profilesRead;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_vacanciesRead && _profilesRead
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The index is still being read from the feeds."));

    /// <summary>
    /// Brings the index up to what the owners have acknowledged by now, so that a caller who has just written finds
    /// it. When an owner is slow or away the index answers as it is.
    /// </summary>
    public Task CatchUpAsync() => _catchUp.RunAsync(async () =>
    {
        // Several calls wait for one catching up: the end of the one that began it is not the end of it.
        IncomingCall.Detach();
        using var deadline = new CancellationTokenSource(CatchUpDeadline);
        try
        {
            await Task.WhenAll(
                ReadVacanciesAsync(stopAtEnd: true, deadline.Token),
                ReadProfilesAsync(stopAtEnd: true, deadline.Token));
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            MatchingLog.NotCaughtUp(log, error.Message);
        }
    });

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        FollowAsync("vacancy", ReadVacanciesAsync, () => _vacanciesRead = true, stoppingToken),
        FollowAsync("profile", ReadProfilesAsync, () => _profilesRead = true, stoppingToken));

    private async Task FollowAsync(
        string feed,
        Func<bool, CancellationToken, Task> readAsync,
        Action caughtUp,
        CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await readAsync(true, cancellationToken);
                caughtUp();
                var (openings, candidates) = index.Counts;
                MatchingLog.FeedRead(log, feed, openings, candidates);
                await readAsync(false, cancellationToken);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException error)
            {
                MatchingLog.FeedBroken(log, feed, error.Status.Detail);
                await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadVacanciesAsync(bool stopAtEnd, CancellationToken cancellationToken)
    {
        using var call = vacancies.StreamVacancyChanges(
            new StreamVacancyChangesRequest { SinceSequence = index.VacancySequence, StopAtEnd = stopAtEnd },
            cancellationToken: cancellationToken);
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (!index.Apply(change))
            {
                MatchingLog.OccupationUnknown(log, change.Name);
            }
        }
    }

    private async Task ReadProfilesAsync(bool stopAtEnd, CancellationToken cancellationToken)
    {
        using var call = profiles.StreamProfileChanges(
            new StreamProfileChangesRequest { SinceSequence = index.ProfileSequence, StopAtEnd = stopAtEnd },
            cancellationToken: cancellationToken);
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            // Forgotten here before the feed moves on: an erasure that is interrupted is told again.
            if (change.Deleted && change.Name.StartsWith("candidates/", StringComparison.Ordinal))
            {
                await store.EraseAsync(change.Name, cancellationToken);
            }

            index.Apply(change);
        }
    }
}
