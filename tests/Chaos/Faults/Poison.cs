using Google.Protobuf;
using Matching.Events;
using Matching.Hosting;
using Matching.Vacancies.V1;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Matching.Chaos.Faults;

/// <summary>Puts events on the bus that nobody should have to expect.</summary>
internal sealed class Poison(
    Uri broker, IReadOnlyList<string> queues, Func<Task<IReadOnlyList<VacancyChange>>> changesAsync)
{
    /// <summary>A sequence that no feed of a test comes near.</summary>
    private const long FarAhead = 1_000_000_000_000;

    private const int Repeated = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private int _sent;

    /// <summary>True events again: each twice, in any order, joining on to nothing that they came after.</summary>
    public async Task RepeatAsync(EventBus bus, Random random, CancellationToken cancellationToken)
    {
        var changes = (await changesAsync()).TakeLast(Repeated).ToArray();
        var events = new List<FeedAdvanced>();
        for (var first = 0; first < changes.Length;)
        {
            var some = changes.Skip(first).Take(random.Next(1, 8)).ToArray();
            events.Add(new FeedAdvanced
            {
                Feed = "vacancy",
                AfterSequence = first == 0 ? some[0].Sequence - 1 : changes[first - 1].Sequence,
                Sequence = some[^1].Sequence,
                Changes = [.. some.Select(change => change.ToByteArray())],
            });
            first += some.Length;
        }

        var twice = events.Concat(events).ToArray();
        random.Shuffle(twice);
        foreach (var advanced in twice)
        {
            await PublishAsync(bus, advanced, cancellationToken);
        }
    }

    /// <summary>
    /// Bytes that are no message: to the error queue with them. And messages with changes that cannot be read, and with
    /// news of a feed that nobody has: there, too, or to be asked the feeds about.
    /// </summary>
    public async Task SendAsync(EventBus bus, Random random, CancellationToken cancellationToken)
    {
        var garbage = new byte[200];
        random.NextBytes(garbage);
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var queue in queues)
        {
            await channel.BasicPublishAsync("", queue, garbage, cancellationToken);
        }

        _sent++;
        await PublishAsync(bus, Advance("vacancy", garbage), cancellationToken);
        await PublishAsync(bus, Advance("nobody", garbage), cancellationToken);
    }

    /// <summary>What is not in the error queues that should be; nothing when all is.</summary>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var queue in _sent > 0 ? queues : [])
        {
            var found = await CountAsync(queue + "_error", cancellationToken);
            if (found < _sent)
            {
                missing.Add($"{queue}_error has {found} messages of {_sent} poison events");
            }
        }

        return missing;
    }

    private static FeedAdvanced Advance(string feed, byte[] change) =>
        new() { Feed = feed, AfterSequence = 0, Sequence = FarAhead, Changes = [change] };

    /// <summary>Again until the broker has it for sure: it may have it twice then.</summary>
    private static async Task PublishAsync(EventBus bus, FeedAdvanced advanced, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await bus.PublishAsync(advanced, cancellationToken);
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException
                && TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(Interval, TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task<uint> CountAsync(string queue, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return await channel.MessageCountAsync(queue, cancellationToken);
        }
        catch (OperationInterruptedException)
        {
            // There is no such queue.
            return 0;
        }
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = broker }.CreateConnectionAsync(cancellationToken);
}
