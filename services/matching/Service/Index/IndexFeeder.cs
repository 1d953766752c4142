using Google.Protobuf;
using Grpc.Core;
using Matching.Events;
using Matching.Hosting;
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
    VacancyFeedReader vacancies,
    ProfileFeedReader profiles,
    IConfiguration configuration,
    ILogger<IndexFeeder> log,
    EventBus? bus = null) : BackgroundService, IHealthCheck
{
    /// <summary>Configuration key of this replica's name, which is its queue's; the machine's unless set.</summary>
    private const string ReplicaKey = "REPLICA";

    /// <summary>How often the feeds are asked for what the bus may have lost.</summary>
    private static readonly TimeSpan DoubtInterval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly SingleFlight _catchUp = new();
    private readonly FeedCatchUp _vacancyCatchUp = new(vacancies.CatchUpAsync, log);
    private readonly FeedCatchUp _profileCatchUp = new(profiles.CatchUpAsync, log);

    /// <summary>Unhealthy until both feeds are read; degraded while something of them cannot be read.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string[] troubles = [.. new[] { vacancies.Trouble, profiles.Trouble }.OfType<string>()];
        var isRead = vacancies.IsRead && profiles.IsRead;
        return Task.FromResult(troubles.Length == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(
                isRead ? HealthStatus.Degraded : HealthStatus.Unhealthy, string.Join(' ', troubles)));
    }

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
            return Task.WhenAll(_vacancyCatchUp.RunAsync(), _profileCatchUp.RunAsync());
        });
    }

    public override void Dispose()
    {
        _vacancyCatchUp.Dispose();
        _profileCatchUp.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bus?.Listen<FeedAdvanced>(
            $"matching-index-{configuration[ReplicaKey] ?? Environment.MachineName}", TakeAsync);
        return Task.WhenAll(
            FollowAsync(vacancies, _ => Task.CompletedTask, stoppingToken),
            FollowAsync(profiles, profiles.ForgetErasedAsync, stoppingToken));
    }

    /// <summary>
    /// Takes an event: what joins on to the index is applied, what is known already ignored, and where something is
    /// missing the feed is read.
    /// </summary>
    private async Task TakeAsync(FeedAdvanced advanced, CancellationToken cancellationToken)
    {
        using var spans = TraceParent.Begin(MatchingTelemetry.Spans, $"index {advanced.Feed}", advanced);
        var isVacancies = advanced.Feed == vacancies.Feed;
        var known = isVacancies ? index.VacancySequence : index.ProfileSequence;
        if (advanced.Sequence <= known || !(isVacancies ? vacancies.IsRead : profiles.IsRead))
        {
            return;
        }

        if (!isVacancies || advanced.AfterSequence > known || !TryParse(advanced.Changes, out var changes))
        {
            await CatchUpAsync();
            return;
        }

        foreach (var change in changes)
        {
            await vacancies.TakeAsync(change, cancellationToken);
        }
    }

    /// <summary>False where there is nothing, or something that is no change: the feed then tells what it is.</summary>
    private static bool TryParse(IReadOnlyList<byte[]> told, out VacancyChange[] changes)
    {
        try
        {
            changes = [.. told.Select(VacancyChange.Parser.ParseFrom)];
        }
        catch (InvalidProtocolBufferException)
        {
            changes = [];
        }

        return changes.Length > 0;
    }

    private async Task FollowAsync<TChange>(
        FeedReader<TChange> reader, Func<CancellationToken, Task> afterAsync, CancellationToken cancellationToken)
        where TChange : class
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await reader.CatchUpAsync(cancellationToken);
                await afterAsync(cancellationToken);
                if (bus is null)
                {
                    await reader.FollowAsync(cancellationToken);
                }
                else
                {
                    await Task.Delay(DoubtInterval, TimeProvider.System, cancellationToken);
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException error)
            {
                MatchingLog.FeedBroken(log, reader.Feed, error.Status.Detail);
                await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
