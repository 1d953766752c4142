using System.Data.Common;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// A database in one SQLite file, in WAL mode with full synchronisation and secure deletion; for one process, though
/// others may read and write beside it.
/// </summary>
internal sealed class SqliteDatabase(string path, string service, Assembly migrationsFrom, ILogger log)
    : Database(Path.GetFileNameWithoutExtension(path), service, migrationsFrom, log)
{
    private readonly string _readConnectionString = ConnectionString(path, SqliteOpenMode.ReadOnly);
    private SqliteConnection? _writer;

    private protected override async Task<long> ConnectAsync(
        Func<DbConnection, Task> migrateAsync, CancellationToken cancellationToken)
    {
        CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _writer = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
        await _writer.OpenAsync(cancellationToken);
        await _writer.ExecuteAsync(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; "
                + "PRAGMA busy_timeout = 5000");
        await migrateAsync(_writer);

        // A process that died may have left in the log what it had erased.
        await _writer.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        return await ReadSequenceAsync(_writer);
    }

    private protected override async Task<Session> BeginReadAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_readConnectionString);
        await connection.OpenAsync(cancellationToken);
        return new Session(connection, connection.BeginTransaction(deferred: true));
    }

    private protected override async Task<Session> BeginWriteAsync()
    {
        var transaction = await _writer!.BeginTransactionAsync();
        return new Session(_writer, transaction, await ReadSequenceAsync(_writer, transaction), Keep: true);
    }

    private protected override Task AdvanceAsync(Session session, long sequence) => session.Connection.ExecuteAsync(
        "UPDATE feed SET sequence = @sequence", new { sequence }, session.Transaction);

    /// <summary>
    /// The log keeps the pages as they were before an erasure until it is emptied; secure_delete sees to the database
    /// itself. Where a slow reader keeps it from being emptied, the next group of writes tries again.
    /// </summary>
    private protected override async Task<bool> EraseFromFilesAsync()
    {
        try
        {
            if (await _writer!.ExecuteScalarAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0)
            {
                return true;
            }

            HostingLog.ErasureDelayed(Log, exception: null, Name);
        }
        catch (SqliteException error)
        {
            HostingLog.ErasureDelayed(Log, error, Name);
        }

        return false;
    }

    private protected override bool IsAway(DbException error) => false;

    private protected override async ValueTask CloseAsync()
    {
        // The last connection that closes puts the log into the database and removes it.
        await using (var reader = new SqliteConnection(_readConnectionString))
        {
            SqliteConnection.ClearPool(reader);
        }

        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }
    }

    /// <summary>A new folder is for its owner only: what is kept here is personal.</summary>
    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string ConnectionString(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = mode == SqliteOpenMode.ReadOnly }
            .ToString();
}
