using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Matching.Competence;
using Matching.Fit;
using Matching.Hosting;
using Matching.Ranking;

namespace Matching.Matches;

/// <summary>
/// Ranks long lists by bringing up to date what was kept of the last time: it scores what has changed since, and
/// answers exactly what ranking anew would answer. What cannot be brought up to date is ranked anew, once for all who
/// ask at once. Short lists are ranked at once: looking would take longer. Safe for concurrent use.
/// </summary>
internal sealed class HotLists(
    MatchIndex index,
    Ranker ranker,
    HotCache cache,
    HotListMetrics metrics,
    RegionOptions region,
    Taxonomy taxonomy)
{
    /// <summary>A list to which so much was done is kept anew, so that the next one has less to do.</summary>
    private const int ManyChanges = 256;

    /// <summary>Lists on their way into the cache; more are dropped.</summary>
    private const int MaximumKeeping = 16;

    /// <summary>
    /// Everything that a score depends on beside subject, query and model, with the code itself: replicas of different
    /// builds do not share lists.
    /// </summary>
    private readonly string _identity = string.Join(
        ' ',
        [
            .. new[] { typeof(HotLists), typeof(FitEngine), typeof(IRankingModel), typeof(Taxonomy) }
                .Select(type => type.Module.ModuleVersionId.ToString()),
            taxonomy.Version,
            FitEngine.FeatureListId,
            .. region.Municipalities.Select(municipality => municipality.Code).Order(StringComparer.Ordinal),
        ]);

    private readonly Dictionary<string, TaskCompletionSource<byte[]?>> _flights = new(StringComparer.Ordinal);
    private int _keeping;

    /// <summary>What finds fewer documents is not kept; see docs/benchmarks.md.</summary>
    public int MinimumDocuments { get; init; } = 2000;

    /// <summary>Ranks what is asked for.</summary>
    /// <param name="version">The version of the subject.</param>
    /// <param name="filter">What tells the query from others of the same subject.</param>
    /// <param name="seat">The model; the expert model where that fails.</param>
    public async Task<RankedList<TEntry>> RankAsync<TEntry>(
        ListQuery<TEntry> query, long version, byte[] filter, Seat seat)
        where TEntry : class, IEntry
    {
        if (index.Read(() => query.Shelf.CountUpTo(query.Keys)) < MinimumDocuments)
        {
            return ranker.Rank(query, seat);
        }

        var variant = VariantOf(query, version, filter, seat);
        var flight = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var flightName = $"{query.Subject} {variant}";
        TaskCompletionSource<byte[]?>? other;
        lock (_flights)
        {
            if (!_flights.TryGetValue(flightName, out other))
            {
                _flights[flightName] = flight;
            }
        }

        if (other is not null)
        {
            // It began before this call did: what has been written in between is not in it yet.
            return BringUpToDate(query, variant, await other.Task, seat) ?? RankAnew(query, variant, seat).List;
        }

        byte[]? kept = null;
        try
        {
            kept = await cache.GetAsync(query.Subject, variant);
            if (BringUpToDate(query, variant, kept, seat) is { } found)
            {
                return found;
            }

            (var ranked, kept) = RankAnew(query, variant, seat);
            return ranked;
        }
        finally
        {
            lock (_flights)
            {
                _flights.Remove(flightName);
            }

            flight.SetResult(kept);
        }
    }

    private (RankedList<TEntry> List, byte[]? Kept) RankAnew<TEntry>(
        ListQuery<TEntry> query, string variant, Seat seat)
        where TEntry : class, IEntry
    {
        metrics.Missed();
        var (retrieved, state, erasures) = index.Read(
            () => (query.Shelf.WithAny(query.Keys), query.Shelf.State.Digest, index.Erasures));
        var (list, outcomes) = ranker.Rank(query, retrieved, seat);
        if (list.Seat != seat)
        {
            // The model is to fail the next time as well, and to be withdrawn for it.
            return (list, null);
        }

        var holds = Narrowed(HoldingTime.Around(query.Now), query, retrieved);
        var kept = KeptList.Write(state, holds, outcomes);
        Keep(query.Subject, variant, kept, erasures);
        return (list, kept);
    }

    /// <summary>The list as ranking anew would make it; null where that cannot be made of what is kept.</summary>
    private RankedList<TEntry>? BringUpToDate<TEntry>(
        ListQuery<TEntry> query, string variant, byte[]? bytes, Seat seat)
        where TEntry : class, IEntry
    {
        if (bytes is null || !KeptList.TryRead(bytes, out var kept) || !kept.Holds.Includes(query.Now))
        {
            return null;
        }

        var shelf = query.Shelf;
        var (outcomes, changes, changed, state, erasures) = index.Read(() =>
        {
            var since = shelf.State.ChangedSince(kept.State);
            return (
                since is null ? null : kept.Without(since, shelf),
                since?.Count ?? 0,
                since?.Select(shelf.Find).OfType<TEntry>().Where(query.Finds).ToList() ?? [],
                shelf.State.Digest,
                index.Erasures);
        });
        if (outcomes is null)
        {
            return null;
        }

        if (changed.Count > 0)
        {
            using var sheet = new ScoreSheet<TEntry>(seat.Unshadowed);
            if (!ranker.TryJudge(query, changed, sheet))
            {
                return null;
            }

            outcomes.Merge(sheet.Outcomes);
        }

        metrics.Found(changes);
        if (changes >= ManyChanges)
        {
            var holds = Narrowed(kept.Holds, query, changed);
            Keep(query.Subject, variant, KeptList.Write(state, holds, outcomes), erasures);
        }

        return outcomes.ToList(seat);
    }

    private static HoldingTime Narrowed<TEntry>(HoldingTime holds, ListQuery<TEntry> query, List<TEntry> entries)
        where TEntry : class, IEntry
    {
        foreach (var entry in entries)
        {
            holds.Narrow(query.Pair(entry).Opening, query.Now);
        }

        return holds;
    }

    /// <summary>Keeps a list while its answer is on its way already.</summary>
    /// <param name="erasures">How many candidates had been erased when the list was made.</param>
    private void Keep(string subject, string variant, byte[]? kept, long erasures)
    {
        if (kept is null)
        {
            return;
        }

        if (Interlocked.Increment(ref _keeping) > MaximumKeeping)
        {
            Interlocked.Decrement(ref _keeping);
            return;
        }

        _ = KeepAsync();

        async Task KeepAsync()
        {
            try
            {
                await cache.SetAsync(subject, variant, kept);
                if (index.Erasures != erasures)
                {
                    // Who was erased meanwhile may be in it, and whoever forgets may have been here already.
                    await cache.RemoveAsync(subject);
                }
            }
            finally
            {
                Interlocked.Decrement(ref _keeping);
            }
        }
    }

    private string VariantOf<TEntry>(ListQuery<TEntry> query, long version, byte[] filter, Seat seat)
        where TEntry : class, IEntry
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{_identity}\n{seat.ModelName}\n{query.Needed}\n{version}\n{Convert.ToBase64String(filter)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
