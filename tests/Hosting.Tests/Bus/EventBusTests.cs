using System.Collections.Concurrent;
using Matching.Events;
using Matching.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests.Bus;

public sealed class EventBusTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Publish_InMemory_EveryListenerHearsEverythingInOrder()
    {
        using var log = LoggerFactory.Create(_ => { });
        await using var bus = EventBus.InMemory(log);

        await EveryListenerHearsEverythingInOrderAsync(bus, bus);
    }

    [RabbitFact]
    [Trait("Category", "Slow")]
    public async Task Publish_RabbitMq_IsHeardInOrderSurvivesAKillAndPutsPoisonAside()
    {
        await using var server = await RabbitServer.StartAsync();
        await using var publisher = Connect(server.Uri);
        await using var listener = Connect(server.Uri);

        await EveryListenerHearsEverythingInOrderAsync(publisher, listener);
        await AKillLosesNothingThatWasConfirmedAsync(server, publisher, listener);
        await PoisonIsPutAsideAsync(server, publisher, listener);
    }

    [Theory]
    [InlineData("127.0.0.1:5672")]
    [InlineData("http://guest:s3cret@127.0.0.1")]
    public void From_AWrongUri_NamesTheSettingWithoutThePassword(string uri)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Connect(uri));

        Assert.StartsWith("AMQP_URI ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    private static EventBus Connect(string uri) => EventBus.From(
        new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal) { [EventBus.AmqpKey] = uri }).Build(),
        LoggerFactory.Create(_ => { }))!;

    private static async Task EveryListenerHearsEverythingInOrderAsync(EventBus publisher, EventBus listener)
    {
        const int Events = 200;
        var heard = new[] { new ConcurrentQueue<long>(), new ConcurrentQueue<long>() };
        listener.Listen<FeedAdvanced>("first", (advanced, _) => HearAsync(heard[0], advanced));
        listener.Listen<FeedAdvanced>("second", (advanced, _) => HearAsync(heard[1], advanced));
        await publisher.StartAsync(CancellationToken.None);
        await listener.StartAsync(CancellationToken.None);
        await UntilHealthyAsync(listener);
        for (var i = 1; i <= Events; i++)
        {
            await publisher.PublishAsync(Advance(i), CancellationToken.None);
        }

        await UntilAsync(() => heard.All(queue => queue.Count >= Events));

        Assert.All(heard, queue => Assert.Equal(Enumerable.Range(1, Events).Select(i => (long)i), queue));
    }

    private static async Task AKillLosesNothingThatWasConfirmedAsync(
        RabbitServer server, EventBus publisher, EventBus listener)
    {
        var heard = new ConcurrentDictionary<long, bool>();
        listener.Listen<FeedAdvanced>("third", (advanced, _) =>
        {
            heard[advanced.Sequence] = true;
            return Task.CompletedTask;
        });
        await UntilAsync(async () => await server.DepthAsync("third") is not null);
        var confirmed = new List<long>();
        for (var i = 1000; i < 1300; i++)
        {
            if (i == 1100)
            {
                await server.KillAsync();
                await server.RestartAsync();
            }

            try
            {
                await publisher.PublishAsync(Advance(i), CancellationToken.None);
                confirmed.Add(i);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // Not confirmed: the outbox would publish it again.
            }
        }

        await UntilAsync(() => confirmed.TrueForAll(heard.ContainsKey));
        Assert.True(confirmed.Count > 200, $"{confirmed.Count}");
    }

    private static async Task PoisonIsPutAsideAsync(RabbitServer server, EventBus publisher, EventBus listener)
    {
        var attempts = 0;
        var after = new TaskCompletionSource();
        listener.Listen<FeedAdvanced>("fourth", (advanced, _) =>
        {
            if (advanced.Sequence == 6666)
            {
                Interlocked.Increment(ref attempts);
                throw new FormatException("on purpose");
            }

            after.TrySetResult();
            return Task.CompletedTask;
        });
        await UntilAsync(async () => await server.DepthAsync("fourth") is not null);

        await publisher.PublishAsync(Advance(6666), CancellationToken.None);
        await publisher.PublishAsync(Advance(7000), CancellationToken.None);

        await after.Task.WaitAsync(Deadline);
        Assert.Equal(4, attempts);
        await UntilAsync(async () => await server.DepthAsync("fourth_error") == 1);
    }

    private static Task HearAsync(ConcurrentQueue<long> heard, FeedAdvanced advanced)
    {
        Assert.Equal([[1, 2, 3]], advanced.Changes);
        heard.Enqueue(advanced.Sequence);
        return Task.CompletedTask;
    }

    private static FeedAdvanced Advance(long sequence) =>
        new() { Feed = "things", AfterSequence = sequence - 1, Sequence = sequence, Changes = [[1, 2, 3]] };

    private static Task UntilHealthyAsync(EventBus bus) => UntilAsync(async () =>
        (await bus.CheckHealthAsync(new HealthCheckContext())).Status == HealthStatus.Healthy);

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
