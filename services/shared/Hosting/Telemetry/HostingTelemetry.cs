using System.Diagnostics;

namespace Matching.Hosting;

/// <summary>What Hosting's own meter and spans are found under.</summary>
internal static class HostingTelemetry
{
    public const string Name = "Matching.Hosting";

    private static readonly ActivitySource Spans = new(Name);

    /// <summary>
    /// Begins the span of work that is done for several at once: in the trace of the first, linked to the others. Null
    /// where it is done for none that is recorded.
    /// </summary>
    public static Activity? StartFor(string name, ActivityKind kind, IReadOnlyList<ActivityContext> origins) =>
        origins.Count == 0 ? null : Spans.StartActivity(
            name, kind, origins[0], links: origins.Skip(1).Select(origin => new ActivityLink(origin)));
}
