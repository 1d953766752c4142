using System.Diagnostics.Metrics;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>How often lists are found in the cache, and what becomes of them.</summary>
internal sealed class HotListMetrics : IDisposable
{
    public const string MeterName = "Matching.Matches";

    private readonly Meter _meter;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _refreshed;
    private readonly Counter<long> _misses;

    public HotListMetrics(IMeterFactory meters, HotCache cache)
    {
        _meter = meters.Create(MeterName);
        _hits = _meter.CreateCounter<long>("matching.cache.hits", "{list}", "Lists found as they are.");
        _refreshed = _meter.CreateCounter<long>(
            "matching.cache.refreshed", "{list}", "Lists found and brought up to date.");
        _misses = _meter.CreateCounter<long>("matching.cache.misses", "{list}", "Lists that were ranked.");
        foreach (var counter in new[] { _hits, _refreshed, _misses })
        {
            counter.Add(0);
        }

        _meter.CreateObservableCounter(
            "matching.cache.errors", () => cache.Failures, "{error}", "Failures of what is behind the cache.");
    }

    public void Found(int changes) => (changes == 0 ? _hits : _refreshed).Add(1);

    public void Missed() => _misses.Add(1);

    public void Dispose() => _meter.Dispose();
}
