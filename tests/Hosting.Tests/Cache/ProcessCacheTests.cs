namespace Matching.Hosting.Tests;

/// <summary>The cache in the process: the contract, its bound in bytes and its lifetime.</summary>
public sealed class ProcessCacheTests : HotCacheContract
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    public override Task DisposeAsync() => Task.CompletedTask;

    private protected override Task<HotCache> OpenAsync() =>
        Task.FromResult<HotCache>(new ProcessCache(10 * HotCache.MaximumValueBytes, _clock));

    [Fact]
    public async Task Set_BeyondCapacity_ForgetsWhatWasUsedLongestAgo()
    {
        var cache = new ProcessCache(capacity: 100, _clock);
        await cache.SetAsync("a", "1", new byte[40]);
        await cache.SetAsync("b", "1", new byte[40]);
        await cache.GetAsync("a", "1");
        await cache.SetAsync("c", "1", new byte[40]);

        Assert.NotNull(await cache.GetAsync("a", "1"));
        Assert.Null(await cache.GetAsync("b", "1"));
        Assert.NotNull(await cache.GetAsync("c", "1"));

        await cache.SetAsync("d", "1", new byte[101]);
        Assert.Null(await cache.GetAsync("d", "1"));
        Assert.NotNull(await cache.GetAsync("a", "1"));

        await cache.SetAsync("a", "1", new byte[100]);
        Assert.NotNull(await cache.GetAsync("a", "1"));
        Assert.Null(await cache.GetAsync("c", "1"));
    }

    [Fact]
    public async Task Get_AfterTheLifetimeOfTheFirst_FindsNothingOfTheSubject()
    {
        await Cache.SetAsync("a", "1", Bytes("first"));
        _clock.Advance(HotCache.Lifetime - TimeSpan.FromSeconds(1));
        await Cache.SetAsync("a", "2", Bytes("second"));
        Assert.Equal("first", await TextAsync("a", "1"));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await TextAsync("a", "2"));
        Assert.Null(await TextAsync("a", "1"));
    }

    /// <summary>Whatever happens in whichever order, it says what a plain dictionary says, or nothing.</summary>
    [Theory]
    [Seeds(20)]
    public async Task AnyOrder_AnswersWhatWasSetLastOrNothing(int seed)
    {
        var random = new Random(seed);
        var cache = new ProcessCache(capacity: 300, _clock);
        var last = new Dictionary<(string, string), byte[]>();
        for (var step = 0; step < 2000; step++)
        {
            var (subject, variant) = ($"{random.Next(3)}/{random.Next(4)}", $"{random.Next(10)}");
            switch (random.Next(20))
            {
                case 0:
                    await cache.RemoveAsync(subject);
                    foreach (var key in last.Keys.Where(key => key.Item1 == subject).ToList())
                    {
                        last.Remove(key);
                    }

                    break;
                case 1:
                    await cache.RemoveAllAsync(subject[..2]);
                    foreach (var key in last.Keys.Where(key => key.Item1.StartsWith(subject[..2], StringComparison.Ordinal)).ToList())
                    {
                        last.Remove(key);
                    }

                    break;
                case 2:
                    _clock.Advance(TimeSpan.FromMinutes(random.Next(4)));
                    break;
                case < 10:
                    var value = new byte[random.Next(60)];
                    random.NextBytes(value);
                    last[(subject, variant)] = value;
                    await cache.SetAsync(subject, variant, value);
                    break;
                default:
                    var found = await cache.GetAsync(subject, variant);
                    Assert.True(found is null || ReferenceEquals(found, last.GetValueOrDefault((subject, variant))));
                    break;
            }
        }
    }
}
