using Grpc.Core;
using Matching.Events;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Matching.Matches;

/// <summary>
/// Follows the owners' changes into the index, for as long as the service runs: the feeds to their end first, then the
/// bus, and the feeds again whenever an event does not join on to what is here, or none has come for a while. Without a
/// bus the feeds alone are followed. Ready when both have been read to their end once. A feed that breaks is taken up
/// again where it was left.
/// </summary>
internal sealed class IndexFeeder(
    MatchIndex index,
    ProfileService.ProfileServiceClient profiles,
    VacancyService.VacancyServiceClient vacancies,
    Erasures erasures,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<IndexFeeder> log,
    EventBus? bus = null) : BackgroundService, IHealthCheck
{
    /// <summary>Configuration key of this replica's name, which is its queue's; the machine's unless set.</summary>
    private const string ReplicaKey = "REPLICA";

    private const string VacancyFeed = "vacancy";
    private const string ProfileFeed = "profile";

    /// <summary>How often the feeds are asked for what the bus may have lost.</summary>
    private static readonly TimeSpan DoubtInterval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly SingleFlight _catchUp = new();
    private volatile bool _vacanciesRead;
    private volatile bool _profilesRead;
    private FeedCatchUp? _vacancyCatchUp;
    private FeedCatchUp? _profileCatchUp;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_vacanciesRead && _profilesRead
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The index is still being read from the feeds."));

    /// <summary>
    /// Brings the index up to what the owners have acknowledged by now, so that a caller who has just written finds
    /// it. When an owner is slow or away the index answers as it is, and at once while that is known.
    /// </summary>
    public async Task CatchUpAsync()
    {
        using var stage = new Stage("catch_up");
        await _catchUp.RunAsync(() =>
        {
            // Several calls wait for one catching up: the end of the one that began it is not the end of it.
            IncomingCall.Detach();
            _vacancyCatchUp ??= new FeedCatchUp(token => ReadVacanciesAsync(stopAtEnd: true, token), log);
            _profileCatchUp ??= new FeedCatchUp(token => ReadProfilesAsync(stopAtEnd: true, token), log);
            return Task.WhenAll(_vacancyCatchUp.RunAsync(), _profileCatchUp.RunAsync());
        });
    }

    public override void Dispose()
    {
        _vacancyCatchUp?.Dispose();
        _profileCatchUp?.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bus?.Listen<FeedAdvanced>(
            $"matching-index-{configuration[ReplicaKey] ?? Environment.MachineName}", TakeAsync);
        return Task.WhenAll(
            FollowAsync(VacancyFeed, ReadVacanciesAsync, () => _vacanciesRead = true, stoppingToken),
            FollowAsync(ProfileFeed, ReadProfilesAsync, () => _profilesRead = true, stoppingToken));
    }

    /// <summary>
    /// Takes an event: what joins on to the index is applied, what is known already ignored, and where something is
    /// missing the feed is read.
    /// </summary>
    private async Task TakeAsync(FeedAdvanced advanced, CancellationToken cancellationToken)
    {
        using var spans = TraceParent.Begin(MatchingTelemetry.Spans, $"index {advanced.Feed}", advanced);
        var known = advanced.Feed == VacancyFeed ? index.VacancySequence : index.ProfileSequence;
        if (advanced.Sequence <= known)
        {
            return;
        }

        if (advanced.Feed != VacancyFeed || advanced.Changes.Count == 0 || advanced.AfterSequence > known)
        {
            await CatchUpAsync();
            return;
        }

        foreach (var change in advanced.Changes)
        {
            Take(VacancyChange.Parser.ParseFrom(change));
        }
    }

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
                while (bus is not null)
                {
                    await Task.Delay(DoubtInterval, TimeProvider.System, cancellationToken);
                    await readAsync(true, cancellationToken);
                }

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
            Take(change);
        }
    }

    private void Take(VacancyChange change)
    {
        if (!index.Apply(change))
        {
            MatchingLog.OccupationUnknown(log, change.Name);
        }

        if (_vacanciesRead && change.Vacancy?.UpdateTime is { } written)
        {
            MatchingTelemetry.Applied(VacancyFeed, written.ToDateTimeOffset(), clock.GetUtcNow());
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
            var erases = change.Deleted && change.Name.StartsWith("candidates/", StringComparison.Ordinal);
            if (erases)
            {
                await erasures.ForgetInStoreAsync(change.Name, cancellationToken);
            }

            index.Apply(change);
            if (erases)
            {
                erasures.ForgetInCache(change.Name);
            }

            var time = change.Candidate?.Candidate.UpdateTime ?? change.Household?.UpdateTime;
            if (_profilesRead && time is { } written)
            {
                MatchingTelemetry.Applied(ProfileFeed, written.ToDateTimeOffset(), clock.GetUtcNow());
            }
        }
    }
}
