namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class SingleFlightTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Run_WhileOneRuns_WaitersShareTheNextOne()
    {
        var flight = new SingleFlight();
        var (starts, gates) = (0, new[] { new TaskCompletionSource(), new TaskCompletionSource() });
        var started = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        Func<Task> action = async () =>
        {
            var run = Interlocked.Increment(ref starts) - 1;
            started[run].SetResult();
            await gates[run].Task;
        };

        var first = flight.RunAsync(action);
        await started[0].Task.WaitAsync(Deadline);
        var waiters = Enumerable.Range(0, 20).Select(_ => flight.RunAsync(action)).ToArray();
        gates[0].SetResult();
        await first.WaitAsync(Deadline);
        await started[1].Task.WaitAsync(Deadline);

        Assert.All(waiters, waiter => Assert.False(waiter.IsCompleted));
        gates[1].SetResult();
        await Task.WhenAll(waiters).WaitAsync(Deadline);
        Assert.Equal(2, starts);
    }

    [Fact]
    public async Task Run_AfterOneFailed_RunsAgain()
    {
        var flight = new SingleFlight();
        var failed = flight.RunAsync(() => throw new InvalidOperationException("once"));
        var ran = false;

        await Assert.ThrowsAsync<InvalidOperationException>(() => failed.WaitAsync(Deadline));
        await flight.RunAsync(() =>
        {
            ran = true;
            return Task.CompletedTask;
        }).WaitAsync(Deadline);

        Assert.True(ran);
    }

    [Theory]
    [Seeds(5)]
    public async Task Run_FromManyThreads_EachSeesARunThatBeganAfterItAsked(int seed)
    {
        var flight = new SingleFlight();
        var (written, seen, running, most) = (0, 0, 0, 0);
        Func<Task> action = async () =>
        {
            var now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            var value = Volatile.Read(ref written);
            await Task.Yield();
            Volatile.Write(ref seen, Math.Max(Volatile.Read(ref seen), value));
            Interlocked.Decrement(ref running);
        };

        await Parallel.ForEachAsync(Enumerable.Range(seed, 2000), async (_, _) =>
        {
            var mine = Interlocked.Increment(ref written);
            await flight.RunAsync(action);
            Assert.True(Volatile.Read(ref seen) >= mine);
        });

        Assert.Equal(1, most);
    }
}
