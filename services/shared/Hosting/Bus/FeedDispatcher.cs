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
    string feed, ReadFeed? readAsync, Database database, EventBus bus, TimeProvider clock, ILogger<FeedDispatcher> log)
    : BackgroundService
{
    /// <summary>The changes of one event fill at most about so many bytes.</summary>
    private const int MaximumBytes = 256 * 1024;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly string _owner = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
    private long _dispatched;
    private long _renewed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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

            await bus.PublishAsync(
                new FeedAdvanced
                {
                    Feed = feed,
                    AfterSequence = _dispatched,
                    Sequence = changes[last].Sequence,
                    Changes = [.. changes.Skip(first).Take(last - first + 1).Select(change => change.Change)],
                },
                cancellationToken);
            _dispatched = changes[last].Sequence;
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
            await bus.PublishAsync(
                new FeedAdvanced { Feed = feed, AfterSequence = _dispatched, Sequence = sequence }, cancellationToken);
            _dispatched = sequence;
        }
    }

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
        if (held.Owner != _owner && held.Until > now)
        {
            _renewed = 0;
            return false;
        }

        var mine = held.Owner == _owner;
        var until = now + (long)Lease.TotalMilliseconds;
        var taken = await database.WriteAsync(
            write => write.Connection.ExecuteAsync(
                """
                UPDATE dispatch SET owner = @_owner, until = @until, sequence = @sequence
                WHERE owner = @Owner AND until = @Until
                """,
                new { _owner, until, sequence = mine ? _dispatched : held.Sequence, held.Owner, held.Until },
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
