using System.Diagnostics;
using System.Diagnostics.Metrics;
using FeedbackType = Matching.Matches.V1.FeedbackEvent.Types.Type;

namespace Matching.Matches;

/// <summary>What the matching service measures of its answers. No tag ever names a person or an opening.</summary>
internal static class MatchingTelemetry
{
    /// <summary>Of the meter and of the spans.</summary>
    public const string Name = "Matching.Matches";

    public static readonly ActivitySource Spans = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30],
    };

    private static readonly Histogram<double> StageDuration = Meter.CreateHistogram(
        "matching.ranking.stage.duration", "s", "Time of one stage of an answer.", tags: null, Seconds);

    private static readonly Histogram<double> IndexFreshness = Meter.CreateHistogram(
        "matching.index.freshness", "s", "From a write at its owner until matches show it.", tags: null, Seconds);

    private static readonly Counter<long> FeedbackEvents = Meter.CreateCounter<long>(
        "matching.feedback.events", "{event}", "Feedback, by its type and what became of it.");

    private static readonly Dictionary<FeedbackType, string> FeedbackTypes = V1.FeedbackEvent.Descriptor.EnumTypes
        .Single(type => type.Name == "Type").Values
        .ToDictionary(value => (FeedbackType)value.Number, value => value.Name["TYPE_".Length..].ToLowerInvariant());

    /// <summary>Takes note of how long a stage took.</summary>
    public static void Took(string stage, TimeSpan time) =>
        StageDuration.Record(time.TotalSeconds, new KeyValuePair<string, object?>("matching.stage", stage));

    /// <summary>A change is in the index that was written at a moment.</summary>
    public static void Applied(string feed, DateTimeOffset written, DateTimeOffset now)
    {
        if (IndexFreshness.Enabled)
        {
            IndexFreshness.Record(
                Math.Max(0, (now - written).TotalSeconds),
                new KeyValuePair<string, object?>("matching.feed.name", feed));
        }
    }

    public static void Feedback(FeedbackType type, FeedbackOutcome outcome) => FeedbackEvents.Add(
        1,
        new KeyValuePair<string, object?>("matching.feedback.type", FeedbackTypes.GetValueOrDefault(type, "_other")),
        new KeyValuePair<string, object?>("matching.feedback.outcome", outcome.ToString()));
}
