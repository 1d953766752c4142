using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Asks the store for what a match can do without: not for long, and not at all while it is known to be away.
/// </summary>
internal sealed class StorePresence : IDisposable
{
    /// <summary>How long one call at most finds out that the store does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(500);

    private readonly Breaker _breaker;

    public StorePresence(MatchingStore store) => _breaker = new Breaker(
        tolerance: 1, ProbeInterval, cancellationToken => AnswersAsync(store, cancellationToken));

    public bool IsAway => _breaker.IsOpen;

    /// <summary>What the store answers; null where it is away. What it refuses is thrown.</summary>
    public async Task<T?> TryAsync<T>(Func<Task<T>> ask)
        where T : class?
    {
        if (IsAway)
        {
            return null;
        }

        try
        {
            return await ask().WaitAsync(Patience);
        }
        catch (Exception error) when (IsUnanswered(error))
        {
            _breaker.Failed();
            return null;
        }
    }

    public void Dispose() => _breaker.Dispose();

    private static bool IsUnanswered(Exception error) =>
        error is TimeoutException or RpcException { StatusCode: StatusCode.Unavailable };

    private static async Task<bool> AnswersAsync(MatchingStore store, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await store.ProbeAsync(deadline.Token).WaitAsync(deadline.Token);
            return true;
        }
        catch (Exception error) when (IsUnanswered(error) || error is OperationCanceledException)
        {
            return false;
        }
    }
}
