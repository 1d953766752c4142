namespace Matching.Matches;

/// <summary>
/// Runs an action for many callers at once: each gets a run that began after it asked, and at most one runs at a time.
/// </summary>
internal sealed class SingleFlight
{
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;

    public Task RunAsync(Func<Task> action)
    {
        lock (_lock)
        {
            return _next ??= StartAfterAsync(_running, action);
        }
    }

    private async Task StartAfterAsync(Task before, Func<Task> action)
    {
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _running = _next!;
            _next = null;
        }

        await action();
    }
}
