using System.Collections.Concurrent;
using System.Text;
using Matching.Events;
using Matching.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

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
        await GarbageIsPutAsideAsync(server, publisher, listener);
        await AWrongSettingIsNamedAsync(server);
    }

    [Fact]
    public async Task Start_NobodyListensThere_WaitsAndSaysForWhat()
    {
        using var log = new CollectedLog();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using var bus = EventBus.From(Settings("amqp://guest:s3cret@127.0.0.1:1"), logging)!;

        await bus.StartAsync(CancellationToken.None).WaitAsync(Deadline);

        var health = await bus.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal((HealthStatus.Degraded, "RabbitMQ cannot be reached."), (health.Status, health.Description));
        Assert.Contains(log.Lines, line => line.Message.Contains("RabbitMQ 127.0.0.1:1", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Message.Contains("s3cret", StringComparison.Ordinal));
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

    private static EventBus Connect(string uri) => EventBus.From(Settings(uri), LoggerFactory.Create(_ => { }))!;

    private static IConfiguration Settings(string uri) => new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?>(StringComparer.Ordinal) { [EventBus.AmqpKey] = uri }).Build();

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
        await using var connection = await RawAsync(server);
        await using var channel = await connection.CreateChannelAsync();
        var failed = await channel.BasicGetAsync("fourth_error", autoAck: true);
        var headers = failed!.BasicProperties.Headers!;
        Assert.Equal("on purpose", Encoding.UTF8.GetString((byte[])headers["MT-Fault-Message"]!));
        Assert.Equal("System.FormatException", Encoding.UTF8.GetString((byte[])headers["MT-Fault-ExceptionType"]!));

        // The bounds are part of the queue: declaring it otherwise is refused.
        await channel.QueueDeclareAsync("fourth_error", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-max-length"] = 1_000,
            ["x-max-length-bytes"] = 64L * 1024 * 1024,
            ["x-message-ttl"] = 14L * 24 * 3600 * 1000,
            ["x-expires"] = 14L * 24 * 3600 * 1000,
        });
    }

    /// <summary>What is no message is put aside, what is a message of nobody's type is dropped, and the next one is heard.</summary>
    private static async Task GarbageIsPutAsideAsync(RabbitServer server, EventBus publisher, EventBus listener)
    {
        var heard = new TaskCompletionSource();
        listener.Listen<FeedAdvanced>("fifth", (_, _) =>
        {
            heard.TrySetResult();
            return Task.CompletedTask;
        });
        await UntilAsync(async () => await server.DepthAsync("fifth") is not null);
        await using var connection = await RawAsync(server);
        await using var channel = await connection.CreateChannelAsync();
        var envelope = new BasicProperties { ContentType = "application/vnd.masstransit+json" };
        foreach (var body in new[] { "", "{", "no json", "[1]", "{\"messageType\":7}" })
        {
            await channel.BasicPublishAsync("", "fifth", mandatory: true, envelope, Encoding.UTF8.GetBytes(body));
        }

        await channel.BasicPublishAsync("", "fifth", mandatory: true, envelope, Encoding.UTF8.GetBytes(
            "{\"messageType\":[\"urn:message:Other:Thing\"],\"message\":{}}"));
        await publisher.PublishAsync(Advance(1), CancellationToken.None);

        await heard.Task.WaitAsync(Deadline);
        await UntilAsync(async () => await server.DepthAsync("fifth") == 0);
        await UntilAsync(async () => await server.DepthAsync("fifth_error") is >= 1 and <= 5);
        Assert.Null(await server.DepthAsync("fifth_skipped"));
    }

    private static async Task AWrongSettingIsNamedAsync(RabbitServer server)
    {
        await using var bus = Connect(new UriBuilder(server.Uri) { Password = "s3cret" }.ToString());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => bus.StartAsync(CancellationToken.None));

        Assert.StartsWith("AMQP_URI: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("the user or the password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);

        await using var elsewhere = Connect(new UriBuilder(server.Uri) { Path = "/nowhere" }.ToString());
        error = await Assert.ThrowsAsync<InvalidOperationException>(() => elsewhere.StartAsync(CancellationToken.None));
        Assert.StartsWith("AMQP_URI: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("no virtual host 'nowhere'", error.Message, StringComparison.Ordinal);
    }

    private static Task<IConnection> RawAsync(RabbitServer server) =>
        new ConnectionFactory { Uri = new Uri(server.Uri) }.CreateConnectionAsync();

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
