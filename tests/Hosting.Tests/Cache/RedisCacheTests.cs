using System.Diagnostics;
using Matching.Redis.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Matching.Hosting.Tests;

/// <summary>
/// The cache in a real Redis: the contract, what stands there and for how long, who may read it, and a server that is
/// killed, stopped, slow, or somebody else's.
/// </summary>
public sealed class RedisCacheTests : HotCacheContract
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly List<RedisCache> _opened = [];
    private RedisServer _server = null!;
    private FaultyProxy _proxy = null!;

    public override async Task InitializeAsync()
    {
        if (RedisServer.WhyNoneOfOnesOwn is null)
        {
            _server = await RedisServer.StartAsync();
            _proxy = new FaultyProxy(_server.Host, _server.Port);
            await base.InitializeAsync();
        }
    }

    public override async Task DisposeAsync()
    {
        foreach (var cache in _opened)
        {
            await cache.DisposeAsync();
        }

        if (_server is not null)
        {
            await _proxy.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    private protected override async Task<HotCache> OpenAsync() => await OpenAsync(Key);

    [OwnRedisFact]
    public async Task Set_WhatStandsInRedis_IsSealedAndGoesInTime()
    {
        await Cache.SetAsync("candidates/1", "1", Bytes("a list that nobody else may read"));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_server.Configuration);
        var database = redis.GetDatabase();
        const string Place = "matching:hot:candidates/1";

        var life = await database.KeyTimeToLiveAsync(Place);
        Assert.InRange(life!.Value, TimeSpan.FromMinutes(9), HotCache.Lifetime);
        var closed = (byte[])(await database.HashGetAsync(Place, "1"))!;
        Assert.Equal(-1, closed.AsSpan().IndexOf("list"u8));

        // A later variant does not lengthen the life of the earlier.
        await database.KeyExpireAsync(Place, TimeSpan.FromMinutes(1));
        await Cache.SetAsync("candidates/1", "2", Bytes("another"));
        Assert.InRange((await database.KeyTimeToLiveAsync(Place))!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    /// <summary>Each byte changed, each length, another place, another key, another sort of value: nothing is there.</summary>
    [OwnRedisFact]
    public async Task Get_WhatIsNotItsOwn_IsNothingAndNoFailure()
    {
        await Cache.SetAsync("a", "1", Bytes("value"));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_server.Configuration);
        var database = redis.GetDatabase();
        const string Place = "matching:hot:a";
        var closed = (byte[])(await database.HashGetAsync(Place, "1"))!;

        for (var at = 0; at < closed.Length; at++)
        {
            var changed = closed.ToArray();
            changed[at] ^= 0x10;
            await database.HashSetAsync(Place, "1", changed);
            Assert.Null(await Cache.GetAsync("a", "1"));
            await database.HashSetAsync(Place, "1", closed[..at]);
            Assert.Null(await Cache.GetAsync("a", "1"));
        }

        await database.HashSetAsync(Place, "2", closed);
        await database.HashSetAsync("matching:hot:b", "1", closed);
        Assert.Null(await Cache.GetAsync("a", "2"));
        Assert.Null(await Cache.GetAsync("b", "1"));
        await database.HashSetAsync(Place, "1", closed);
        Assert.Equal("value", await TextAsync("a", "1"));
        var other = await OpenAsync([.. Key.Reverse()]);
        Assert.Null(await other.GetAsync("a", "1"));

        await database.KeyDeleteAsync(Place);
        await database.StringSetAsync(Place, "a string");
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await Cache.GetAsync("a", "1"));
        }

        await Cache.SetAsync("c", "1", Bytes("still there"));
        Assert.Equal("still there", await TextAsync("c", "1"));
    }

    [OwnRedisFact]
    public async Task TwoCaches_OfOneKey_ShareWhatIsKept()
    {
        var other = await OpenAsync(Key);
        await Cache.SetAsync("a", "1", Bytes("shared"));

        var found = await other.GetAsync("a", "1");
        Assert.True(found.AsSpan().SequenceEqual("shared"u8));
        Assert.True(await other.RemoveAllAsync(""));
        Assert.Null(await Cache.GetAsync("a", "1"));
    }

    /// <summary>Killed, and stopped so that it takes everything and answers nothing.</summary>
    [OwnRedisTheory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Category", "Slow")]
    public async Task Redis_GoesAway_CostsMillisecondsAndComesBack(bool killed)
    {
        await Cache.SetAsync("a", "1", Bytes("value"));
        await (killed ? _server.KillAsync() : _server.PauseAsync());

        var waits = new List<double>();
        for (var i = 0; i < 300; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await Cache.SetAsync("a", "2", new byte[100_000]);
            var set = Stopwatch.GetTimestamp();
            Assert.Null(await Cache.GetAsync("a", "1"));
            waits.Add(Stopwatch.GetElapsedTime(set).TotalMilliseconds);
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
        }

        waits.Sort();
        Assert.True(waits[150] < 10, $"In the middle {waits[150]} ms");
        Assert.True(waits[^1] < 2000, $"At most {waits[^1]} ms");
        Assert.False(await Cache.RemoveAsync("a"));
        Assert.False(await Cache.RemoveAllAsync("a"));
        Assert.InRange(Cache.Failures, 1, 20);
        Assert.Equal(HealthStatus.Degraded, (await ((RedisCache)Cache).CheckHealthAsync(new())).Status);

        await (killed ? _server.StartAgainAsync() : _server.ResumeAsync());
        await UntilUsedAsync((RedisCache)Cache);
        Assert.Equal(HealthStatus.Healthy, (await ((RedisCache)Cache).CheckHealthAsync(new())).Status);
    }

    [OwnRedisFact]
    [Trait("Category", "Slow")]
    public async Task Redis_Slow_IsNotWaitedForAndNotAskedAllTheTime()
    {
        _proxy.Use(_ => new Fault(Delay: TimeSpan.FromMilliseconds(200)));
        var slow = await OpenAsync(Key, _proxy.Port);
        var waits = new List<double>();
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (slow.Failures < 7)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Null(await slow.GetAsync("a", "1"));
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await timer.WaitForNextTickAsync(deadline.Token);
        }

        // Each third failure is the last for half a second.
        waits.Sort();
        Assert.True(waits[waits.Count / 2] < 10, $"In the middle {waits[waits.Count / 2]} ms");
        Assert.True(waits.Count > 100, $"{waits.Count} calls");
    }

    /// <summary>Replies cut at random places are nothing, never something wrong.</summary>
    [OwnRedisTheory]
    [Seeds(1)]
    [Trait("Category", "Slow")]
    public async Task Replies_CutAnywhere_AreNothingOrRight(int seed)
    {
        var random = new Random(seed);
        var cut = await OpenAsync(Key, _proxy.Port);
        var value = new byte[20_000];
        random.NextBytes(value);
        await Cache.SetAsync("a", "1", value);
        var right = 0;
        for (var i = 0; i < 40; i++)
        {
            _proxy.CutAfter(random.Next(1, 30_000));
            for (var j = 0; j < 5; j++)
            {
                if (await cut.GetAsync("a", "1") is { } found)
                {
                    Assert.True(value.AsSpan().SequenceEqual(found));
                    right++;
                }

                await Task.Delay(10);
            }
        }

        Assert.True(right > 0);
        await UntilUsedAsync(cut);
    }

    [OwnRedisFact]
    public async Task Start_WithAWrongPassword_NamesTheSettingAndKeepsThePassword()
    {
        await using var closed = await RedisServer.StartAsync(
            new RedisSettings { Users = ["default off", "cache on >secret ~matching:* +@all"] });

        foreach (var user in new[] { "cache:sesame@", "nobody:sesame@", "" })
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(
                () => OpenAsync($"redis://{user}127.0.0.1:{closed.Port}"));
            Assert.StartsWith($"REDIS_URL: Redis 127.0.0.1:{closed.Port} refuses: ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("sesame", error.ToString(), StringComparison.Ordinal);
        }

        var good = await OpenAsync($"redis://cache:secret@127.0.0.1:{closed.Port}/0");
        await UntilUsedAsync(good);
    }

    [OwnRedisFact]
    public async Task Start_WithADatabaseThatIsNotThere_NamesTheSetting()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => OpenAsync($"redis://127.0.0.1:{_server.Port}/99"));
        Assert.StartsWith("REDIS_URL", error.Message, StringComparison.Ordinal);
    }

    [OwnRedisFact]
    [Trait("Category", "Slow")]
    public async Task Start_BeforeRedis_DoesWithoutUntilItIsThere()
    {
        await _server.KillAsync();
        var early = await OpenAsync($"redis://127.0.0.1:{_server.Port}");
        Assert.Null(await early.GetAsync("a", "1"));

        await _server.StartAgainAsync();
        await UntilUsedAsync(early);
    }

    [Theory]
    [InlineData("localhost:6379")]
    [InlineData("http://localhost")]
    [InlineData("redis://:secret@")]
    [InlineData("redis://:secret@host/first")]
    [InlineData("redis://:secret@host/-1")]
    [InlineData("redis://:secret@host/0?ssl=true")]
    public void Parse_AWrongAddress_NamesTheSettingAndKeepsThePassword(string text)
    {
        var error = Assert.Throws<InvalidOperationException>(() => RedisUrl.Parse(text, new ConfigurationManager()));

        Assert.StartsWith("REDIS_URL ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AnAddress_TakesItApart()
    {
        var options = RedisUrl.Parse("rediss://us%40er:pass%3Aword@redis.example/3", new ConfigurationManager());

        Assert.Equal("Unspecified/redis.example:6379", $"{Assert.Single(options.EndPoints)}");
        Assert.Equal(("us@er", "pass:word", 3, true), (options.User, options.Password, options.DefaultDatabase, options.Ssl));
    }

    private Task<RedisCache> OpenAsync(byte[] key, int? port = null) =>
        OpenAsync($"redis://127.0.0.1:{port ?? _server.Port}", key);

    private async Task<RedisCache> OpenAsync(string url, byte[]? key = null)
    {
        var cache = new RedisCache(
            RedisUrl.Parse(url, new ConfigurationManager()),
            _ => Task.FromResult(key ?? Key),
            NullLogger<RedisCache>.Instance);
        await cache.StartAsync(default);
        _opened.Add(cache);
        if (key is not null && new Uri(url).Port == _server.Port)
        {
            await UntilUsedAsync(cache);
        }

        return cache;
    }

    private static async Task UntilUsedAsync(RedisCache cache)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            await cache.SetAsync("probe", "1", Bytes("there"));
            if (await cache.GetAsync("probe", "1") is not null)
            {
                return;
            }

            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
