using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Matching.Hosting;

/// <summary>
/// How a host stops: health says NOT_SERVING at once; after <c>DRAIN_DELAY</c>, in which balancers hear of it, open
/// streams are told to come back and connections to go elsewhere; calls in flight have <c>DRAIN_TIME</c> to finish.
/// Everything in real time, also in a replay.
/// </summary>
internal sealed class Draining : IHostedLifecycleService, IDisposable
{
    /// <summary>Configuration key of the time between NOT_SERVING and the end; none when absent.</summary>
    public const string DelayKey = "DRAIN_DELAY";

    /// <summary>Configuration key of the time that calls in flight have; 30 seconds when absent.</summary>
    public const string TimeKey = "DRAIN_TIME";

    private static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _begun = new();
    private readonly CancellationTokenSource _streamsEnd = new();
    private readonly TimeSpan _delay;

    public Draining(IConfiguration configuration, IHostApplicationLifetime lifetime)
    {
        _delay = Read(configuration, DelayKey, TimeSpan.Zero);
        (Begun, StreamsEnd) = (_begun.Token, _streamsEnd.Token);
        lifetime.ApplicationStopping.Register(() =>
        {
            // In this order and in one callback, since a token calls the last one first: a stream that ends looks at
            // what has begun, and tells its caller.
            _begun.Cancel();
            if (_delay == TimeSpan.Zero)
            {
                _streamsEnd.Cancel();
            }
        });
    }

    /// <summary>
    /// Cancelled when the host begins to stop. A call that outlives the host may still ask.
    /// </summary>
    public CancellationToken Begun { get; }

    /// <summary>
    /// Cancelled when streams that have no end of their own must end, and never before <see cref="Begun"/>.
    /// </summary>
    public CancellationToken StreamsEnd { get; }

    /// <summary>The longest that a stop may take.</summary>
    /// <exception cref="InvalidOperationException">A setting is no time.</exception>
    public static TimeSpan Longest(IConfiguration configuration) =>
        Read(configuration, DelayKey, TimeSpan.Zero) + Read(configuration, TimeKey, DefaultTime);

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _begun.CancelAsync();
        await Task.Delay(_delay, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _streamsEnd.CancelAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _begun.Dispose();
        _streamsEnd.Dispose();
    }

    private static TimeSpan Read(IConfiguration configuration, string key, TimeSpan standard) =>
        configuration[key] is not { Length: > 0 } text ? standard
        : TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var time)
            && time >= TimeSpan.Zero && time <= TimeSpan.FromHours(1) ? time
        : throw new InvalidOperationException($"{key}={text} is not a time of at most an hour, such as 00:00:30.");
}
