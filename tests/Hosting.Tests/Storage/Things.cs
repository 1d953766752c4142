using System.Data.Common;
using Dapper;
using Matching.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hosting.Tests.Storage;

/// <summary>
/// The smallest table that a service could keep: named values, each with the sequence of its last change.
/// </summary>
internal static class Things
{
    /// <param name="path">A file, or the URI of a PostgreSQL server.</param>
    public static async Task<Database> OpenAsync(string path, ILogger? log = null)
    {
        var database = Create(path, log);
        await database.StartAsync(CancellationToken.None);
        return database;
    }

    public static Database Create(string path, ILogger? log = null)
    {
        var isFile = !path.Contains("://", StringComparison.Ordinal);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [ServiceHosting.DataDirectoryKey] = isFile ? Path.GetDirectoryName(path) : null,
            [Database.PostgresKey] = isFile ? null : path,
        }).Build();
        return Database.Create(
            configuration, isFile ? Path.GetFileNameWithoutExtension(path) : "things", typeof(Things).Assembly, log ?? NullLogger.Instance);
    }

    public static Task<long> PutAsync(this Database database, string name, string value) =>
        database.WriteAsync(write => PutAsync(write, name, value), CancellationToken.None);

    public static async Task<long> PutAsync(Write write, string name, string value)
    {
        var sequence = write.NextSequence();
        await write.Connection.ExecuteAsync(
            """
            INSERT INTO things (name, value, sequence) VALUES (@name, @value, @sequence)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, sequence = excluded.sequence
            """,
            new { name, value, sequence },
            write.Transaction);
        return sequence;
    }

    /// <summary>Keeps the writer busy, so that the writes that follow share a transaction.</summary>
    public static async Task<(Task Blocker, TaskCompletionSource Release)> BlockWriterAsync(this Database database)
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocker = database.WriteAsync(
            async _ =>
            {
                entered.SetResult();
                await release.Task;
                return true;
            },
            CancellationToken.None);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return (blocker, release);
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
