using System.Diagnostics.Metrics;
using Matching.Fit;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Matches.Tests;

/// <summary>A cache as configuration chooses it, with its own meters.</summary>
internal sealed class OneCache : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private OneCache(ServiceProvider provider) => _provider = provider;

    public HotCache Cache => _provider.GetRequiredService<HotCache>();

    public IMeterFactory Meters => _provider.GetRequiredService<IMeterFactory>();

    /// <param name="redis">Where a Redis is; null for the cache in the process.</param>
    public static async Task<OneCache> OpenAsync(TimeProvider clock, string? redis)
    {
        var configuration = new ConfigurationManager { [HotCache.RedisKey] = redis };
        var services = new ServiceCollection().AddSingleton(clock).AddLogging().AddMetrics();
        services.AddHotCache(configuration, (_, _) => Task.FromResult(new byte[32]));
        var cache = new OneCache(services.BuildServiceProvider());
        foreach (var hosted in cache._provider.GetServices<IHostedService>())
        {
            await hosted.StartAsync(default);
        }

        return cache;
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}

/// <summary>A replica of matching: an index of its own, and the lists that it shares with others.</summary>
internal sealed class Replica : IDisposable
{
    private readonly HotListMetrics _metrics;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public Replica(TimeProvider clock, OneCache cache, ModelGuard? guard = null)
    {
        Index = new MatchIndex(World.Taxonomy, clock);
        Ranker = new Ranker(Index, World.Engine, guard ?? ModelKit.Guard(), World.Taxonomy);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, cache.Meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            lock (_counts)
            {
                _counts[instrument.Name] = _counts.GetValueOrDefault(instrument.Name) + value;
            }
        });
        _metrics = new HotListMetrics(cache.Meters, cache.Cache);
        _listener.Start();
        Hot = new HotLists(
            Index,
            Ranker,
            cache.Cache,
            _metrics,
            new RegionOptions(new ConfigurationManager(), World.Taxonomy),
            World.Taxonomy)
        {
            MinimumDocuments = 0,
        };
    }

    public MatchIndex Index { get; }

    public Ranker Ranker { get; }

    public HotLists Hot { get; }

    /// <summary>Of all replicas that share the cache, as the others are.</summary>
    public long Hits => Count("matching.cache.hits");

    public long Refreshed => Count("matching.cache.refreshed");

    public long Misses => Count("matching.cache.misses");

    public void Apply(VacancyChange change) => Index.Apply(change);

    public void Apply(ProfileChange change) => Index.Apply(change);

    public void Dispose()
    {
        _listener.Dispose();
        _metrics.Dispose();
        Index.Dispose();
    }

    private long Count(string name)
    {
        lock (_counts)
        {
            return _counts.GetValueOrDefault(name);
        }
    }
}

/// <summary>Compares lists to the last bit.</summary>
internal static class Lists
{
    public static void AssertSame<TEntry>(RankedList<TEntry> expected, RankedList<TEntry> actual)
        where TEntry : class, IEntry
    {
        Assert.Equal(Told(expected.Items), Told(actual.Items));
        Assert.Equal(Told(expected.NearMisses), Told(actual.NearMisses));
        Assert.Equal(expected.GateCounts, actual.GateCounts);
        Assert.Equal(expected.Seat, actual.Seat);
        Assert.All(expected.Items.Zip(actual.Items), pair => Assert.Same(pair.First.Entry, pair.Second.Entry));
    }

    private static IEnumerable<(string, long, long)> Told<TEntry>(IEnumerable<Scored<TEntry>> items)
        where TEntry : class, IEntry =>
        items.Select(item => (item.Entry.Name, BitConverter.DoubleToInt64Bits(item.Score), item.Recency));
}
