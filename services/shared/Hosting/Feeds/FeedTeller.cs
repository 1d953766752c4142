using System.Data.Common;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>Reads some changes after a sequence, in order, and says whether there are more.</summary>
public delegate Task<(IReadOnlyList<TChange> Changes, bool HasMore)> ReadChanges<TChange>(
    DbConnection connection, long sinceSequence);

/// <summary>
/// Tells readers of a feed every change since a sequence, then the new ones. Each reader has a bounded batch in hand
/// and the next one being read, and holds no connection while it takes its time, so that a slow one slows nobody but
/// itself.
/// </summary>
/// <param name="sequenceOf">The place of a change in the feed.</param>
public sealed class FeedTeller<TChange>(
    Database database, ReadChanges<TChange> read, Func<TChange, long> sequenceOf)
{
    private static readonly WriteOptions MoreFollows = new(WriteFlags.BufferHint);

    public async Task TellAsync(
        long sinceSequence, bool stopAtEnd, IServerStreamWriter<TChange> stream, ServerCallContext context)
    {
        if (sinceSequence < 0)
        {
            throw RpcErrors.InvalidField("since_sequence", "NEGATIVE", "must not be negative.");
        }

        var cancellationToken = context.CancellationToken;
        var cursor = new FeedCursor(sinceSequence);
        var batch = await ReadAsync(cursor, cancellationToken);
        await context.WriteResponseHeadersAsync(new Metadata { { FeedCursor.HeadHeader, $"{cursor.Head}" } });
        while (true)
        {
            var (changes, hasMore) = batch;
            if (changes.Count > 0)
            {
                cursor.MoveTo(sequenceOf(changes[^1]));
            }

            var next = hasMore ? ReadAsync(cursor, cancellationToken) : null;
            try
            {
                for (var i = 0; i < changes.Count; i++)
                {
                    stream.WriteOptions = i + 1 < changes.Count ? MoreFollows : null;
                    await stream.WriteAsync(changes[i], cancellationToken);
                }
            }
            finally
            {
                await ((Task?)next ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (next is null && stopAtEnd)
            {
                return;
            }

            if (next is null)
            {
                await database.WaitForChangeAsync(cursor.Since, cancellationToken);
            }

            batch = await (next ?? ReadAsync(cursor, cancellationToken));
        }
    }

    private Task<(IReadOnlyList<TChange> Changes, bool HasMore)> ReadAsync(
        FeedCursor cursor, CancellationToken cancellationToken) => database.ReadAsync(
            async connection =>
            {
                await cursor.CheckAsync(connection);
                return await read(connection, cursor.Since);
            },
            cancellationToken);
}
