namespace Matching.Hosting.Tests;

/// <summary>A breaker opens after failures in a row, and closes when the dependency answers.</summary>
public sealed class BreakerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void Failed_NotOftenEnoughInARow_StaysClosed()
    {
        using var breaker = new Breaker(3, Interval, _ => Task.FromResult(false));
        for (var i = 0; i < 10; i++)
        {
            breaker.Failed();
            breaker.Failed();
            breaker.Succeeded();
        }

        Assert.False(breaker.IsOpen);
        breaker.Failed();
        breaker.Failed();
        breaker.Failed();
        Assert.True(breaker.IsOpen);
    }

    [Fact]
    public async Task Open_WhenAnsweredAtLast_ClosesAndCanOpenAgain()
    {
        var asked = 0;
        using var breaker = new Breaker(1, Interval, _ => Task.FromResult(Interlocked.Increment(ref asked) % 4 == 0));
        for (var round = 1; round <= 3; round++)
        {
            breaker.Failed();
            breaker.Failed();
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var timer = new PeriodicTimer(Interval);
            while (breaker.IsOpen)
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }

            Assert.Equal(4 * round, Volatile.Read(ref asked));
        }
    }

    [Fact]
    public async Task Dispose_WhileItAsks_EndsTheQuestion()
    {
        var ended = new TaskCompletionSource();
        var breaker = new Breaker(1, TimeSpan.Zero, async token =>
        {
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended.TrySetResult();
            return false;
        });
        breaker.Failed();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Task.Delay(50);

        breaker.Dispose();
        breaker.Dispose();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
