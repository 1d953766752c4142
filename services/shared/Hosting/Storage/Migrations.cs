using System.Data.Common;
using System.Reflection;
using Dapper;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// Brings a database to the newest schema: numbered scripts, forward only, each in a transaction, each once. Whoever
/// calls it sees to it that nobody else does so at the same time.
/// </summary>
internal static class Migrations
{
    /// <summary>
    /// What every service's database has: applied migrations, the feed's counter and what it no longer tells, answered
    /// request ids, and how far the feed has been dispatched by whom.
    /// </summary>
    private const string BaseSchema = """
        CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS feed (id BIGINT PRIMARY KEY CHECK (id = 1), sequence BIGINT NOT NULL);
        INSERT INTO feed (id, sequence) VALUES (1, 0) ON CONFLICT (id) DO NOTHING;
        CREATE TABLE IF NOT EXISTS feed_retention (id BIGINT PRIMARY KEY CHECK (id = 1), low_water BIGINT NOT NULL);
        INSERT INTO feed_retention (id, low_water) VALUES (1, 0) ON CONFLICT (id) DO NOTHING;
        CREATE TABLE IF NOT EXISTS requests (
            request_id TEXT PRIMARY KEY, fingerprint BYTEA NOT NULL, resource TEXT NOT NULL, response BYTEA NOT NULL,
            create_time BIGINT NOT NULL);
        CREATE INDEX IF NOT EXISTS requests_by_resource ON requests (resource);
        CREATE TABLE IF NOT EXISTS dispatch (
            id BIGINT PRIMARY KEY CHECK (id = 1), sequence BIGINT NOT NULL, owner TEXT NOT NULL, until BIGINT NOT NULL);
        INSERT INTO dispatch (id, sequence, owner, until) VALUES (1, 0, '', 0) ON CONFLICT (id) DO NOTHING;
        CREATE INDEX IF NOT EXISTS requests_by_time ON requests (create_time);
        """;

    public static async Task ApplyAsync(
        DbConnection connection, Assembly from, string database, ILogger log, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(BaseSchema);
        var applied = (await connection.QueryAsync<string>("SELECT name FROM migrations")).ToHashSet();
        var scripts = from.GetManifestResourceNames()
            .Where(name => name.Contains(".Migrations.", StringComparison.Ordinal)
                && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var resource in scripts)
        {
            var name = resource[(resource.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..];
            if (applied.Contains(name))
            {
                continue;
            }

            using var reader = new StreamReader(from.GetManifestResourceStream(resource)!);
            var script = await reader.ReadToEndAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(script, transaction: transaction);
            await connection.ExecuteAsync("INSERT INTO migrations (name) VALUES (@name)", new { name }, transaction);
            await transaction.CommitAsync(cancellationToken);
            HostingLog.MigrationApplied(log, database, name);
        }
    }
}
