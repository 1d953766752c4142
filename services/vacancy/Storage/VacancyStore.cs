using System.Data.Common;
using Dapper;
using Matching.Hosting;

namespace Matching.Vacancies;

/// <summary>
/// Keeps vacancies and needs. One row each; the row of a vacancy carries the sequence of its last change.
/// </summary>
internal sealed class VacancyStore(Database database)
{
    /// <summary>How long a closed vacancy is kept, and told by the feed.</summary>
    public static readonly TimeSpan ClosedLife = TimeSpan.FromDays(365);

    /// <summary>What one read takes at most into memory, give or take a vacancy.</summary>
    private const int BatchBytes = 4 * 1024 * 1024;

    private const string Columns = """
        id AS Id, version AS Version, sequence AS Sequence, state AS State, removed AS Removed,
        create_time AS CreateTime, update_time AS UpdateTime, close_time AS CloseTime, body AS Body,
        source_digest AS SourceDigest
        """;

    /// <summary>The sequence of the last change on disk.</summary>
    public long Sequence => database.Sequence;

    public Task<T> WriteAsync<T>(Func<Write, Task<T>> write, CancellationToken cancellationToken) =>
        database.WriteAsync(write, cancellationToken);

    public Task<Vacancy?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => FindAsync(connection, null, id), cancellationToken);

    public static Task<Vacancy?> FindAsync(Write write, string id) =>
        FindAsync(write.Connection, write.Transaction, id);

    public Task<Vacancy?> FindBySourceAsync(string system, string externalId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => (await connection.QuerySingleOrDefaultAsync<VacancyRow>(
                $"SELECT {Columns} FROM vacancies WHERE system = @system AND external_id = @externalId",
                new { system, externalId }))?.ToVacancy(),
            cancellationToken);

    /// <summary>Finds those that a feed knows under these ids, by their ids in the feed.</summary>
    public static async Task<Dictionary<string, Vacancy>> FindBySourceAsync(
        Write write, string system, IReadOnlyCollection<string> externalIds)
    {
        var rows = await write.Connection.QueryAsync<VacancyRow>(
            $"""
            SELECT {Columns}, external_id AS ExternalId FROM vacancies
            WHERE system = @system AND external_id {write.Connection.AnyOf("externalIds")}
            """,
            new { system, externalIds = externalIds.ToArray() },
            write.Transaction);
        return rows.ToDictionary(row => row.ExternalId!, row => row.ToVacancy());
    }

    /// <summary>Which of these texts of ads are stored as they are, with their ids in the feed.</summary>
    public Task<Dictionary<string, string>> FindDigestsAsync(
        string system, IReadOnlyCollection<string> digests, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<(string Digest, string ExternalId)>(
                $"""
                SELECT source_digest, MIN(external_id) FROM vacancies
                WHERE system = @system AND source_digest {connection.AnyOf("digests")} GROUP BY source_digest
                """,
                new { system, digests = digests.ToArray() }))
                .ToDictionary(row => row.Digest, row => row.ExternalId, StringComparer.Ordinal),
            cancellationToken);

    /// <summary>
    /// Inserts new vacancies, and saves those that were found in the same write; each takes the next sequence.
    /// </summary>
    /// <param name="ssykOf">The unit group of an occupation.</param>
    public static async Task SaveAsync(
        Write write, IReadOnlyCollection<Vacancy> vacancies, Func<string, string> ssykOf)
    {
        var rows = vacancies.Select(vacancy =>
        {
            vacancy.Saved(write.NextSequence());
            return SavedRow.From(vacancy, ssykOf(vacancy.Content.Occupation));
        }).ToArray();
        var saved = await write.InsertManyAsync(
            "vacancies",
            rows,
            """
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, sequence = excluded.sequence,
                state = excluded.state, removed = excluded.removed, system = excluded.system,
                external_id = excluded.external_id, municipality = excluded.municipality,
                occupation = excluded.occupation, ssyk = excluded.ssyk, publish_time = excluded.publish_time,
                expire_time = excluded.expire_time, update_time = excluded.update_time,
                close_time = excluded.close_time, body = excluded.body, source_digest = excluded.source_digest
            WHERE vacancies.version = excluded.version - 1
            """);
        if (saved != rows.Length)
        {
            throw VacancyErrors.Stale(vacancies.First().Id);
        }
    }

    /// <summary>Notes which texts of ads some vacancies come from, which is no change to them.</summary>
    public static Task SaveDigestsAsync(Write write, IEnumerable<Vacancy> vacancies) =>
        write.Connection.ExecuteAsync(
            "UPDATE vacancies SET source_digest = @SourceDigest WHERE id = @Id",
            vacancies.Select(vacancy => new { vacancy.Id, vacancy.SourceDigest }),
            write.Transaction);

    /// <summary>Newest first, below <paramref name="beforeId"/>; ids sort by time. Bounded like the changes.</summary>
    public Task<VacancyBatch> ListAsync(
        VacancyFilter filter, string? beforeId, int limit, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            SELECT {Columns} FROM vacancies
            WHERE (@before = '' OR id < @before)
                AND (@state = 0 OR state = @state)
                AND (@municipality = '' OR municipality = @municipality)
                AND (@occupation = '' OR occupation = @occupation)
                AND (@ssyk = '' OR ssyk = @ssyk)
            ORDER BY id DESC LIMIT @more
            """;
        var parameters = new
        {
            before = beforeId ?? "",
            state = (long)filter.State,
            municipality = filter.Municipality,
            occupation = filter.Occupation,
            ssyk = filter.Ssyk,
            more = limit + 1,
        };
        return database.ReadAsync(
            connection => ReadBatchAsync(connection, Sql, parameters, limit), cancellationToken);
    }

    /// <summary>What changed after a sequence, in order.</summary>
    public static Task<VacancyBatch> ChangesAsync(DbConnection connection, long sinceSequence, int limit) =>
        ReadBatchAsync(
            connection,
            $"SELECT {Columns} FROM vacancies WHERE sequence > @sinceSequence ORDER BY sequence LIMIT @more",
            new { sinceSequence, more = limit + 1 },
            limit);

    /// <summary>Deletes some of those that were closed long ago, also from the feed.</summary>
    public static Task SweepAsync(Write write, DateTimeOffset now, int limit) => write.SweepFeedAsync(
        """
        DELETE FROM vacancies WHERE id IN
            (SELECT id FROM vacancies WHERE state = 3 AND close_time < @before ORDER BY close_time LIMIT @limit)
        RETURNING sequence
        """,
        now - ClosedLife,
        limit);

    public static Task InsertNeedAsync(Write write, NeedRow need) =>
        write.Connection.ExecuteAsync(
            "INSERT INTO needs (id, create_time, body) VALUES (@Id, @CreateTime, @Body)",
            need,
            write.Transaction);

    public Task<NeedRow?> FindNeedAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<NeedRow>(
                "SELECT id AS Id, create_time AS CreateTime, body AS Body FROM needs WHERE id = @id", new { id }),
            cancellationToken);

    /// <summary>In the order they were created, above <paramref name="afterId"/>.</summary>
    public Task<List<NeedRow>> ListNeedsAsync(string? afterId, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<NeedRow>(
                """
                SELECT id AS Id, create_time AS CreateTime, body AS Body FROM needs
                WHERE id > @after ORDER BY id LIMIT @limit
                """,
                new { after = afterId ?? "", limit })).AsList(),
            cancellationToken);

    /// <summary>Deletes a need; false when there is none.</summary>
    public static async Task<bool> DeleteNeedAsync(Write write, string id) =>
        await write.Connection.ExecuteAsync("DELETE FROM needs WHERE id = @id", new { id }, write.Transaction) == 1;

    private static async Task<Vacancy?> FindAsync(DbConnection connection, DbTransaction? transaction, string id) =>
        (await connection.QuerySingleOrDefaultAsync<VacancyRow>(
            $"SELECT {Columns} FROM vacancies WHERE id = @id", new { id }, transaction))?.ToVacancy();

    /// <summary>Reads at most so many, and no more once they fill <see cref="BatchBytes"/>.</summary>
    private static async Task<VacancyBatch> ReadBatchAsync(
        DbConnection connection, string sql, object parameters, int limit)
    {
        var vacancies = new List<Vacancy>();
        var bytes = 0;
        await foreach (var row in connection.QueryUnbufferedAsync<VacancyRow>(sql, parameters))
        {
            if (vacancies.Count == limit || bytes >= BatchBytes)
            {
                return new VacancyBatch(vacancies, HasMore: true);
            }

            vacancies.Add(row.ToVacancy());
            bytes += row.Body.Length;
        }

        return new VacancyBatch(vacancies, HasMore: false);
    }

}

/// <summary>Which vacancies a list shows; unspecified and empty take all.</summary>
internal sealed record VacancyFilter(V1.Vacancy.Types.State State, string Municipality, string Occupation, string Ssyk);

/// <summary>Some vacancies, and whether others follow.</summary>
internal sealed record VacancyBatch(IReadOnlyList<Vacancy> Vacancies, bool HasMore);

/// <summary>A need as it is stored.</summary>
internal sealed class NeedRow
{
    public required string Id { get; init; }
    public long CreateTime { get; init; }
    public required byte[] Body { get; init; }
}
