using System.Data.Common;
using Dapper;
using Google.Protobuf;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Matching.Profiles;

/// <summary>
/// Keeps candidates, households and validation results. A candidate and its results are one aggregate: a change to a
/// result is a change to the candidate, with a version and a place in the feed.
/// </summary>
internal sealed class ProfileStore(Database database)
{
    /// <summary>How long the feed tells of an erasure; who has not read it by then begins from nothing.</summary>
    public static readonly TimeSpan TombstoneLife = TimeSpan.FromDays(30);

    /// <summary>An erasure sweeps at most so many old ones away; none takes long for it.</summary>
    private const int MaximumSweep = 16;

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) =>
        database.ReadAsync(read, cancellationToken);

    public Task<T> WriteAsync<T>(Func<Write, Task<T>> write, CancellationToken cancellationToken) =>
        database.WriteAsync(write, cancellationToken);

    /// <summary>Finds a candidate or household; null when there is none or it is erased.</summary>
    public static async Task<Stored<T>?> FindAsync<T>(
        DbConnection connection, string name, MessageParser<T> parser, DbTransaction? transaction = null)
        where T : IMessage<T>
    {
        var row = await connection.QuerySingleOrDefaultAsync<(long Version, byte[]? Data)?>(
            "SELECT version, data FROM profiles WHERE name = @name", new { name }, transaction);
        return row is { Data: { } data } ? new Stored<T>(parser.ParseFrom(data), row.Value.Version) : null;
    }

    /// <summary>Lists the candidates that were created after a sequence, in the order of their creation.</summary>
    public static async Task<List<(long Created, Stored<Candidate> Candidate)>> ListCandidatesAsync(
        DbConnection connection, long after, int limit)
    {
        var rows = await connection.QueryAsync<(long Created, long Version, byte[] Data)>(
            """
            SELECT created, version, data FROM profiles
            WHERE created > @after AND name LIKE 'candidates/%' AND data IS NOT NULL ORDER BY created LIMIT @limit
            """,
            new { after, limit });
        return [.. rows.Select(row =>
            (row.Created, new Stored<Candidate>(Candidate.Parser.ParseFrom(row.Data), row.Version)))];
    }

    /// <summary>
    /// Saves a new or changed candidate or household as the next change of the feed; answers its version.
    /// </summary>
    public static async Task<long> SaveAsync(Write write, string name, IMessage data)
    {
        var sequence = write.NextSequence();
        return await write.Connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO profiles (name, version, created, sequence, data) VALUES (@name, 1, @sequence, @sequence, @data)
            ON CONFLICT (name) DO UPDATE
            SET version = profiles.version + 1, sequence = excluded.sequence, data = excluded.data
            RETURNING version
            """,
            new { name, sequence, data = data.ToByteArray() },
            write.Transaction);
    }

    /// <summary>
    /// Erases a candidate or household, and everything that was stored to make its writes repeatable, also from the
    /// files.
    /// </summary>
    public static async Task EraseAsync(Write write, string name, DateTimeOffset now)
    {
        var sequence = write.NextSequence();
        await write.Connection.ExecuteAsync(
            """
            UPDATE profiles SET version = version + 1, sequence = @sequence, data = NULL, erase_time = @time
            WHERE name = @name;
            DELETE FROM validation_results WHERE candidate = @name;
            DELETE FROM household_members WHERE household = @name OR candidate = @name
            """,
            new { name, sequence, time = now.ToUnixTimeMilliseconds() },
            write.Transaction);
        await Requests.ForgetAsync(write, name);
        await write.SweepFeedAsync(
            """
            DELETE FROM profiles WHERE name IN
                (SELECT name FROM profiles WHERE data IS NULL AND erase_time < @before
                 ORDER BY erase_time LIMIT @limit)
            RETURNING sequence
            """,
            now - TombstoneLife,
            MaximumSweep);
        write.EraseFromFiles();
    }

    /// <summary>Tells the feed that something of a candidate has changed; answers the sequence of the change.</summary>
    public static async Task<long> TouchAsync(Write write, string candidate)
    {
        var sequence = write.NextSequence();
        await write.Connection.ExecuteAsync(
            "UPDATE profiles SET version = version + 1, sequence = @sequence WHERE name = @candidate",
            new { candidate, sequence },
            write.Transaction);
        return sequence;
    }

    /// <summary>Records a result, which changes its candidate.</summary>
    public static async Task SaveResultAsync(Write write, string candidate, ValidationResult result)
    {
        var created = await TouchAsync(write, candidate);
        await write.Connection.ExecuteAsync(
            "INSERT INTO validation_results (name, candidate, created, data) "
                + "VALUES (@name, @candidate, @created, @data)",
            new { name = result.Name, candidate, created, data = result.ToByteArray() },
            write.Transaction);
    }

    /// <summary>Erases a result, which changes its candidate; false when there is none.</summary>
    public static async Task<bool> EraseResultAsync(Write write, string candidate, string name)
    {
        var rows = await write.Connection.ExecuteAsync(
            "DELETE FROM validation_results WHERE name = @name", new { name }, write.Transaction);
        if (rows == 0)
        {
            return false;
        }

        await Requests.ForgetAsync(write, name);
        await TouchAsync(write, candidate);
        write.EraseFromFiles();
        return true;
    }

    public static async Task<ValidationResult?> FindResultAsync(DbConnection connection, string name)
    {
        var data = await connection.QuerySingleOrDefaultAsync<byte[]?>(
            "SELECT data FROM validation_results WHERE name = @name", new { name });
        return data is null ? null : ValidationResult.Parser.ParseFrom(data);
    }

    /// <summary>The results of some candidates, in the order they were recorded.</summary>
    public static async Task<ILookup<string, ValidationResult>> ResultsAsync(
        DbConnection connection, IReadOnlyCollection<string> candidates, DbTransaction? transaction = null)
    {
        var rows = await connection.QueryAsync<(string Candidate, byte[] Data)>(
            "SELECT candidate, data FROM validation_results "
                + $"WHERE candidate {connection.AnyOf("candidates")} ORDER BY created",
            new { candidates = candidates.ToArray() },
            transaction);
        return rows.ToLookup(row => row.Candidate, row => ValidationResult.Parser.ParseFrom(row.Data));
    }

    public static async Task SaveMembersAsync(Write write, Household household)
    {
        await write.Connection.ExecuteAsync(
            "DELETE FROM household_members WHERE household = @name", new { name = household.Name }, write.Transaction);
        await write.Connection.ExecuteAsync(
            "INSERT INTO household_members (household, candidate) VALUES (@household, @candidate)",
            household.Members.Select(member => new { household = household.Name, candidate = member.Candidate }),
            write.Transaction);
    }

    public static async Task<List<string>> HouseholdsOfAsync(
        DbConnection connection, string candidate, DbTransaction? transaction = null) =>
        (await connection.QueryAsync<string>(
            "SELECT household FROM household_members WHERE candidate = @candidate ORDER BY household",
            new { candidate },
            transaction)).AsList();

    /// <summary>The resources whose last change lies after a sequence, in the order of those changes.</summary>
    public static async Task<List<ChangedRow>> ChangesAsync(DbConnection connection, long since, int limit)
    {
        // Not mapped to the record: where the first row has no data the driver cannot tell the column's type.
        var rows = await connection.QueryAsync<(long Sequence, string Name, long Version, byte[]? Data)>(
            "SELECT sequence, name, version, data FROM profiles WHERE sequence > @since ORDER BY sequence LIMIT @limit",
            new { since, limit });
        return [.. rows.Select(row => new ChangedRow(row.Sequence, row.Name, row.Version, row.Data))];
    }
}

/// <summary>A stored resource with the version that its etag tells.</summary>
internal sealed record Stored<T>(T Value, long Version);

/// <summary>A row of the feed; no data means erased.</summary>
internal sealed record ChangedRow(long Sequence, string Name, long Version, byte[]? Data);
