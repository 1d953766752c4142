using System.Diagnostics;

namespace Matching.Hosting;

/// <summary>
/// What this process has committed lately: when, and the spans that wrote it where they are recorded. In memory alone:
/// after a crash, and for what another replica has written, it is not known. Safe for concurrent use.
/// </summary>
internal sealed class RecentCommits
{
    /// <summary>The oldest are forgotten beyond so many.</summary>
    public const int Capacity = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<Commit> _commits = new(Capacity);

    /// <param name="sequence">The last change of a write; in order.</param>
    /// <param name="origin">The span that wrote it; default for none.</param>
    public void Add(long sequence, ActivityContext origin)
    {
        lock (_lock)
        {
            if (_commits.Count == Capacity)
            {
                _commits.Dequeue();
            }

            _commits.Enqueue(new Commit(sequence, TimeProvider.System.GetTimestamp(), origin));
        }
    }

    /// <summary>How long ago the first change above a sequence was committed, as far as that is remembered.</summary>
    public TimeSpan AgeAbove(long sequence)
    {
        lock (_lock)
        {
            foreach (var commit in _commits)
            {
                if (commit.Sequence > sequence)
                {
                    return TimeProvider.System.GetElapsedTime(commit.Timestamp);
                }
            }

            return TimeSpan.Zero;
        }
    }

    /// <summary>The spans that wrote what lies between two sequences: the last of them, at most so many.</summary>
    public IReadOnlyList<ActivityContext> Origins(long afterSequence, long sequence, int maximum)
    {
        lock (_lock)
        {
            return [.. _commits
                .Where(commit => commit.Origin != default
                    && commit.Sequence > afterSequence && commit.Sequence <= sequence)
                .Select(commit => commit.Origin)
                .Distinct()
                .TakeLast(maximum)];
        }
    }

    private readonly record struct Commit(long Sequence, long Timestamp, ActivityContext Origin);
}
