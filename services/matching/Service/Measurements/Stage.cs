using System.Diagnostics;

namespace Matching.Matches;

/// <summary>One stage of an answer, until it is disposed: measured, and a span where somebody traces.</summary>
internal readonly struct Stage : IDisposable
{
    private readonly string _name;
    private readonly long _begun;
    private readonly Activity? _span;

    public Stage(string name)
    {
        _name = name;
        _begun = Stopwatch.GetTimestamp();
        _span = MatchingTelemetry.Spans.StartActivity(name);
    }

    public void Dispose()
    {
        MatchingTelemetry.Took(_name, Stopwatch.GetElapsedTime(_begun));
        _span?.Dispose();
    }
}
