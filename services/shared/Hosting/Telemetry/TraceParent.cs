using System.Diagnostics;
using Matching.Events;

namespace Matching.Hosting;

/// <summary>Carries spans along with events, as https://www.w3.org/TR/trace-context/ writes them.</summary>
public static class TraceParent
{
    /// <summary>
    /// Begins a span for each write that caused an event, in that write's trace: so each tells when its change has
    /// arrived. All end with what is answered; null where nobody listens.
    /// </summary>
    public static IDisposable? Begin(ActivitySource spans, string name, FeedAdvanced advanced)
    {
        if (advanced.Origins.Count == 0 || !spans.HasListeners())
        {
            return null;
        }

        var message = Activity.Current;
        var begun = new Begun();
        foreach (var origin in advanced.Origins)
        {
            if (ActivityContext.TryParse(origin, traceState: null, isRemote: true, out var context)
                && spans.StartActivity(
                    name,
                    ActivityKind.Consumer,
                    message is not null && message.TraceId == context.TraceId ? message.Context : context) is { } span)
            {
                span.SetTag("matching.feed.sequence", advanced.Sequence);
                begun.Push(span);
            }
        }

        return begun;
    }

    internal static string Of(ActivityContext span) =>
        $"00-{span.TraceId}-{span.SpanId}-{(byte)span.TraceFlags:x2}";

    private sealed class Begun : Stack<Activity>, IDisposable
    {
        public void Dispose()
        {
            while (TryPop(out var span))
            {
                span.Dispose();
            }
        }
    }
}
