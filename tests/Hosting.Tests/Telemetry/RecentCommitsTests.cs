using System.Diagnostics;
using Matching.Hosting;

namespace Hosting.Tests.Telemetry;

public sealed class RecentCommitsTests
{
    private readonly RecentCommits _commits = new();

    [Fact]
    public void Origins_BetweenTwoSequences_AreThoseThatWroteThereEachOnce()
    {
        var (first, second) = (NewSpan(), NewSpan());
        _commits.Add(10, first);
        _commits.Add(12, second);
        _commits.Add(13, default);
        _commits.Add(14, second);

        Assert.Equal([second], _commits.Origins(10, 14, maximum: 8));
        Assert.Equal([first], _commits.Origins(9, 11, maximum: 8));
        Assert.Equal([second], _commits.Origins(0, 14, maximum: 1));
        Assert.Empty(_commits.Origins(14, 20, maximum: 8));
    }

    [Fact]
    public void AgeAbove_NothingNewer_IsNone()
    {
        _commits.Add(10, default);

        Assert.Equal(TimeSpan.Zero, _commits.AgeAbove(10));
        Assert.True(_commits.AgeAbove(9) > TimeSpan.Zero);
    }

    [Fact]
    public void Add_MoreThanItHolds_ForgetsTheOldest()
    {
        _commits.Add(1, NewSpan());
        for (var i = 2; i <= RecentCommits.Capacity + 1; i++)
        {
            _commits.Add(i, default);
        }

        Assert.Empty(_commits.Origins(0, 1, maximum: 8));
        Assert.True(_commits.AgeAbove(0) > TimeSpan.Zero);
    }

    private static ActivityContext NewSpan() =>
        new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
}
