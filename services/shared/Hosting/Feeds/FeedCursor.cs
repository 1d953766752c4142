using System.Data.Common;
using Dapper;
using Grpc.Core;

namespace Matching.Hosting;

/// <summary>
/// Where one reader of a service's feed stands, and whether the feed still tells all that it lacks. What was deleted
/// long ago leaves the feed; the low-water mark is the last sequence that did.
/// </summary>
public sealed class FeedCursor(long since)
{
    /// <summary>The response header of a feed's stream that says where the feed ended when the stream began.</summary>
    public const string HeadHeader = "feed-sequence";

    /// <summary>Whoever reads on from here has missed nothing; unknown until the feed is first looked at.</summary>
    private long? _covered;

    /// <summary>The last sequence that the reader has seen.</summary>
    public long Since { get; private set; } = since;

    /// <summary>Where the feed ended when it was last looked at.</summary>
    public long Head { get; private set; }

    /// <summary>Looks at the feed, in the read that takes the next changes from it.</summary>
    /// <exception cref="RpcException">OUT_OF_RANGE: the reader has to begin from nothing.</exception>
    public async Task CheckAsync(DbConnection connection)
    {
        (Head, var lowWater) = await connection.QuerySingleAsync<(long, long)>(
            "SELECT sequence, low_water FROM feed CROSS JOIN feed_retention");

        // A reader from nothing does not know what was deleted before it began, so it need not be told.
        _covered ??= Since == 0 ? Head : Since;
        if (lowWater > Math.Max(_covered.Value, Since))
        {
            throw Truncated("The feed no longer tells deletions that old; read it again from 0.", lowWater);
        }

        if (Since > Head)
        {
            throw Truncated("The feed ends before that, as it does after a restore; read it again from 0.", lowWater);
        }
    }

    /// <summary>Goes on behind a change that has been told.</summary>
    public void MoveTo(long sequence) => Since = sequence;

    private RpcException Truncated(string message, long lowWater) => RpcErrors.Create(
        StatusCode.OutOfRange,
        "FEED_TRUNCATED",
        message,
        ("low_water", $"{lowWater}"),
        ("sequence", $"{Head}"));
}
