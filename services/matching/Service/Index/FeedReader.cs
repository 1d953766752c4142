using System.Collections.Concurrent;
using System.Globalization;
using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Reads one owner's feed into the index. From nothing at first, and again from nothing where the feed no longer tells
/// what is missing here: then into a second index, which takes the place of what was known when it is whole, so that no
/// answer is ever made of half. A reading that is interrupted goes on where it was. Safe for concurrent use.
/// </summary>
internal abstract class FeedReader<TChange>(string feed, Func<MatchIndex> newIndex, MatchIndex index, ILogger log)
    : IDisposable
    where TChange : class
{
    /// <summary>So many names of changes that could not be read are remembered.</summary>
    private const int MaximumUnreadable = 10_000;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, bool> _unreadable = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private MatchIndex? _fresh = newIndex();
    private volatile bool _isRead;
    private (long Sequence, long Head) _progress;

    /// <summary>The feed's name, as events tell it.</summary>
    public string Feed => feed;

    /// <summary>True once the index has had everything that the feed told.</summary>
    public bool IsRead => _isRead;

    /// <summary>How many resources are left out because they could not be read.</summary>
    public int Unreadable => _unreadable.Count;

    /// <summary>What is wrong, for whoever asks after the service's health; null when nothing is.</summary>
    public string? Trouble =>
        _fresh is not null ? string.Create(
            CultureInfo.InvariantCulture,
            $"The {feed} feed is being read from nothing: {_progress.Sequence} of {_progress.Head} changes.")
        : Unreadable > 0 ? string.Create(
            CultureInfo.InvariantCulture, $"{Unreadable} resources of the {feed} feed cannot be read.")
        : null;

    /// <summary>What answers are made from.</summary>
    protected MatchIndex Index => index;

    protected ILogger Log => log;

    /// <summary>The last change that is in an index.</summary>
    protected abstract long SequenceOf(MatchIndex target);

    protected abstract (string Name, long Sequence) PlaceOf(TChange change);

    protected abstract AsyncServerStreamingCall<TChange> Open(
        long sinceSequence, bool stopAtEnd, CancellationToken cancellationToken);

    protected abstract Task ApplyAsync(MatchIndex target, TChange change, CancellationToken cancellationToken);

    protected abstract void Skip(MatchIndex target, string name, long sequence);

    /// <summary>Puts what was read from nothing in the place of what was known.</summary>
    protected abstract void Replace(MatchIndex fresh);

    /// <summary>Reads to the end of the feed as it is now; one at a time, others wait for their turn.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_fresh is null)
            {
                await ReadAsync(index, stopAtEnd: true, cancellationToken);
                return;
            }

            await ReadAsync(_fresh, stopAtEnd: true, cancellationToken);
            Replace(_fresh);
            _fresh = null;
            _isRead = true;
            var (openings, candidates) = index.Counts;
            MatchingLog.FeedRead(log, feed, openings, candidates);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.OutOfRange)
        {
            // What is known goes on to be answered from until all has been read again.
            MatchingLog.FeedTruncated(log, feed, error.Status.Detail);
            _fresh = newIndex();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Follows the feed until it breaks.</summary>
    public Task FollowAsync(CancellationToken cancellationToken) =>
        ReadAsync(index, stopAtEnd: false, cancellationToken);

    /// <summary>Takes one change that joins on to what is in the index.</summary>
    public Task TakeAsync(TChange change, CancellationToken cancellationToken) =>
        TakeAsync(index, change, cancellationToken);

    public void Dispose()
    {
        _turn.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task ReadAsync(MatchIndex target, bool stopAtEnd, CancellationToken cancellationToken)
    {
        using var call = Open(SequenceOf(target), stopAtEnd, cancellationToken);
        var headers = await call.ResponseHeadersAsync;
        _ = long.TryParse(headers.GetValue(FeedCursor.HeadHeader), CultureInfo.InvariantCulture, out var head);
        var told = TimeProvider.System.GetTimestamp();
        var before = _progress = (SequenceOf(target), head);
        await foreach (var change in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            await TakeAsync(target, change, cancellationToken);
            _progress.Sequence = PlaceOf(change).Sequence;
            var elapsed = TimeProvider.System.GetElapsedTime(told);
            if (stopAtEnd && elapsed >= ProgressInterval)
            {
                var rate = (_progress.Sequence - before.Sequence) / elapsed.TotalSeconds;
                MatchingLog.FeedProgress(log, feed, _progress.Sequence, head, (long)rate);
                (told, before) = (TimeProvider.System.GetTimestamp(), _progress);
            }
        }
    }

    /// <summary>
    /// Takes a change; one that cannot be read is left out, and said so, until a later one of the same resource can be.
    /// </summary>
    private async Task TakeAsync(MatchIndex target, TChange change, CancellationToken cancellationToken)
    {
        var (name, sequence) = PlaceOf(change);
        try
        {
            await ApplyAsync(target, change, cancellationToken);
            if (!_unreadable.IsEmpty)
            {
                _unreadable.TryRemove(name, out _);
            }
        }
        catch (Exception error) when (error is not (RpcException or OperationCanceledException))
        {
            Skip(target, name, sequence);
            if (_unreadable.Count < MaximumUnreadable && _unreadable.TryAdd(name, true))
            {
                MatchingLog.ChangeUnreadable(log, error, name, sequence);
            }
        }
    }
}
