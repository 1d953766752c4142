using System.Diagnostics;

namespace Matching.Servers;

/// <summary>Something that is started, asked until it is ready, and stopped. Not safe for concurrent use.</summary>
public abstract class Server
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a start may take on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    public abstract bool IsRunning { get; }

    /// <summary>The id of its process, or what else tells which it is.</summary>
    public abstract string Identity { get; }

    /// <summary>Starts it unless it runs, without waiting until it is ready.</summary>
    public abstract Task LaunchAsync(CancellationToken cancellationToken);

    /// <summary>Whether it answers now.</summary>
    public abstract Task<bool> IsReadyAsync(CancellationToken cancellationToken);

    /// <summary>Asks it to end in its own time.</summary>
    /// <returns>False when it had to be killed.</returns>
    public abstract Task<bool> StopAsync();

    /// <summary>Ends it as a crash would.</summary>
    public abstract Task KillAsync();

    /// <summary>Lets it stand still, with its connections open.</summary>
    public abstract Task PauseAsync();

    /// <summary>Lets it go on.</summary>
    public abstract Task ResumeAsync();

    /// <summary>Starts it unless it runs, and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await LaunchAsync(cancellationToken);
        while (!await IsReadyAsync(cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException(
                    $"{Name} was not ready after {Patience.TotalSeconds:0} s{Reason()}");
            }

            if (!IsRunning)
            {
                await LaunchAgainAsync(cancellationToken);
            }

            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Runs a command of the server's own command-line tool and answers what it says.</summary>
    public virtual Task<string> ControlAsync(CancellationToken cancellationToken, params string[] arguments) =>
        throw new NotSupportedException($"{Name} has no such tool.");

    /// <summary>Why it is not ready, as the end of a sentence.</summary>
    protected virtual string Reason() => ".";

    /// <summary>What to do when it ended before it was ready.</summary>
    protected virtual Task LaunchAgainAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{Name} ended before it was ready{Reason()}");
}
