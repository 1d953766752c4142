using System.Text;

namespace Matching.Hosting.Tests;

/// <summary>What every cache does. Each test has one of its own.</summary>
public abstract class HotCacheContract : IAsyncLifetime
{
    private HotCache? _cache;

    private protected HotCache Cache => _cache ?? throw new InvalidOperationException("It is not running.");

    public virtual async Task InitializeAsync() => _cache = await OpenAsync();

    public abstract Task DisposeAsync();

    private protected abstract Task<HotCache> OpenAsync();

    [Fact]
    public async Task Get_WhatWasSet_IsThereUnderItsPlaceAlone()
    {
        await Cache.SetAsync("a", "1", Bytes("first"));
        await Cache.SetAsync("a", "2", Bytes("second"));
        await Cache.SetAsync("b", "1", Bytes("third"));

        Assert.Equal("first", await TextAsync("a", "1"));
        Assert.Equal("second", await TextAsync("a", "2"));
        Assert.Equal("third", await TextAsync("b", "1"));
        Assert.Null(await TextAsync("b", "2"));
        Assert.Null(await TextAsync("c", "1"));
    }

    [Fact]
    public async Task Set_Again_Replaces()
    {
        await Cache.SetAsync("a", "1", Bytes("old"));
        await Cache.SetAsync("a", "1", Bytes("new and longer"));

        Assert.Equal("new and longer", await TextAsync("a", "1"));
    }

    [Fact]
    public async Task Set_AnyBytes_AreTheSameBytes()
    {
        var value = new byte[300_000];
        new Random(1).NextBytes(value);
        await Cache.SetAsync("a", "large", value);
        await Cache.SetAsync("a", "empty", []);

        var large = await Cache.GetAsync("a", "large");
        var empty = await Cache.GetAsync("a", "empty");
        Assert.True(value.AsSpan().SequenceEqual(large));
        Assert.Empty(empty!);
    }

    [Fact]
    public async Task Set_TooLarge_IsNotKept()
    {
        await Cache.SetAsync("a", "1", new byte[HotCache.MaximumValueBytes + 1]);

        Assert.Null(await Cache.GetAsync("a", "1"));
    }

    [Fact]
    public async Task Set_MoreVariantsThanOneHas_KeepsTheNewest()
    {
        for (var i = 0; i < 5 * HotCache.MaximumVariants + 1; i++)
        {
            await Cache.SetAsync("a", $"{i}", Bytes($"{i}"));
            Assert.Equal($"{i}", await TextAsync("a", $"{i}"));
        }

        var kept = 0;
        for (var i = 0; i < 5 * HotCache.MaximumVariants + 1; i++)
        {
            kept += await TextAsync("a", $"{i}") is null ? 0 : 1;
        }

        Assert.InRange(kept, 1, HotCache.MaximumVariants);
    }

    [Fact]
    public async Task Remove_OfASubject_ForgetsAllOfItAndNothingElse()
    {
        await Cache.SetAsync("a", "1", Bytes("first"));
        await Cache.SetAsync("a", "2", Bytes("second"));
        await Cache.SetAsync("ab", "1", Bytes("third"));

        Assert.True(await Cache.RemoveAsync("a"));
        Assert.True(await Cache.RemoveAsync("never"));

        Assert.Null(await TextAsync("a", "1"));
        Assert.Null(await TextAsync("a", "2"));
        Assert.Equal("third", await TextAsync("ab", "1"));
    }

    [Fact]
    public async Task RemoveAll_OfAPrefix_ForgetsThoseAlone()
    {
        for (var i = 0; i < 1200; i++)
        {
            await Cache.SetAsync($"vacancies/{i}", "1", Bytes("list"));
        }

        await Cache.SetAsync("candidates/1", "1", Bytes("other"));

        Assert.True(await Cache.RemoveAllAsync("vacancies/"));

        for (var i = 0; i < 1200; i += 7)
        {
            Assert.Null(await TextAsync($"vacancies/{i}", "1"));
        }

        Assert.Equal("other", await TextAsync("candidates/1", "1"));
    }

    private protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private protected async Task<string?> TextAsync(string subject, string variant) =>
        await Cache.GetAsync(subject, variant) is { } value ? Encoding.UTF8.GetString(value) : null;
}
