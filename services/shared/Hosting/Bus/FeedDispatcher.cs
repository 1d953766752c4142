using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dapper;
using Grpc.Core;
using Matching.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>Reads what changed after a sequence, in order: not too many, with the bytes of their messages.</summary>
public delegate Task<IReadOnlyList<(long Sequence, byte[] Change)>> ReadFeed(
    long sinceSequence, CancellationToken cancellationToken);

/// <summary>
/// The outbox: publishes every change of a feed after it is on disk, in order, and remembers how far it has come. The
/// rows of the feed are the outbox's rows. One replica at a time dispatches, by a lease in the database; what two
/// publish all the same, or again after a crash, listeners know already.
/// </summary>
internal sealed class FeedDispatcher(
    string feed,
    ReadFeed? readAsync,
    Database database,
    EventBus bus,
    TimeProvider clock,
    IMeterFactory meters,
    ILogger<FeedDispatcher> log)
    : BackgroundService
{
    /// <summary>The changes of one event fill at most about so many bytes.</summary>
    private const int MaximumBytes = 256 * 1024;

    /// <summary>An event names at most so many spans that caused it.</summary>
    private const int MaximumOrigins = 64;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly string _owner = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
    private long _dispatched;
    private long _renewed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Measure();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await HoldLeaseAsync(stoppingToken))
                {
                    await DispatchAsync(stoppingToken);
                }
                else
                {
                    await Task.Delay(Lease / 2, TimeProvider.System, stoppingToken);
                }
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // A store or a broker that is away; nothing is lost, the rows stay where they are.
                HostingLog.DispatchDelayed(log, feed, error is RpcException rpc ? rpc.Status.Detail : error.Message);
                await Task.Delay(RetryDelay, TimeProvider.System, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        if (readAsync is null)
        {
            await AnnounceAsync(cancellationToken);
            return;
        }

        var changes = await readAsync(_dispatched, cancellationToken);
        for (var first = 0; first < changes.Count;)
        {
            var last = first;
            for (var bytes = changes[first].Change.Length;
                last + 1 < changes.Count && bytes + changes[last + 1].Change.Length <= MaximumBytes;)
            {
                bytes += changes[++last].Change.Length;
            }

            await PublishAsync(
                changes[last].Sequence,
                [.. changes.Skip(first).Take(last - first + 1).Select(change => change.Change)],
                cancellationToken);
            first = last + 1;
        }

        if (changes.Count == 0)
        {
            await WaitAsync(cancellationToken);
        }
    }

    /// <summary>Tells that there are changes, without them.</summary>
    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        var sequence = database.Sequence;
        if (sequence > _dispatched)
        {
            await PublishAsync(sequence, changes: [], cancellationToken);
        }
    }

    /// <summary>Publishes what follows, in the trace of the first write that caused it.</summary>
    private async Task PublishAsync(long sequence, IReadOnlyList<byte[]> changes, CancellationToken cancellationToken)
    {
        var origins = database.Recent.Origins(_dispatched, sequence, MaximumOrigins);
        using var span = HostingTelemetry.StartFor($"dispatch {feed}", ActivityKind.Producer, origins);
        await bus.PublishAsync(
            new FeedAdvanced
            {
                Feed = feed,
                AfterSequence = _dispatched,
                Sequence = sequence,
                Changes = changes,
                Origins = [.. origins.Select(TraceParent.Of)],
            },
            cancellationToken);
        _dispatched = sequence;
    }

    private void Measure()
    {
        var meter = meters.Create(HostingTelemetry.Name);
        meter.CreateObservableGauge(
            "matching.outbox.pending",
            () => Observe(Math.Max(0, database.Sequence - _dispatched)),
            "{change}",
            "Changes that are not yet published.");
        meter.CreateObservableGauge(
            "matching.outbox.lag",
            () => Observe(database.Recent.AgeAbove(_dispatched).TotalSeconds),
            "s",
            "Age of the oldest change that is not yet published.");
    }

    /// <summary>Only whoever holds the lease knows how far dispatching has come.</summary>
    private IEnumerable<Measurement<T>> Observe<T>(T value)
        where T : struct =>
        _renewed == 0 ? [] : [new Measurement<T>(value, new KeyValuePair<string, object?>("matching.feed.name", feed))];

    /// <summary>Until there is a change, or the lease has to be renewed.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var renewal = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        renewal.CancelAfter(Renewal);
        await database.WaitForChangeAsync(_dispatched, renewal.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes or keeps the lease, and stores how far dispatching has come, no more often than needed.</summary>
    private async Task<bool> HoldLeaseAsync(CancellationToken cancellationToken)
    {
        if (_renewed != 0 && TimeProvider.System.GetElapsedTime(_renewed) < Renewal)
        {
            return true;
        }

        var held = await database.ReadAsync(
            connection => connection.QuerySingleAsync<(long Sequence, string Owner, long Until)>(
                "SELECT sequence, owner, until FROM dispatch"),
            cancellationToken);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();

        // No clock that was right has given a lease so far ahead: nobody waits for it to come true.
        if (held.Owner != _owner && held.Until > now && held.Until <= now + (2 * (long)Lease.TotalMilliseconds))
        {
            _renewed = 0;
            return false;
        }

        var mine = held.Owner == _owner;

        // PostgreSQL's client takes names that differ only in case for one parameter.
        var taken = await database.WriteAsync(
            write => write.Connection.ExecuteAsync(
                """
                UPDATE dispatch SET owner = @owner, until = @until, sequence = @sequence
                WHERE owner = @heldBy AND until = @heldUntil
                """,
                new
                {
                    owner = _owner,
                    until = now + (long)Lease.TotalMilliseconds,
                    sequence = mine ? _dispatched : held.Sequence,
                    heldBy = held.Owner,
                    heldUntil = held.Until,
                },
                write.Transaction),
            cancellationToken);
        if (taken == 0)
        {
            _renewed = 0;
            return false;
        }

        if (!mine)
        {
            _dispatched = held.Sequence;
        }

        _renewed = TimeProvider.System.GetTimestamp();
        return true;
    }
}
