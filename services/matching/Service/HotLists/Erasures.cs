using System.Diagnostics;
using System.Threading.Channels;
using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Forgets whoever has been erased, in the store and in the cache. What is away is not waited for: it is told when it
/// is back. What this process cannot tell it any more, the next one does, for every start reads the feed from its
/// beginning.
/// </summary>
internal sealed class Erasures(MatchingStore store, StorePresence presence, HotCache cache, ILogger<Erasures> log)
    : BackgroundService
{
    /// <summary>Names that wait for the store or the cache.</summary>
    private const int MaximumWaiting = 100_000;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly Channel<string> _forStore = Channel.CreateBounded<string>(MaximumWaiting);
    private readonly Channel<string> _forCache = Channel.CreateBounded<string>(MaximumWaiting);
    private int _overflown;

    /// <summary>Forgets a candidate in the store; where that is away, as soon as it is back.</summary>
    public async Task ForgetInStoreAsync(string candidate, CancellationToken cancellationToken)
    {
        if (await presence.TryAsync(async () =>
        {
            await store.EraseAsync(candidate, cancellationToken);
            return candidate;
        }) is null)
        {
            MatchingLog.ErasureWaits(log);
            await _forStore.Writer.WriteAsync(candidate, cancellationToken);
        }
    }

    /// <summary>
    /// Has a candidate forgotten in the cache, and every list of candidates, for it may be in any of them.
    /// </summary>
    public void ForgetInCache(string candidate)
    {
        if (!_forCache.Writer.TryWrite(candidate))
        {
            Volatile.Write(ref _overflown, 1);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        UntilStoppedAsync(TellStoreAsync, stoppingToken), UntilStoppedAsync(TellCacheAsync, stoppingToken));

    private static async Task UntilStoppedAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The feed tells again of what is left.
        }
    }

    private async Task TellStoreAsync(CancellationToken stoppingToken)
    {
        await foreach (var candidate in _forStore.Reader.ReadAllAsync(stoppingToken))
        {
            while (true)
            {
                try
                {
                    await store.EraseAsync(candidate, stoppingToken);
                    break;
                }
                catch (RpcException)
                {
                    await Task.Delay(RetryDelay, TimeProvider.System, stoppingToken);
                }
            }
        }
    }

    private async Task TellCacheAsync(CancellationToken stoppingToken)
    {
        var waiting = new List<string>();
        while (await _forCache.Reader.WaitToReadAsync(stoppingToken))
        {
            waiting.Clear();
            while (_forCache.Reader.TryRead(out var candidate))
            {
                waiting.Add(candidate);
            }

            var all = Interlocked.Exchange(ref _overflown, 0) != 0;
            var since = Stopwatch.GetTimestamp();

            // What was kept before is gone by itself then, whether it was told or not.
            while (!await TryForgetAsync(waiting, all) && Stopwatch.GetElapsedTime(since) < HotCache.Lifetime)
            {
                await Task.Delay(RetryDelay, TimeProvider.System, stoppingToken);
            }
        }
    }

    private async Task<bool> TryForgetAsync(List<string> candidates, bool all)
    {
        if (!await cache.RemoveAllAsync(all ? "" : "vacancies/"))
        {
            return false;
        }

        foreach (var candidate in candidates)
        {
            if (!await cache.RemoveAsync(candidate))
            {
                return false;
            }
        }

        return true;
    }
}
