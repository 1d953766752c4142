using System.Data.Common;
using System.Reflection;
using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// One service's database, a SQLite file in WAL mode with full synchronisation. Writes go through one writer that puts
/// many of them into one transaction (group commit), each in a savepoint of its own; a write completes when it is on
/// disk. Safe for concurrent use.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    /// <summary>At most so many writes share a transaction.</summary>
    private const int MaximumGroup = 256;

    /// <summary>At most so many writes wait; further callers wait to enter.</summary>
    private const int MaximumQueue = 4096;

    /// <summary>How long a change made by another process may stay unseen.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly string _readConnectionString;
    private readonly SqliteConnection _writer;
    private readonly ILogger _log;
    private readonly string _name;
    private readonly Channel<PendingWrite> _queue =
        Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(MaximumQueue) { SingleReader = true });
    private readonly Task _writing;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence;
    private bool _erasing;

    private Database(string path, SqliteConnection writer, long sequence, ILogger log)
    {
        _name = Path.GetFileNameWithoutExtension(path);
        _readConnectionString = ConnectionString(path, SqliteOpenMode.ReadOnly);
        _writer = writer;
        _sequence = sequence;
        _log = log;
        _writing = Task.Run(WriteGroupsAsync);
    }

    /// <summary>The sequence of the last committed change.</summary>
    public long Sequence => Interlocked.Read(ref _sequence);

    /// <summary>Opens or creates the database and brings it to the newest schema.</summary>
    /// <param name="path">The file; its folder is created.</param>
    /// <param name="migrationsFrom">The assembly whose embedded <c>…Migrations.NNNN_name.sql</c> are applied in
    /// order.</param>
    public static async Task<Database> OpenAsync(
        string path, Assembly migrationsFrom, ILogger log, CancellationToken cancellationToken)
    {
        CreateFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var writer = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
        await writer.OpenAsync(cancellationToken);
        await writer.ExecuteAsync(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; "
                + "PRAGMA busy_timeout = 5000");
        await Migrations.ApplyAsync(writer, migrationsFrom, Path.GetFileName(path), log, cancellationToken);

        // A process that died may have left in the log what it had erased.
        await writer.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        var sequence = await writer.ExecuteScalarAsync<long>("SELECT sequence FROM feed");
        return new Database(path, writer, sequence, log);
    }

    /// <summary>Reads the last committed state, beside any write. All queries of one call see the same state.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(_readConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var snapshot = connection.BeginTransaction(deferred: true);
        return await read(connection);
    }

    /// <summary>Writes, all or nothing. What it throws is thrown here, and then nothing of it is kept.</summary>
    /// <remarks>Cancelling while it waits gives up waiting; a write that has begun is finished.</remarks>
    public async Task<T> WriteAsync<T>(Func<Write, Task<T>> write, CancellationToken cancellationToken)
    {
        T result = default!;
        var pending = new PendingWrite(async w => result = await write(w), cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Unavailable();
        }

        await pending.Done.Task;
        return result;
    }

    /// <summary>Completes when there is a change above a sequence.</summary>
    public async Task WaitForChangeAsync(long sinceSequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed);
            if (Sequence > sinceSequence)
            {
                return;
            }

            try
            {
                await changed.Task.WaitAsync(PollInterval, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Another process may have written: look again.
                var stored = await ReadAsync(
                    connection => connection.ExecuteScalarAsync<long>("SELECT sequence FROM feed"), cancellationToken);
                RaiseSequence(stored);
            }
        }
    }

    /// <summary>Finishes the writes that wait, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_queue.Writer.TryComplete())
        {
            await _writing;

            // The last connection that closes puts the log into the database and removes it.
            await using (var reader = new SqliteConnection(_readConnectionString))
            {
                SqliteConnection.ClearPool(reader);
            }

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

    private async Task WriteGroupsAsync()
    {
        var group = new List<PendingWrite>(MaximumGroup);
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MaximumGroup && _queue.Reader.TryRead(out var pending))
            {
                group.Add(pending);
            }

            await WriteGroupAsync(group);
        }
    }

    private async Task WriteGroupAsync(List<PendingWrite> group)
    {
        var sequence = Sequence;
        try
        {
            await using var transaction = (SqliteTransaction)await _writer.BeginTransactionAsync();
            foreach (var pending in group)
            {
                sequence = await RunAsync(pending, transaction, sequence);
            }

            await transaction.CommitAsync();
        }
        catch (Exception error)
        {
            HostingLog.CommitFailed(_log, error, _name, group.Count);
            foreach (var pending in group)
            {
                pending.Done.TrySetException(Unavailable());
            }

            return;
        }

        RaiseSequence(sequence);
        if (_erasing)
        {
            await TruncateLogAsync();
        }

        foreach (var pending in group)
        {
            pending.Complete();
        }
    }

    private async Task<long> RunAsync(PendingWrite pending, SqliteTransaction transaction, long sequence)
    {
        if (pending.CancellationToken.IsCancellationRequested)
        {
            pending.Error = new OperationCanceledException(pending.CancellationToken);
            return sequence;
        }

        await transaction.SaveAsync("write");
        var write = new Write(_writer, transaction);
        try
        {
            await pending.Run(write);
            await transaction.ReleaseAsync("write");
            _erasing |= write.Erases;
            return Math.Max(sequence, write.LastSequence);
        }
        catch (Exception error)
        {
            await transaction.RollbackAsync("write");
            await transaction.ReleaseAsync("write");
            pending.Error = error;
            return sequence;
        }
    }

    /// <summary>
    /// The log keeps the pages as they were before an erasure until it is emptied; secure_delete sees to the database
    /// itself. Where a slow reader keeps it from being emptied, the next group of writes tries again.
    /// </summary>
    private async Task TruncateLogAsync()
    {
        try
        {
            _erasing = await _writer.ExecuteScalarAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
        }
        catch (SqliteException error)
        {
            HostingLog.ErasureDelayed(_log, error, _name);
            return;
        }

        if (_erasing)
        {
            HostingLog.ErasureDelayed(_log, exception: null, _name);
        }
    }

    private static Grpc.Core.RpcException Unavailable() => RpcErrors.Create(
        Grpc.Core.StatusCode.Unavailable, "STORE_UNAVAILABLE", "The store could not save; try again.");

    private void RaiseSequence(long sequence)
    {
        for (var known = Sequence; ; known = Sequence)
        {
            if (sequence <= known)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _sequence, sequence, known) == known)
            {
                break;
            }
        }

        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _changed, next).TrySetResult();
    }

    private sealed class PendingWrite(Func<Write, Task> run, CancellationToken cancellationToken)
    {
        public Func<Write, Task> Run => run;

        public CancellationToken CancellationToken => cancellationToken;

        public Exception? Error { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Complete()
        {
            if (Error is { } error)
            {
                Done.TrySetException(error);
            }
            else
            {
                Done.TrySetResult();
            }
        }
    }
}
