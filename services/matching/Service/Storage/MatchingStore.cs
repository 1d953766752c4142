using Dapper;
using Google.Protobuf;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Keeps answered rankings with the features of their moment, and what became of them, for <see cref="RankingLife"/>.
/// What is here of a candidate goes when the candidate is erased.
/// </summary>
internal sealed partial class MatchingStore(Database database)
{
    /// <summary>
    /// How long a ranking can be replayed and learned from: every season once, and hires that took a month. Personal
    /// data is kept no longer than it is of use (GDPR, article 5(1)(e)).
    /// </summary>
    public static readonly TimeSpan RankingLife = TimeSpan.FromDays(400);

    /// <summary>One ranking in so many takes old ones away.</summary>
    internal const int SweepInterval = 16;

    /// <summary>At most so many at a time: more than come between, so that old ones run out.</summary>
    private const int SweepLimit = 2 * SweepInterval;

    private int _saved;

    /// <summary>Completes when a write would be on disk.</summary>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(_ => Task.FromResult(0), cancellationToken);

    /// <summary>Saves a ranking, without what has been erased while it was made; answers its name.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: its subject has been erased.</exception>
    public async Task<string> SaveRankingAsync(V1.Ranking ranking, CancellationToken cancellationToken)
    {
        using var stage = new Stage("save");
        var head = ranking.Clone();
        head.Items.Clear();
        return await database.WriteAsync(
            async write =>
            {
                var erased = (await write.Connection.QueryAsync<string>(
                    $"SELECT candidate FROM erasures WHERE candidate {write.Connection.AnyOf("names")}",
                    new { names = ranking.Items.Select(item => item.Resource).Append(ranking.Subject).ToArray() },
                    write.Transaction)).ToHashSet();
                if (erased.Contains(ranking.Subject))
                {
                    throw MatchingErrors.CandidateNotFound(ranking.Subject);
                }

                await write.Connection.ExecuteAsync(
                    "INSERT INTO rankings (name, subject, create_time, model, arm, head) "
                        + "VALUES (@Name, @Subject, @time, @model, @arm, @head)",
                    new
                    {
                        model = ranking.Provenance?.Model ?? Rollouts.Expert,
                        arm = (long)(ranking.Provenance?.Arm ?? V1.Provenance.Types.Arm.Unspecified),
                        ranking.Name,
                        ranking.Subject,
                        time = ranking.CreateTime.ToDateTimeOffset().ToUnixTimeMilliseconds(),
                        head = head.ToByteArray(),
                    },
                    write.Transaction);
                await write.InsertManyAsync("ranking_items", ranking.Items
                    .Where(item => !erased.Contains(item.Resource))
                    .Select(item => new RankingItemRow(
                        ranking.Name, item.Position, item.Resource, item.ToByteArray()))
                    .ToArray());
                if (Interlocked.Increment(ref _saved) % SweepInterval == 0)
                {
                    await SweepAsync(write, ranking.CreateTime.ToDateTimeOffset() - RankingLife);
                }

                return ranking.Name;
            },
            cancellationToken);
    }

    /// <summary>Finds a ranking with its items in order.</summary>
    public Task<V1.Ranking?> FindRankingAsync(string name, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            if (await connection.QuerySingleOrDefaultAsync<byte[]?>(
                "SELECT head FROM rankings WHERE name = @name", new { name }) is not { } head)
            {
                return null;
            }

            var ranking = V1.Ranking.Parser.ParseFrom(head);
            var items = await connection.QueryAsync<byte[]>(
                "SELECT data FROM ranking_items WHERE ranking = @name ORDER BY position", new { name });
            ranking.Items.Add(items.Select(V1.Ranking.Types.Item.Parser.ParseFrom));
            return ranking;
        },
        cancellationToken);

    /// <summary>
    /// Saves feedback events, each whose item was shown in its ranking; answers what became of each, in order.
    /// </summary>
    public Task<IReadOnlyList<FeedbackOutcome>> SaveFeedbackAsync(
        IReadOnlyList<V1.FeedbackEvent> events, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<FeedbackOutcome>>(
            async write =>
            {
                var outcomes = new List<FeedbackOutcome>(events.Count);
                foreach (var feedback in events)
                {
                    outcomes.Add(await SaveFeedbackAsync(write, feedback, now));
                }

                return outcomes;
            },
            cancellationToken);

    /// <summary>Lists the candidates that rankings are about or show, above a name, each once and in order.</summary>
    public Task<List<string>> ListCandidatesAsync(string after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<string>(
                """
                SELECT name FROM (
                    SELECT * FROM (SELECT DISTINCT subject AS name FROM rankings
                        WHERE subject > @after AND subject LIKE 'candidates/%' ORDER BY name LIMIT @limit) AS subjects
                    UNION
                    SELECT * FROM (SELECT DISTINCT item AS name FROM ranking_items
                        WHERE item > @after AND item LIKE 'candidates/%' ORDER BY name LIMIT @limit) AS items) AS names
                ORDER BY name LIMIT @limit
                """,
                new { after, limit })).AsList(),
            cancellationToken);

    /// <summary>Forgets everything about a candidate that has been erased.</summary>
    public async Task EraseAsync(string candidate, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM erasures WHERE candidate = @candidate)", new { candidate }),
            cancellationToken);
        if (known)
        {
            return;
        }

        await database.WriteAsync(
            async write =>
            {
                await write.Connection.ExecuteAsync(
                    "INSERT INTO erasures (candidate) VALUES (@candidate) ON CONFLICT (candidate) DO NOTHING",
                    new { candidate },
                    write.Transaction);
                var erased = await write.Connection.ExecuteAsync(
                    """
                    DELETE FROM feedback WHERE item = @candidate
                        OR ranking IN (SELECT name FROM rankings WHERE subject = @candidate);
                    DELETE FROM ranking_items WHERE item = @candidate
                        OR ranking IN (SELECT name FROM rankings WHERE subject = @candidate);
                    DELETE FROM rankings WHERE subject = @candidate
                    """,
                    new { candidate },
                    write.Transaction);
                if (erased > 0)
                {
                    write.EraseFromFiles();
                }

                return erased;
            },
            cancellationToken);
    }

    /// <summary>Deletes some of the rankings before a time, with what they showed and what became of it.</summary>
    private static async Task SweepAsync(Write write, DateTimeOffset before)
    {
        var old = await write.Connection.QueryAsync<string>(
            "SELECT name FROM rankings WHERE create_time < @before ORDER BY create_time LIMIT @SweepLimit",
            new { before = before.ToUnixTimeMilliseconds(), SweepLimit },
            write.Transaction);
        var names = old.ToArray();
        if (names.Length > 0)
        {
            await write.Connection.ExecuteAsync(
                $"""
                DELETE FROM feedback WHERE ranking {write.Connection.AnyOf("names")};
                DELETE FROM ranking_items WHERE ranking {write.Connection.AnyOf("names")};
                DELETE FROM rankings WHERE name {write.Connection.AnyOf("names")}
                """,
                new { names },
                write.Transaction);
        }
    }

    private static async Task<FeedbackOutcome> SaveFeedbackAsync(
        Write write, V1.FeedbackEvent feedback, DateTimeOffset now)
    {
        var shown = await write.Connection.QuerySingleAsync<(bool Ranking, bool Item)>(
            """
            SELECT EXISTS (SELECT 1 FROM rankings WHERE name = @Ranking),
                   EXISTS (SELECT 1 FROM ranking_items WHERE ranking = @Ranking AND item = @Item)
            """,
            new { feedback.Ranking, feedback.Item },
            write.Transaction);
        if (!shown.Ranking || !shown.Item)
        {
            return shown.Ranking ? FeedbackOutcome.ItemNotShown : FeedbackOutcome.RankingUnknown;
        }

        var type = (int)feedback.Type;
        var inserted = await write.Connection.ExecuteAsync(
            """
            INSERT INTO feedback (event_id, ranking, item, type, event_time, record_time)
            VALUES (@id, @Ranking, @Item, @type, @eventTime, @recordTime) ON CONFLICT (event_id) DO NOTHING
            """,
            new
            {
                id = feedback.EventId.Length > 0
                    ? $"{feedback.Ranking} {feedback.EventId}"
                    : $"{feedback.Ranking} {feedback.Item} {type}",
                feedback.Ranking,
                feedback.Item,
                type,
                eventTime = (feedback.EventTime?.ToDateTimeOffset() ?? now).ToUnixTimeMilliseconds(),
                recordTime = now.ToUnixTimeMilliseconds(),
            },
            write.Transaction);
        return inserted == 1 ? FeedbackOutcome.Recorded : FeedbackOutcome.Repeated;
    }
}

/// <summary>What a ranking showed, as it is written.</summary>
internal sealed record RankingItemRow(string Ranking, long Position, string Item, byte[] Data);

/// <summary>What became of a feedback event.</summary>
internal enum FeedbackOutcome
{
    Recorded,
    Repeated,
    RankingUnknown,
    ItemNotShown,
}
