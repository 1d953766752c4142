using Dapper;
using Matching.Hosting;
using EventRow = (string Ranking, string Item, long Type, long At, long Recorded);
using Type = Matching.Matches.V1.FeedbackEvent.Types.Type;

namespace Matching.Matches;

/// <summary>The part that reads back what was shown and what became of it.</summary>
internal sealed partial class MatchingStore
{
    /// <summary>Events of one type for one item that are read; the earliest.</summary>
    private const int MaximumEventsOfAType = 20;

    /// <summary>Reads rankings of a window with their items and events, a bounded number at a time.</summary>
    /// <param name="after">Goes on after this one; null begins.</param>
    /// <param name="newestFirst">The latest first; else the oldest.</param>
    public Task<List<LoggedRanking>> ReadRankingsAsync(
        RankingWindow window, RankingKey? after, int count, bool newestFirst, CancellationToken cancellationToken)
    {
        var (comparison, order) = newestFirst ? ("<", "DESC") : (">", "ASC");
        return database.ReadAsync(
            async connection =>
            {
                var heads = (await connection.QueryAsync<(string Name, long Time, byte[] Head)>(
                    $"""
                    SELECT name, create_time, head FROM rankings
                    WHERE create_time >= @start AND create_time < @end
                        AND (@begins = 1 OR (create_time, name) {comparison} (@time, @name))
                        AND (@all = 1
                            OR EXISTS (SELECT 1 FROM feedback WHERE ranking = rankings.name AND record_time < @until))
                    ORDER BY create_time {order}, name {order} LIMIT @count
                    """,
                    new
                    {
                        start = window.Start.ToUnixTimeMilliseconds(),
                        end = window.End.ToUnixTimeMilliseconds(),
                        begins = after is null ? 1 : 0,
                        time = after?.Time ?? 0,
                        name = after?.Name ?? "",
                        all = window.OnlyJudged ? 0 : 1,
                        until = window.FeedbackEnd.ToUnixTimeMilliseconds(),
                        count,
                    })).ToList();
                var names = heads.Select(head => head.Name).ToArray();
                var items = (await connection.QueryAsync<(string Ranking, byte[] Data)>(
                    $"""
                    SELECT ranking, data FROM ranking_items WHERE ranking {connection.AnyOf("names")}
                    ORDER BY ranking, position
                    """,
                    new { names })).ToLookup(row => row.Ranking, row => row.Data, StringComparer.Ordinal);
                var events = (await connection.QueryAsync<EventRow>(
                    $"""
                    SELECT ranking, item, type, event_time AS at, record_time AS recorded FROM (
                        SELECT ranking, item, type, event_time, record_time,
                            ROW_NUMBER() OVER (PARTITION BY ranking, item, type ORDER BY event_time, event_id) AS nth
                        FROM feedback WHERE ranking {connection.AnyOf("names")} AND record_time < @until) AS numbered
                    WHERE nth <= @most ORDER BY event_time, type
                    """,
                    new
                    {
                        names,
                        until = window.FeedbackEnd.ToUnixTimeMilliseconds(),
                        most = MaximumEventsOfAType,
                    })).ToLookup(row => row.Ranking, StringComparer.Ordinal);
                return heads.ConvertAll(head =>
                {
                    var ranking = V1.Ranking.Parser.ParseFrom(head.Head);
                    ranking.Items.Add(items[head.Name].Select(V1.Ranking.Types.Item.Parser.ParseFrom));
                    return new LoggedRanking(
                        new RankingKey(head.Time, head.Name),
                        ranking,
                        events[head.Name].ToLookup(
                            row => row.Item,
                            row => new LoggedEvent(
                                (Type)row.Type,
                                DateTimeOffset.FromUnixTimeMilliseconds(row.At),
                                DateTimeOffset.FromUnixTimeMilliseconds(row.Recorded)),
                            StringComparer.Ordinal));
                });
            },
            cancellationToken);
    }

    /// <summary>Counts the rankings of a model by arm, how many of them were judged, and what became of them.</summary>
    public Task<List<V1.ModelReport.Types.Arm>> CountRankingsAsync(
        string model, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var window = new
                {
                    model,
                    start = start.ToUnixTimeMilliseconds(),
                    end = end.ToUnixTimeMilliseconds(),
                };
                var arms = (await connection.QueryAsync<(long Arm, long Rankings, long Judged)>(
                    """
                    SELECT arm, COUNT(*), COUNT(CASE WHEN EXISTS (
                        SELECT 1 FROM feedback WHERE ranking = rankings.name) THEN 1 END)
                    FROM rankings WHERE model = @model AND create_time >= @start AND create_time < @end
                    GROUP BY arm ORDER BY arm
                    """,
                    window)).ToList();
                var events = (await connection.QueryAsync<(long Arm, long Type, long Count)>(
                    """
                    SELECT rankings.arm, feedback.type, COUNT(*) FROM rankings
                    JOIN feedback ON feedback.ranking = rankings.name
                    WHERE rankings.model = @model AND rankings.create_time >= @start AND rankings.create_time < @end
                    GROUP BY rankings.arm, feedback.type ORDER BY rankings.arm, feedback.type
                    """,
                    window)).ToLookup(row => row.Arm);
                return arms.ConvertAll(arm => new V1.ModelReport.Types.Arm
                {
                    Arm_ = (V1.Provenance.Types.Arm)arm.Arm,
                    RankingCount = arm.Rankings,
                    JudgedCount = arm.Judged,
                    EventCounts =
                    {
                        events[arm.Arm].Select(row => new V1.ModelReport.Types.EventCount
                        {
                            Type = (Type)row.Type,
                            Count = row.Count,
                        }),
                    },
                });
            },
            cancellationToken);

    /// <summary>Gives a model the scores that live ones are compared with.</summary>
    public Task SetReferenceAsync(string name, IReadOnlyList<double> quantiles, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async write =>
            {
                var head = await write.Connection.QuerySingleAsync<byte[]>(
                    "SELECT head FROM models WHERE name = @name", new { name }, write.Transaction);
                var model = V1.Model.Parser.ParseFrom(head);
                model.ReferenceQuantiles.Clear();
                model.ReferenceQuantiles.Add(quantiles);
                return await write.Connection.ExecuteAsync(
                    "UPDATE models SET head = @head WHERE name = @name",
                    new { name, head = Google.Protobuf.MessageExtensions.ToByteArray(model) },
                    write.Transaction);
            },
            cancellationToken);
}
