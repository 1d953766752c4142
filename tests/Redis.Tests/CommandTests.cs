using System.Text;
using StackExchange.Redis;

namespace Matching.Redis.Tests;

/// <summary>What a cache asks of Redis, in both versions of its protocol.</summary>
public abstract class CommandTests(RedisProtocol protocol, OneRedis one) : IAsyncLifetime
{
    private readonly string _prefix = $"matching-test:{Guid.CreateVersion7():N}:";
    private ConnectionMultiplexer _redis = null!;

    private IDatabase Database => _redis.GetDatabase();

    public async Task InitializeAsync()
    {
        if (one.Server is { } server)
        {
            var options = ConfigurationOptions.Parse(server.Configuration);
            options.Protocol = protocol;
            _redis = await ConnectionMultiplexer.ConnectAsync(options);
        }
    }

    public async Task DisposeAsync()
    {
        if (_redis is not null)
        {
            await Database.KeyDeleteAsync([.. _redis.GetServers()[0].Keys(pattern: _prefix + "*")]);
            await _redis.DisposeAsync();
        }
    }

    [RedisFact]
    public void Connection_SpeaksTheProtocolAskedFor() =>
        Assert.Equal(protocol, _redis.GetServers()[0].Protocol);

    [RedisFact]
    public async Task String_SetWithExpiry_IsThereUntilThen()
    {
        var key = Key("expiring");

        Assert.True(await Database.StringSetAsync(key, "value", TimeSpan.FromMilliseconds(200)));
        Assert.Equal("value", await Database.StringGetAsync(key));
        var left = await Database.KeyTimeToLiveAsync(key);

        Assert.InRange(left!.Value, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        await Until(async () => !await Database.KeyExistsAsync(key));
        Assert.True((await Database.StringGetAsync(key)).IsNull);
    }

    [RedisFact]
    public async Task String_SetIfAbsentOrPresent_SaysWhetherItDid()
    {
        var key = Key("conditional");

        Assert.False(await Database.StringSetAsync(key, "no", when: When.Exists));
        Assert.True(await Database.StringSetAsync(key, "first", when: When.NotExists));
        Assert.False(await Database.StringSetAsync(key, "no", when: When.NotExists));
        Assert.True(await Database.StringSetAsync(key, "second", when: When.Exists));
        Assert.Equal("second", await Database.StringGetAsync(key));
        Assert.Equal("second", await Database.StringGetSetAsync(key, "third"));
    }

    [RedisFact]
    public async Task String_GetMany_KeepsTheOrderAndTheGaps()
    {
        var keys = Enumerable.Range(0, 1000).Select(i => Key($"many:{i}")).ToArray();
        var written = keys.Where((_, i) => i % 3 != 0).Select((key, i) => KeyValuePair.Create(key, (RedisValue)i));

        Assert.True(await Database.StringSetAsync([.. written]));
        var values = await Database.StringGetAsync(keys);

        Assert.Equal(1000, values.Length);
        Assert.All(values.Index(), value => Assert.Equal(value.Index % 3 == 0, value.Item.IsNull));
        Assert.Equal(Enumerable.Range(0, 666), values.Where(value => !value.IsNull).Select(value => (int)value));
    }

    [RedisFact]
    public async Task Integer_Incremented_ByManyAtOnce_LosesNone()
    {
        var key = Key("counter");

        var values = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Database.StringIncrementAsync(key)));

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), values.Order());
        Assert.Equal(990, await Database.StringDecrementAsync(key, 10));
        Assert.Equal(990.5, await Database.StringIncrementAsync(key, 0.5));
    }

    [RedisFact]
    public async Task Hash_Fields_ComeBackByNameAndAltogether()
    {
        var key = Key("hash");

        await Database.HashSetAsync(key, [new("title", "Svetsare"), new("place", "Åsele"), new("count", 2)]);
        await Database.HashDeleteAsync(key, "count");

        Assert.Equal("Åsele", await Database.HashGetAsync(key, "place"));
        Assert.True((await Database.HashGetAsync(key, "count")).IsNull);
        Assert.Equal(2, await Database.HashLengthAsync(key));
        Assert.Equal(
            [("place", "Åsele"), ("title", "Svetsare")],
            (await Database.HashGetAllAsync(key)).Select(entry => ((string)entry.Name!, (string)entry.Value!)).Order());
        Assert.Empty(await Database.HashGetAllAsync(Key("no hash")));
    }

    [RedisFact]
    public async Task SortedSet_Ranked_ComesBackInOrderWithItsScores()
    {
        var key = Key("ranking");
        var entries = Enumerable.Range(0, 500).Select(i => new SortedSetEntry($"opening {i}", 1 - (i / 512.0)));

        Assert.Equal(500, await Database.SortedSetAddAsync(key, [.. entries]));
        var top = await Database.SortedSetRangeByRankWithScoresAsync(key, 0, 9, Order.Descending);
        await Database.SortedSetRemoveRangeByRankAsync(key, 0, 489);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"opening {i}"), top.Select(entry => (string)entry.Element!));
        Assert.Equal(1 - (9 / 512.0), top[9].Score);
        Assert.Equal(10, await Database.SortedSetLengthAsync(key));
        Assert.Equal(0, await Database.SortedSetRankAsync(key, "opening 0", Order.Descending));
        Assert.Null(await Database.SortedSetScoreAsync(key, "opening 400"));
    }

    [RedisFact]
    public async Task SetAndList_Members_ComeBack()
    {
        await Database.SetAddAsync(Key("set"), ["a", "b", "a"]);
        await Database.ListRightPushAsync(Key("list"), ["a", "b", "a"]);

        Assert.Equal(["a", "b"], (await Database.SetMembersAsync(Key("set"))).Select(value => (string)value!).Order());
        Assert.Equal(["a", "b", "a"], (await Database.ListRangeAsync(Key("list"))).Select(value => (string)value!));
        Assert.Equal("a", await Database.ListLeftPopAsync(Key("list")));
    }

    [RedisFact]
    public async Task Script_Evaluated_AnswersEveryKindOfValue()
    {
        var swap = "local old = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], ARGV[1]); return old";
        var key = Key("script");
        await Database.StringSetAsync(key, "old");

        Assert.Equal("old", (string?)await Database.ScriptEvaluateAsync(swap, [key], ["new"]));
        Assert.Equal("new", (string?)await Database.ScriptEvaluateAsync(swap, [key], ["newer"]));
        var nested = (RedisResult[])(await Database.ScriptEvaluateAsync("return {1, 'two', {3, {4}}, false}"))!;
        var error = await Assert.ThrowsAsync<RedisServerException>(
            () => Database.ScriptEvaluateAsync("return redis.error_reply('OUT of order')"));

        Assert.Equal(1, (int)nested[0]);
        Assert.Equal("two", (string?)nested[1]);
        Assert.Equal(4, (int)((RedisResult[])((RedisResult[])nested[2]!)[1]!)[0]);
        Assert.True(nested[3].IsNull);
        Assert.Contains("OUT of order", error.Message, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task Transaction_WithAConditionThatHolds_DoesAll()
    {
        var key = Key("transaction");
        await Database.StringSetAsync(key, 1);

        var holds = Database.CreateTransaction();
        holds.AddCondition(Condition.StringEqual(key, 1));
        var first = holds.StringIncrementAsync(key);
        var second = holds.StringIncrementAsync(key);
        Assert.True(await holds.ExecuteAsync());

        var fails = Database.CreateTransaction();
        fails.AddCondition(Condition.StringEqual(key, 1));
        var third = fails.StringIncrementAsync(key);
        Assert.False(await fails.ExecuteAsync());

        Assert.Equal((2, 3), (await first, await second));
        await Assert.ThrowsAsync<TaskCanceledException>(() => third);
        Assert.Equal(3, await Database.StringGetAsync(key));
    }

    [RedisFact]
    public async Task Batch_Sent_AnswersEachInItsOrder()
    {
        var batch = Database.CreateBatch();
        var answers = Enumerable.Range(0, 500).Select(i => batch.ListRightPushAsync(Key("batch"), i)).ToArray();

        Assert.All(answers, answer => Assert.False(answer.IsCompleted));
        batch.Execute();

        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), await Task.WhenAll(answers));
    }

    [RedisFact]
    public async Task Pipelined_FromManyThreads_EachGetsItsOwnAnswer()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 64), async (worker, _) =>
        {
            for (var i = 0; i < 200; i++)
            {
                var key = Key($"{worker}:{i}");
                var set = Database.StringSetAsync(key, $"{worker} {i}");
                var get = Database.StringGetAsync(key);
                Assert.True(await set);
                Assert.Equal($"{worker} {i}", await get);
            }
        });
    }

    [RedisFact]
    public async Task Synchronous_FromManyThreads_EachGetsItsOwnAnswer()
    {
        // Threads of their own: those of the pool, were they all waiting here, would have no answers read elsewhere.
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Factory.StartNew(
            () => SetAndGet(worker), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        void SetAndGet(int worker)
        {
            for (var i = 0; i < 100; i++)
            {
                Database.StringSet(Key($"{worker}:{i}"), i);
                Assert.Equal(i, Database.StringGet(Key($"{worker}:{i}")));
            }
        }
    }

    [RedisFact]
    public async Task FireAndForget_AreDoneBeforeWhatFollows()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(0, Database.StringIncrement(Key("forgotten"), flags: CommandFlags.FireAndForget));
        }

        Assert.Equal(10_000, await Database.StringGetAsync(Key("forgotten")));
    }

    [RedisFact]
    public async Task Scan_ThousandsOfKeys_FindsEachOnce()
    {
        var keys = Enumerable.Range(0, 3000).Select(i => Key($"scan:{i}")).ToHashSet();
        await Task.WhenAll(keys.Select(key => Database.StringSetAsync(key, 1)));
        var found = new List<RedisKey>();

        await foreach (var key in _redis.GetServers()[0].KeysAsync(pattern: Key("scan:*").ToString(), pageSize: 100))
        {
            found.Add(key);
        }

        // A scan may repeat a key, and never leaves one out.
        Assert.Equal(keys, found.ToHashSet());
    }

    [RedisTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(1 << 20)]
    [InlineData(32 << 20)]
    public async Task Value_OfAnySize_ComesBackAsItWas(int length)
    {
        var value = new byte[length];
        new Random(length).NextBytes(value);

        Assert.True(await Database.StringSetAsync(Key("sized"), value));
        var small = Database.StringSetAsync(Key("small"), "small");
        var copies = await Task.WhenAll(Database.StringGetAsync(Key("sized")), Database.StringGetAsync(Key("sized")));
        using var lease = await Database.StringGetLeaseAsync(Key("sized"));

        Assert.True(await small);
        Assert.All(copies, copy => Assert.True(value.AsSpan().SequenceEqual((byte[])copy!)));
        Assert.True(value.AsSpan().SequenceEqual(lease!.Span));
        Assert.Equal(length, await Database.StringLengthAsync(Key("sized")));
    }

    [RedisFact]
    public async Task KeyAndValue_OfAllBytes_ComeBackAsTheyWere()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        RedisKey key = Encoding.UTF8.GetBytes(_prefix).Concat(bytes).ToArray();

        await Database.StringSetAsync(key, bytes);
        var found = _redis.GetServers()[0].Keys(pattern: _prefix + "*").ToArray();

        Assert.Equal(bytes, (byte[])(await Database.StringGetAsync(key))!);
        Assert.Equal<byte>((byte[])key!, (byte[])Assert.Single(found)!);
    }

    [RedisFact]
    public async Task WrongType_Asked_IsAClearErrorAndLeavesTheConnectionAlone()
    {
        await Database.ListRightPushAsync(Key("a list"), "item");
        var before = Database.StringSetAsync(Key("before"), 1);

        var error = await Assert.ThrowsAsync<RedisServerException>(() => Database.StringGetAsync(Key("a list")));

        Assert.StartsWith("WRONGTYPE", error.Message, StringComparison.Ordinal);
        Assert.True(await before);
        Assert.Equal("item", await Database.ListGetByIndexAsync(Key("a list"), 0));
    }

    [RedisFact]
    public async Task Execute_AnyCommand_Answers()
    {
        Assert.Equal("hej", (string?)await Database.ExecuteAsync("ECHO", "hej"));
        var error = await Assert.ThrowsAsync<RedisServerException>(() => Database.ExecuteAsync("NONSENSE"));
        Assert.Contains("unknown command", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    private RedisKey Key(string name) => _prefix + name;

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}

/// <inheritdoc/>
public sealed class Resp2CommandTests(OneRedis one) : CommandTests(RedisProtocol.Resp2, one), IClassFixture<OneRedis>;

/// <inheritdoc/>
public sealed class Resp3CommandTests(OneRedis one) : CommandTests(RedisProtocol.Resp3, one), IClassFixture<OneRedis>;
