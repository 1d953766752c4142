using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Matching.Hosting;

/// <summary>
/// A database on a PostgreSQL server, shared by any number of replicas. A group of writes holds the row of the feed's
/// counter from its first statement to its commit, so writers of all replicas take turns as those of one process do.
/// Changes are announced by <c>NOTIFY</c>. Where the server is away at the start the database waits for it.
/// </summary>
internal sealed class PostgresDatabase : Database
{
    private const string Channel = "feed";
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>A lock of the server's that whoever migrates holds; any number that nobody else uses.</summary>
    private const long MigrationLock = 0x4D61_7463_68;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>How often a server that is waited for is told of, where there is nothing new to tell.</summary>
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);

    private readonly string _connectionString;
    private readonly NpgsqlDataSource _source;
    private readonly CancellationTokenSource _stopping = new();
    private Task _opening = Task.CompletedTask;
    private Task _listening = Task.CompletedTask;

    /// <param name="connection">Where it is; see <see cref="PostgresUri"/>.</param>
    /// <param name="service">What measurements call it.</param>
    public PostgresDatabase(
        NpgsqlConnectionStringBuilder connection, string service, Assembly migrationsFrom, ILogger log)
        : base(
            $"PostgreSQL {connection.Host}:{connection.Port}/{connection.Database}", service, migrationsFrom, log)
    {
        // Whatever the server's own settings are: a commit is on disk, and a writer that hangs does not hold up others.
        connection.Options = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=15s -c lock_timeout=20s";
        connection.MaxAutoPrepare = 64;
        connection.IncludeErrorDetail = false;
        _connectionString = connection.ConnectionString;
        _source = NpgsqlDataSource.Create(connection);
    }

    /// <summary>Opens it, or says what is wrong with the settings; a server that is away is waited for.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken);
        }
        catch (PostgresException error) when (!IsAway(error))
        {
            throw new InvalidOperationException($"{PostgresKey}: {Name} refuses: {error.MessageText}.", error);
        }
        catch (NpgsqlException error)
        {
            WaitsFor = error.Message;
            HostingLog.WaitingForStore(Log, Name, error.Message);
            _opening = Task.Run(OpenWhenBackAsync, CancellationToken.None);
        }
    }

    private protected override async Task<long> ConnectAsync(
        Func<DbConnection, Task> migrateAsync, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectOrCreateAsync(cancellationToken);
        await connection.ExecuteAsync("SELECT pg_advisory_lock(@MigrationLock)", new { MigrationLock });
        try
        {
            await migrateAsync(connection);
        }
        finally
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@MigrationLock)", new { MigrationLock });
        }

        _listening = Task.Run(ListenAsync, CancellationToken.None);
        return await ReadSequenceAsync(connection);
    }

    private protected override async Task<Session> BeginReadAsync(CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await connection.ExecuteAsync("SET TRANSACTION READ ONLY", transaction: transaction);
            return new Session(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private protected override async Task<Session> BeginWriteAsync()
    {
        var connection = await _source.OpenConnectionAsync();
        try
        {
            var transaction = await connection.BeginTransactionAsync();
            return new Session(connection, transaction, await connection.ExecuteScalarAsync<long>(
                "SELECT sequence FROM feed FOR UPDATE", transaction: transaction));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private protected override Task AdvanceAsync(Session session, long sequence) =>
        session.Connection.ExecuteAsync(
            "UPDATE feed SET sequence = @sequence; SELECT pg_notify(@Channel, @payload)",
            new { sequence, Channel, payload = sequence.ToString(CultureInfo.InvariantCulture) },
            session.Transaction);

    /// <summary>
    /// Deleted rows leave the files with the server's own vacuuming, and its log as its retention says; a statement
    /// that waited for either would hold up every writer.
    /// </summary>
    private protected override Task<bool> EraseFromFilesAsync() => Task.FromResult(true);

    /// <summary>The connection is lost or refused, or the server says that it is starting, stopping or full.</summary>
    private protected override bool IsAway(DbException error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => true,
        PostgresException { SqlState: IdleInTransactionTimeout } => true,
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException,
        _ => false,
    };

    private protected override async ValueTask CloseAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_opening, _listening);
        await _source.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>Connects; where the database is not there yet and the role may create it, creates it.</summary>
    private async Task<NpgsqlConnection> ConnectOrCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            var server = new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false };
            var name = server.Database!;
            server.Database = "postgres";
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            try
            {
                await connection.ExecuteAsync(
                    $"CREATE DATABASE \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            }
            catch (PostgresException race) when (race.SqlState is PostgresErrorCodes.DuplicateDatabase
                or PostgresErrorCodes.UniqueViolation)
            {
                // Another replica was faster.
            }

            return await _source.OpenConnectionAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Tries until it opens: a server that is back but refuses may be set right as well. Says why when that changes,
    /// and every minute.
    /// </summary>
    private async Task OpenWhenBackAsync()
    {
        var told = TimeProvider.System.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(RetryInterval, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await OpenAsync(_stopping.Token);
                HostingLog.StoreBack(Log, Name);
                return;
            }
            catch (Exception error) when (!_stopping.IsCancellationRequested)
            {
                var reason = error is PostgresException refusal && !IsAway(refusal)
                    ? $"{PostgresKey} is refused: {refusal.MessageText}"
                    : error.Message;
                if (reason != WaitsFor || TimeProvider.System.GetElapsedTime(told) >= TellInterval)
                {
                    told = TimeProvider.System.GetTimestamp();
                    WaitsFor = reason;
                    HostingLog.WaitingForStore(Log, Name, reason);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Hears of the changes of other replicas; what is missed while the connection is lost, the poll finds.
    /// </summary>
    private async Task ListenAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(_stopping.Token);
                connection.Notification += (_, notice) =>
                    RaiseSequence(long.Parse(notice.Payload, CultureInfo.InvariantCulture));
                await connection.ExecuteAsync($"LISTEN {Channel}");
                while (true)
                {
                    await connection.WaitAsync(_stopping.Token);
                }
            }
            catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
            {
                await Task.Delay(RetryInterval, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
