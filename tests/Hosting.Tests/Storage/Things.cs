using System.Data.Common;
using Dapper;
using Matching.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hosting.Tests.Storage;

/// <summary>
/// The smallest table that a service could keep: named values, each with the sequence of its last change.
/// </summary>
internal static class Things
{
    public static Task<Database> OpenAsync(string path, ILogger? log = null) =>
        Database.OpenAsync(path, typeof(Things).Assembly, log ?? NullLogger.Instance, CancellationToken.None);

    public static Task<long> PutAsync(this Database database, string name, string value) =>
        database.WriteAsync(write => PutAsync(write, name, value), CancellationToken.None);

    public static async Task<long> PutAsync(Write write, string name, string value)
    {
        var sequence = await write.NextSequenceAsync();
        await write.Connection.ExecuteAsync(
            """
            INSERT INTO things (name, value, sequence) VALUES (@name, @value, @sequence)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, sequence = excluded.sequence
            """,
            new { name, value, sequence },
            write.Transaction);
        return sequence;
    }

    public static Task<List<Thing>> AllAsync(this Database database) =>
        database.ReadAsync(AllAsync, CancellationToken.None);

    public static async Task<List<Thing>> AllAsync(DbConnection connection) =>
        (await connection.QueryAsync<Thing>("SELECT name, value, sequence FROM things ORDER BY sequence")).AsList();

    public static Task<long> CounterAsync(this Database database) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT sequence FROM feed"), CancellationToken.None);
}

/// <summary>A row of the table.</summary>
internal sealed record Thing(string Name, string Value, long Sequence);
