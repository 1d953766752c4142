namespace Matching.Hosting;

/// <summary>
/// Knows whether a dependency answers, so that nobody waits for one that does not: after some failures in a row it is
/// open, and asks in the background until there is an answer. Real time, also in a replay. Safe for concurrent use.
/// </summary>
/// <param name="tolerance">So many failures in a row open it.</param>
/// <param name="interval">Between two questions in the background.</param>
/// <param name="asksAsync">Asks the dependency; false where it does not answer. It must end by itself.</param>
public sealed class Breaker(int tolerance, TimeSpan interval, Func<CancellationToken, Task<bool>> asksAsync)
    : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private int _failures;
    private int _open;
    private int _disposed;

    /// <summary>True while there is nothing to be had from the dependency.</summary>
    public bool IsOpen => Volatile.Read(ref _open) != 0;

    public void Succeeded() => Volatile.Write(ref _failures, 0);

    public void Failed()
    {
        if (Interlocked.Increment(ref _failures) >= tolerance)
        {
            Open();
        }
    }

    /// <summary>Opens it at once.</summary>
    public void Open()
    {
        if (Interlocked.Exchange(ref _open, 1) != 0)
        {
            return;
        }

        // Whoever's call failed, the questions are nobody's: its end and its deadline are not theirs.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(AskUntilAnsweredAsync);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    private async Task AskUntilAnsweredAsync()
    {
        var stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(interval, TimeProvider.System, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stopping.IsCancellationRequested && await asksAsync(stopping))
            {
                Succeeded();
                Volatile.Write(ref _open, 0);
                return;
            }
        }
    }
}
