using System.Data.Common;
using Dapper;

namespace Matching.Hosting;

/// <summary>What one write works with: a connection inside a transaction, and the feed's sequence.</summary>
public sealed class Write
{
    internal Write(DbConnection connection, DbTransaction transaction, long sequence)
    {
        Connection = connection;
        Transaction = transaction;
        LastSequence = sequence;
    }

    /// <summary>The connection; pass <see cref="Transaction"/> with every command.</summary>
    public DbConnection Connection { get; }

    /// <summary>The transaction.</summary>
    public DbTransaction Transaction { get; }

    /// <summary>The feed's counter as this write leaves it.</summary>
    internal long LastSequence { get; private set; }

    internal bool Erases { get; private set; }

    /// <summary>
    /// Takes the next place in the service's order of changes. Without gaps: the transaction of a group of writes holds
    /// the counter from its beginning, counts on from it and stores it at its end; what is rolled back is not counted.
    /// </summary>
    public long NextSequence() => ++LastSequence;

    /// <summary>
    /// Takes what was deleted long ago out of the feed for good: with each write that deletes, at least as much as that
    /// deletes. Readers that may have missed it have to begin again; see <see cref="FeedCursor"/>.
    /// </summary>
    /// <param name="deleteSql">Deletes at most <c>@limit</c> rows that are older than <c>@before</c>, in milliseconds
    /// since 1970, and returns their sequences.</param>
    public async Task SweepFeedAsync(string deleteSql, DateTimeOffset before, int limit)
    {
        var swept = await Connection.QueryAsync<long>(
            deleteSql, new { before = before.ToUnixTimeMilliseconds(), limit }, Transaction);
        var lowWater = swept.DefaultIfEmpty().Max();
        if (lowWater > 0)
        {
            await Connection.ExecuteAsync(
                "UPDATE feed_retention SET low_water = @lowWater WHERE low_water < @lowWater",
                new { lowWater },
                Transaction);
        }
    }

    /// <summary>
    /// Asks that what this write deletes or overwrites is also gone from the files when it completes, not only from
    /// what can be read.
    /// </summary>
    public void EraseFromFiles() => Erases = true;
}
