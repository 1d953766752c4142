using System.Runtime.CompilerServices;
using Matching.Fit;

namespace Matching.Matches;

/// <summary>
/// Reads the log of rankings as it may be learned from: people who agree to statistics, and who have not been erased.
/// Whoever has withdrawn the consent by now is left out, however long ago the ranking was.
/// </summary>
internal sealed class LoggedRankings(MatchingStore store, MatchIndex index, IndexFeeder feeder)
{
    /// <summary>Rankings that are held at a time.</summary>
    private const int Batch = 100;

    /// <summary>Reads the rankings of a window, without the items that may not be learned from.</summary>
    /// <param name="after">Goes on after this one; null begins.</param>
    public async IAsyncEnumerable<LoggedRanking> ReadAsync(
        RankingWindow window,
        RankingKey? after,
        bool newestFirst,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await feeder.CatchUpAsync();
            var batch = await store.ReadRankingsAsync(window, after, Batch, newestFirst, cancellationToken);
            foreach (var logged in batch.Where(logged => MayBeUsed(logged.Ranking.Subject)))
            {
                for (var i = logged.Ranking.Items.Count - 1; i >= 0; i--)
                {
                    if (!MayBeUsed(logged.Ranking.Items[i].Resource))
                    {
                        logged.Ranking.Items.RemoveAt(i);
                    }
                }

                if (logged.Ranking.Items.Count > 0)
                {
                    yield return logged;
                }
            }

            if (batch.Count < Batch)
            {
                yield break;
            }

            after = batch[^1].Key;
        }
    }

    private bool MayBeUsed(string resource) =>
        !resource.StartsWith("candidates/", StringComparison.Ordinal)
        || index.FindCandidate(resource)?.Facts.Consents.HasFlag(Consents.Statistics) == true;
}
