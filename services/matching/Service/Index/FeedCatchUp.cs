using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Reads one owner's feed to its end for calls that want to see what has been acknowledged. The first call that gets no
/// answer in time waits; while the owner does not answer the others do without, and it is asked in the background.
/// </summary>
/// <param name="readToEndAsync">Reads what is new.</param>
internal sealed class FeedCatchUp(Func<CancellationToken, Task> readToEndAsync, ILogger log) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(300);

    private readonly Breaker _breaker = new(
        tolerance: 1, ProbeInterval, cancellationToken => TryReadAsync(readToEndAsync, log, cancellationToken));

    /// <summary>True while the owner does not answer.</summary>
    public bool IsAway => _breaker.IsOpen;

    /// <summary>Reads to the end, unless the owner does not answer.</summary>
    public async Task RunAsync()
    {
        if (!IsAway && !await TryReadAsync(readToEndAsync, log, CancellationToken.None))
        {
            _breaker.Failed();
        }
    }

    public void Dispose() => _breaker.Dispose();

    private static async Task<bool> TryReadAsync(
        Func<CancellationToken, Task> readToEndAsync, ILogger log, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            await readToEndAsync(deadline.Token);
            return true;
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            MatchingLog.NotCaughtUp(log, error.Message);
            return false;
        }
    }
}
