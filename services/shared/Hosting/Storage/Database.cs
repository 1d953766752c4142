using System.Data.Common;
using System.Diagnostics;
using System.Reflection;
using System.Threading.Channels;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// One service's database. Writes go through one writer that puts many of them into one transaction (group commit),
/// each in a savepoint of its own; a write completes when it is on disk. All writers of a database, also those of other
/// processes, take turns, so that the sequence of changes has neither gaps nor late arrivals. Safe for concurrent use.
/// </summary>
public abstract class Database : IHostedService, IHealthCheck, IAsyncDisposable
{
    /// <summary>
    /// Configuration key of a PostgreSQL server; without it a file in the data directory is the database.
    /// </summary>
    public const string PostgresKey = "PG_URI";

    /// <summary>At most so many writes share a transaction.</summary>
    private const int MaximumGroup = 256;

    /// <summary>At most so many writes wait; further callers wait to enter.</summary>
    private const int MaximumQueue = 4096;

    /// <summary>How long a change made by another process may stay unseen.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly Channel<PendingWrite> _queue =
        Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(MaximumQueue) { SingleReader = true });

    private readonly Assembly _migrationsFrom;
    private Task _writing = Task.CompletedTask;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence;
    private volatile bool _open;
    private bool _erasing;

    private readonly string _service;

    private protected Database(string name, string service, Assembly migrationsFrom, ILogger log)
    {
        Name = name;
        _service = service;
        _migrationsFrom = migrationsFrom;
        Log = log;
    }

    /// <summary>The sequence of the last committed change that is known here.</summary>
    public long Sequence => Interlocked.Read(ref _sequence);

    /// <summary>What has been committed from here lately.</summary>
    internal RecentCommits Recent { get; } = new();

    /// <summary>What logs and errors call it.</summary>
    private protected string Name { get; }

    private protected ILogger Log { get; }

    /// <summary>Why it is not open yet.</summary>
    private protected string WaitsFor { get; set; } = "it is being opened";

    /// <summary>The database of a service as configuration says; it is opened when the host starts.</summary>
    /// <param name="service">Names the file, and the database where <see cref="PostgresKey"/> names none.</param>
    /// <param name="migrationsFrom">The assembly whose embedded <c>…Migrations.NNNN_name.sql</c> are applied in
    /// order.</param>
    public static Database Create(
        IConfiguration configuration, string service, Assembly migrationsFrom, ILogger log) =>
        configuration[PostgresKey] is { Length: > 0 } uri
            ? new PostgresDatabase(PostgresUri.Parse(uri, service), service, migrationsFrom, log)
            : new SqliteDatabase(configuration.DatabasePath(service), service, migrationsFrom, log);

    public virtual Task StartAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>Reads the last committed state, beside any write. All queries of one call see the same state.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        ThrowUnlessOpen();
        try
        {
            await using var session = await BeginReadAsync(cancellationToken);
            return await read(session.Connection);
        }
        catch (DbException error) when (IsAway(error))
        {
            HostingLog.StoreAway(Log, Name, error.Message);
            throw Unavailable();
        }
    }

    /// <summary>Writes, all or nothing. What it throws is thrown here, and then nothing of it is kept.</summary>
    /// <remarks>Cancelling while it waits gives up waiting; a write that has begun is finished.</remarks>
    public async Task<T> WriteAsync<T>(Func<Write, Task<T>> write, CancellationToken cancellationToken)
    {
        ThrowUnlessOpen();
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
                RaiseSequence(await ReadAsync(connection => ReadSequenceAsync(connection), cancellationToken));
            }
        }
    }

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!_open)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"Waiting for {Name}: {WaitsFor}.");
        }

        try
        {
            await using var session = await BeginReadAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (DbException error)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"{Name} cannot be reached.", error);
        }
    }

    /// <summary>Finishes the writes that wait, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_queue.Writer.TryComplete())
        {
            await _writing;
            await CloseAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Connects, brings the schema up to date, and begins to write.</summary>
    internal async Task OpenAsync(CancellationToken cancellationToken)
    {
        _sequence = await ConnectAsync(
            connection => Migrations.ApplyAsync(connection, _migrationsFrom, Name, Log, cancellationToken),
            cancellationToken);
        StoreMetrics.Opened(_service);
        StoreMetrics.FeedAt(_service, _sequence);
        _writing = Task.Run(WriteGroupsAsync, CancellationToken.None);
        _open = true;
    }

    /// <summary>Connects, has the schema brought up to date by nobody else at once, and reads the sequence.</summary>
    private protected abstract Task<long> ConnectAsync(
        Func<DbConnection, Task> migrateAsync, CancellationToken cancellationToken);

    /// <summary>Begins to read one state of the whole database.</summary>
    private protected abstract Task<Session> BeginReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins a transaction as the only writer, waiting for others of other processes, and reads the feed's counter.
    /// </summary>
    private protected abstract Task<Session> BeginWriteAsync();

    /// <summary>Takes what was erased out of the files; false where it has to be tried again.</summary>
    private protected abstract Task<bool> EraseFromFilesAsync();

    /// <summary>Whether an error tells of a server that may come back, rather than of a mistake.</summary>
    private protected abstract bool IsAway(DbException error);

    private protected abstract ValueTask CloseAsync();

    /// <summary>Stores the feed's counter with the changes, and tells other processes of it.</summary>
    private protected abstract Task AdvanceAsync(Session session, long sequence);

    private protected static Task<long> ReadSequenceAsync(
        DbConnection connection, DbTransaction? transaction = null) =>
        connection.ExecuteScalarAsync<long>("SELECT sequence FROM feed", transaction: transaction);

    private protected void RaiseSequence(long sequence)
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

        StoreMetrics.FeedAt(_service, sequence);
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _changed, next).TrySetResult();
    }

    private static Grpc.Core.RpcException Unavailable() => RpcErrors.Create(
        Grpc.Core.StatusCode.Unavailable, "STORE_UNAVAILABLE", "The store cannot be reached; try again.");

    private void ThrowUnlessOpen()
    {
        if (!_open)
        {
            throw Unavailable();
        }
    }

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
        long sequence;
        var begun = TimeProvider.System.GetTimestamp();
        using var span = HostingTelemetry.StartFor(
            $"write {_service}",
            ActivityKind.Internal,
            [.. group.Select(pending => pending.Origin).Where(origin => origin != default).Distinct()]);
        try
        {
            await using var session = await BeginWriteAsync();
            sequence = session.Sequence;
            var savepoint = new Savepoint(session.Connection, session.Transaction);
            foreach (var pending in group)
            {
                sequence = await RunAsync(pending, session, savepoint, sequence);
            }

            if (sequence > session.Sequence)
            {
                await AdvanceAsync(session, sequence);
            }

            await session.Transaction.CommitAsync();
        }
        catch (Exception error)
        {
            if (error is DbException lost && IsAway(lost))
            {
                HostingLog.StoreAway(Log, Name, error.Message);
            }
            else
            {
                HostingLog.CommitFailed(Log, error, Name, group.Count);
            }

            StoreMetrics.Failed(_service);

            foreach (var pending in group)
            {
                pending.Done.TrySetException(Unavailable());
            }

            return;
        }

        Remember(group);
        RaiseSequence(sequence);
        if (_erasing)
        {
            _erasing = !await EraseFromFilesAsync();
        }

        StoreMetrics.Committed(
            _service, group.Count, _queue.Reader.Count, TimeProvider.System.GetElapsedTime(begun));
        foreach (var pending in group)
        {
            pending.Complete();
        }
    }

    private void Remember(List<PendingWrite> group)
    {
        foreach (var pending in group)
        {
            if (pending.Sequence > 0)
            {
                Recent.Add(pending.Sequence, pending.Origin);
            }
        }
    }

    /// <summary>Runs a write in a savepoint; answers the feed's counter as it is after it.</summary>
    private async Task<long> RunAsync(PendingWrite pending, Session session, Savepoint savepoint, long sequence)
    {
        if (pending.CancellationToken.IsCancellationRequested)
        {
            pending.Error = new OperationCanceledException(pending.CancellationToken);
            return sequence;
        }

        await savepoint.SetAsync();
        var write = new Write(session.Connection, session.Transaction, sequence);
        try
        {
            await pending.Run(write);
            _erasing |= write.Erases;
            pending.Sequence = write.LastSequence > sequence ? write.LastSequence : 0;
            return write.LastSequence;
        }
        catch (Exception error) when (error is not DbException lost || !IsAway(lost))
        {
            await savepoint.RollbackAsync();
            pending.Error = error;
            return sequence;
        }
    }

    /// <summary>A connection in a transaction, and the feed's counter when a writer began.</summary>
    private protected sealed record Session(
        DbConnection Connection, DbTransaction Transaction, long Sequence = 0, bool Keep = false) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            if (!Keep)
            {
                await Connection.DisposeAsync();
            }
        }
    }

    private sealed class PendingWrite(Func<Write, Task> run, CancellationToken cancellationToken)
    {
        public Func<Write, Task> Run => run;

        public CancellationToken CancellationToken => cancellationToken;

        /// <summary>The span that writes, where it is recorded; without the state that a caller put into it.</summary>
        public ActivityContext Origin { get; } = Activity.Current is { Recorded: true } span
            ? new ActivityContext(span.TraceId, span.SpanId, span.ActivityTraceFlags)
            : default;

        /// <summary>The last change that it has made; 0 for none.</summary>
        public long Sequence { get; set; }

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
