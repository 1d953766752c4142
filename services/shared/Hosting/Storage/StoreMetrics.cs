using System.Diagnostics.Metrics;

namespace Matching.Hosting;

/// <summary>What is measured of databases; their names are the only tags.</summary>
internal static class StoreMetrics
{
    private static readonly Meter Meter = new(HostingTelemetry.Name);

    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] };

    private static readonly InstrumentAdvice<int> Writes =
        new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "matching.store.group.duration", "s", "From the begin of a group of writes until it is on disk.",
        tags: null, Seconds);

    private static readonly Histogram<int> Size = Meter.CreateHistogram(
        "matching.store.group.size", "{write}", "Writes that share a transaction.", tags: null, Writes);

    private static readonly Gauge<int> Queue = Meter.CreateGauge<int>(
        "matching.store.queue.length", "{write}", "Writes that wait while a group is written.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "matching.store.group.failures", "{group}", "Groups of writes that could not be committed.");

    private static readonly Gauge<long> Sequence = Meter.CreateGauge<long>(
        "matching.feed.sequence", "{change}", "The last committed change of a feed.");

    public static void Committed(string database, int writes, int waiting, TimeSpan duration)
    {
        var tag = Tag(database);
        Duration.Record(duration.TotalSeconds, tag);
        Size.Record(writes, tag);
        Queue.Record(waiting, tag);
    }

    public static void Failed(string database) => Failures.Add(1, Tag(database));

    /// <summary>Counts from 0: what begins at 1 is no rise to whoever looks for one.</summary>
    public static void Opened(string database) => Failures.Add(0, Tag(database));

    public static void FeedAt(string database, long sequence) => Sequence.Record(sequence, Tag(database));

    private static KeyValuePair<string, object?> Tag(string database) => new("matching.store.name", database);
}
