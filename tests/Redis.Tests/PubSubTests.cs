using System.Collections.Concurrent;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace Matching.Redis.Tests;

/// <summary>Messages to who listens, in both versions of the protocol.</summary>
public sealed class PubSubTests(OneRedis one, ITestOutputHelper output) : IClassFixture<OneRedis>
{
    private readonly string _prefix = $"matching-test:{Guid.CreateVersion7():N}:";

    [RedisTheory]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task Channels_ManyAtOnce_EachHearsItsOwnInOrder(RedisProtocol protocol)
    {
        await using var redis = await ConnectAsync(protocol);
        var subscriber = redis.GetSubscriber();
        var heard = new ConcurrentDictionary<string, ConcurrentQueue<int>>(StringComparer.Ordinal);
        for (var i = 0; i < 200; i++)
        {
            var queue = await subscriber.SubscribeAsync(RedisChannel.Literal($"{_prefix}{i}"));
            queue.OnMessage(message => heard.GetOrAdd(message.Channel!, _ => new()).Enqueue((int)message.Message));
        }

        for (var number = 0; number < 20; number++)
        {
            var receivers = await Task.WhenAll(Enumerable.Range(0, 200)
                .Select(i => subscriber.PublishAsync(RedisChannel.Literal($"{_prefix}{i}"), number)));
            Assert.All(receivers, count => Assert.Equal(1, count));
        }

        await UntilAsync(() => heard.Values.Sum(queue => queue.Count) == 4000);
        Assert.All(heard.Values, queue => Assert.Equal(Enumerable.Range(0, 20), queue));
    }

    [RedisTheory]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task Pattern_Subscribed_HearsWhatFitsUntilItStops(RedisProtocol protocol)
    {
        await using var redis = await ConnectAsync(protocol);
        var subscriber = redis.GetSubscriber();
        var heard = new ConcurrentQueue<string>();
        var pattern = RedisChannel.Pattern($"{_prefix}news.*");
        await subscriber.SubscribeAsync(pattern, (channel, message) => heard.Enqueue($"{channel}"[_prefix.Length..] + message));

        foreach (var channel in new[] { "news.a", "other.b", "news.c" })
        {
            await subscriber.PublishAsync(RedisChannel.Literal(_prefix + channel), "!");
        }

        await UntilAsync(() => heard.Count >= 2);
        await subscriber.UnsubscribeAsync(pattern);
        Assert.Equal(0, await subscriber.PublishAsync(RedisChannel.Literal($"{_prefix}news.d"), "!"));
        Assert.Equal(["news.a!", "news.c!"], heard.Order());
    }

    [RedisFact]
    public async Task Handlers_OfOneChannel_AllHearLargeAndEmptyMessages()
    {
        await using var redis = await ConnectAsync(RedisProtocol.Resp2);
        var subscriber = redis.GetSubscriber();
        var channel = RedisChannel.Literal(_prefix + "large");
        var lengths = new ConcurrentQueue<long>();
        await subscriber.SubscribeAsync(channel, (_, message) => lengths.Enqueue(message.Length()));
        await subscriber.SubscribeAsync(channel, (_, message) => lengths.Enqueue(-message.Length()));

        await subscriber.PublishAsync(channel, new byte[5_000_000]);
        await subscriber.PublishAsync(channel, "");

        await UntilAsync(() => lengths.Count == 4);
        Assert.Equal([-5_000_000, 0, 0, 5_000_000], lengths.Order());
    }

    /// <summary>What is said while nobody is connected is lost; nothing is heard twice, late or on another channel.</summary>
    [OwnRedisTheory]
    [Trait("Category", "Slow")]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task Messages_WhileReconnecting_AreHeardInOrderOrNotAtAll(RedisProtocol protocol)
    {
        var server = one.Server!;
        await using var proxy = new FaultyProxy(server.Host, server.Port);
        await using var publisher = await FaultTests.ConnectAsync(server.Port, timeout: TimeSpan.FromSeconds(10));
        await using var redis = await FaultTests.ConnectAsync(proxy.Port, protocol: protocol);
        var heard = Enumerable.Range(0, 10).Select(_ => new ConcurrentQueue<string>()).ToArray();
        for (var i = 0; i < heard.Length; i++)
        {
            var own = heard[i];
            var queue = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal($"{_prefix}{i}"));
            queue.OnMessage(message => own.Enqueue(message.Message!));
        }

        var number = 0;
        for (var cut = 0; cut < 5; cut++)
        {
            for (var enough = number + 200; number < enough;)
            {
                await PublishAsync(number++);
            }

            proxy.CutAfter(cut * 37);

            // Until all have heard something that was said after the cut.
            var from = number;
            await UntilAsync(async () =>
            {
                await PublishAsync(number++);
                return heard.All(queue => queue.LastOrDefault() is { } last && Number(last) > from);
            });
        }

        var total = heard.Sum(queue => queue.Count);
        output.WriteLine($"{proxy.Cuts} cuts, {number * heard.Length} messages, {total} heard");
        Assert.True(proxy.Cuts >= 5);
        Assert.InRange(total, 5 * 200, number * heard.Length);
        for (var i = 0; i < heard.Length; i++)
        {
            Assert.All(heard[i], message => Assert.StartsWith($"{i}:", message, StringComparison.Ordinal));
            var numbers = heard[i].Select(Number).ToArray();
            Assert.Equal(numbers.Distinct().Order(), numbers);
        }

        Task PublishAsync(int sent) => Task.WhenAll(Enumerable.Range(0, heard.Length).Select(i =>
            publisher.GetSubscriber().PublishAsync(RedisChannel.Literal($"{_prefix}{i}"), $"{i}:{sent}")));

        static int Number(string message) => int.Parse(message.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<ConnectionMultiplexer> ConnectAsync(RedisProtocol protocol)
    {
        var options = ConfigurationOptions.Parse(one.Server!.Configuration);
        options.Protocol = protocol;
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
