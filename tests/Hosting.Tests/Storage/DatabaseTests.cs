using Dapper;
using Matching.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests.Storage;

public sealed class DatabaseTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("things.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Write_ManyAtOnce_AllAreKeptInOneOrderWithoutGaps()
    {
        const int Writes = 2000;
        await using var database = await Things.OpenAsync(Path);

        var sequences = await Task.WhenAll(
            Enumerable.Range(0, Writes).Select(i => Task.Run(() => database.PutAsync($"thing{i}", $"{i}"))));

        Assert.Equal(Enumerable.Range(1, Writes).Select(i => (long)i), sequences.Order());
        Assert.Equal(sequences.Order(), (await database.AllAsync()).Select(thing => thing.Sequence));
        Assert.Equal(Writes, database.Sequence);
    }

    [Fact]
    public async Task Write_OneOfAGroupFails_OnlyItIsRolledBackAndItsNumberIsGivenToTheNext()
    {
        await using var database = await Things.OpenAsync(Path);
        var (blocker, release) = await BlockWriterAsync(database);

        var before = database.PutAsync("before", "kept");
        var failing = database.WriteAsync<long>(
            async write =>
            {
                await Things.PutAsync(write, "failing", "lost");
                await Things.PutAsync(write, "before", "overwritten");
                throw new InvalidOperationException("on purpose");
            },
            CancellationToken.None);
        var after = database.PutAsync("after", "kept");
        release.SetResult();

        await blocker;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal("on purpose", error.Message);
        Assert.Equal((1, 2), (await before, await after));
        Assert.Equal([new Thing("before", "kept", 1), new Thing("after", "kept", 2)], await database.AllAsync());
    }

    [Fact]
    public async Task Write_BrokenSqlInAGroup_OthersAreKept()
    {
        await using var database = await Things.OpenAsync(Path);
        var (blocker, release) = await BlockWriterAsync(database);

        var broken = database.WriteAsync(
            write => write.Connection.ExecuteAsync("INSERT INTO nowhere VALUES (1)", transaction: write.Transaction),
            CancellationToken.None);
        var after = database.PutAsync("after", "kept");
        release.SetResult();

        await blocker;
        await Assert.ThrowsAsync<SqliteException>(() => broken);
        Assert.Equal(1, await after);
    }

    [Fact]
    public async Task Write_CancelledWhileItWaits_IsNotRun()
    {
        await using var database = await Things.OpenAsync(Path);
        var (blocker, release) = await BlockWriterAsync(database);
        using var cancellation = new CancellationTokenSource();

        var waiting = database.WriteAsync(write => Things.PutAsync(write, "waiting", "lost"), cancellation.Token);
        await cancellation.CancelAsync();
        release.SetResult();

        await blocker;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty(await database.AllAsync());
    }

    [Fact]
    public async Task Read_WhileAWriteIsOpen_SeesTheLastCommittedState()
    {
        await using var database = await Things.OpenAsync(Path);
        await database.PutAsync("thing", "old");
        var written = new TaskCompletionSource();
        var release = new TaskCompletionSource();

        var write = database.WriteAsync(
            async write =>
            {
                await Things.PutAsync(write, "thing", "new");
                written.SetResult();
                await release.Task;
                return true;
            },
            CancellationToken.None);
        await written.Task.WaitAsync(Deadline);

        Assert.Equal("old", Assert.Single(await database.AllAsync()).Value);
        Assert.Equal(1, database.Sequence);
        release.SetResult();
        await write;
        Assert.Equal("new", Assert.Single(await database.AllAsync()).Value);
    }

    [Fact]
    public async Task Read_AWriteCommitsBetweenItsQueries_BothSeeTheSameState()
    {
        await using var database = await Things.OpenAsync(Path);
        await database.PutAsync("thing", "old");

        var (first, second) = await database.ReadAsync(
            async connection =>
            {
                var first = await Things.AllAsync(connection);
                await database.PutAsync("thing", "new");
                return (first, await Things.AllAsync(connection));
            },
            CancellationToken.None);

        Assert.Equal(first, second);
        Assert.Equal("new", Assert.Single(await database.AllAsync()).Value);
    }

    [Fact]
    public async Task Read_TriesToWrite_IsRefused()
    {
        await using var database = await Things.OpenAsync(Path);

        await Assert.ThrowsAsync<SqliteException>(() => database.ReadAsync(
            connection => connection.ExecuteAsync("DELETE FROM things"), CancellationToken.None));
    }

    [Fact]
    public async Task Write_TheDiskIsFull_KeepsExactlyWhatItAcknowledged()
    {
        await using var database = await Things.OpenAsync(Path);
        await database.PutAsync("first", "kept");
        await LimitPagesAsync(database, pages: 1);
        var (blocker, release) = await BlockWriterAsync(database);

        var writes = Enumerable.Range(0, 30).Select(async i =>
        {
            var name = $"thing{i}";
            try
            {
                await database.PutAsync(name, i % 3 == 0 ? new string('x', 100_000) : "");
                return name;
            }
            catch (Exception error) when (error is SqliteException or Grpc.Core.RpcException)
            {
                return null;
            }
        }).ToArray();
        release.SetResult();
        await blocker;
        var acknowledged = (await Task.WhenAll(writes)).OfType<string>().Prepend("first").ToList();
        await LimitPagesAsync(database, pages: 1_000_000);

        Assert.Equal(acknowledged.Order(), (await database.AllAsync()).Select(thing => thing.Name).Order());
        Assert.True(acknowledged.Count < 30);
        Assert.Equal(await database.CounterAsync(), database.Sequence);
        Assert.Equal(database.Sequence + 1, await database.PutAsync("later", "kept"));
    }

    [Fact]
    public async Task Erase_AmongOtherWrites_IsGoneFromTheFilesWhenItCompletes()
    {
        await using var database = await Things.OpenAsync(Path);
        await database.PutAsync("marker", "marker");
        await database.PutAsync("other", "kept");
        Assert.True(Occurs("marker"));

        await Task.WhenAll(
            database.PutAsync("other", "changed"),
            EraseAsync(database, "marker"),
            database.PutAsync("another", "kept"));

        Assert.False(Occurs("marker"));
        Assert.Equal(2, (await database.AllAsync()).Count);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Erase_AReaderHoldsTheLog_SaysSoAndIsDoneByTheNextWrite()
    {
        using var log = new CollectedLog();
        await using var database = await Things.OpenAsync(Path, log);
        await database.PutAsync("marker", "marker");
        var reading = new TaskCompletionSource();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = database.ReadAsync(
            async connection =>
            {
                var before = await Things.AllAsync(connection);
                reading.SetResult();
                await release.Task;
                Assert.Equal(before, await Things.AllAsync(connection));
                return true;
            },
            CancellationToken.None);
        await reading.Task.WaitAsync(Deadline);

        await EraseAsync(database, "marker");

        Assert.Single(log.Lines, line => line.Level == LogLevel.Warning);
        release.SetResult();
        await reader;
        await database.PutAsync("other", "kept");
        Assert.False(Occurs("marker"));
    }

    [Fact]
    public async Task Erase_TheProcessDiesBeforeTheLogIsEmptied_IsDoneByTheNextOpening()
    {
        await using (var database = await Things.OpenAsync(Path))
        {
            await database.PutAsync("marker", "marker");
            await database.WriteAsync(
                write => write.Connection.ExecuteAsync(
                    "DELETE FROM things", transaction: write.Transaction), CancellationToken.None);

            // What a dead process leaves behind: the files as they are now.
            foreach (var file in new[] { "things.db", "things.db-wal" })
            {
                File.Copy(_directory.File(file), _directory.File($"left-{file}"));
            }
        }

        await using var opened = await Things.OpenAsync(_directory.File("left-things.db"));

        Assert.False(Occurs("marker"));
    }

    [Fact]
    public async Task Open_InANewFolder_IsForItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var database = await Things.OpenAsync(_directory.File("data/things.db"));

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_directory.File("data")));
    }

    [Fact]
    public async Task Open_AgainAfterClosing_EverythingIsThere()
    {
        long last;
        await using (var first = await Things.OpenAsync(Path))
        {
            await first.PutAsync("one", "1");
            last = await first.PutAsync("two", "2");
        }

        await using var second = await Things.OpenAsync(Path);

        Assert.Equal([new Thing("one", "1", 1), new Thing("two", "2", 2)], await second.AllAsync());
        Assert.Equal(last, second.Sequence);
        Assert.Equal(last + 1, await second.PutAsync("three", "3"));
    }

    [Fact]
    public async Task Open_AgainAfterMigrating_RunsNoMigrationTwice()
    {
        await using (await Things.OpenAsync(Path))
        {
        }

        await using var database = await Things.OpenAsync(Path);

        var notes = await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notes"), CancellationToken.None);
        Assert.Equal(1, notes);
    }

    [Fact]
    public async Task Open_NotADatabase_FailsAndSaysSo()
    {
        await File.WriteAllTextAsync(Path, new string('x', 5000));

        var error = await Assert.ThrowsAsync<SqliteException>(() => Things.OpenAsync(Path));

        Assert.Contains("not a database", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WritesWait_TheyAreFinished()
    {
        var database = await Things.OpenAsync(Path);
        var writes = Enumerable.Range(0, 500).Select(i => database.PutAsync($"thing{i}", "")).ToArray();

        await database.DisposeAsync();

        Assert.Equal(500, (await Task.WhenAll(writes)).Length);
        await using var again = await Things.OpenAsync(Path);
        Assert.Equal(500, (await again.AllAsync()).Count);
    }

    [Fact]
    public async Task Write_AfterDispose_IsUnavailable()
    {
        var database = await Things.OpenAsync(Path);
        await database.DisposeAsync();

        var failure = await Failure.OfAsync(() => database.PutAsync("thing", "late"));

        Assert.Equal((Grpc.Core.StatusCode.Unavailable, "STORE_UNAVAILABLE"), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task WaitForChange_AlreadyAbove_CompletesAtOnce()
    {
        await using var database = await Things.OpenAsync(Path);
        await database.PutAsync("thing", "1");

        Assert.True(database.WaitForChangeAsync(0, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitForChange_AWriteCommits_Completes()
    {
        await using var database = await Things.OpenAsync(Path);
        var waiting = database.WaitForChangeAsync(0, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        await database.PutAsync("thing", "1");

        await waiting.WaitAsync(Deadline);
    }

    [Fact]
    public async Task WaitForChange_AnotherProcessWrites_CompletesWithThePoll()
    {
        await using var database = await Things.OpenAsync(Path);
        await using var other = await Things.OpenAsync(Path);
        var waiting = database.WaitForChangeAsync(0, CancellationToken.None);

        await other.PutAsync("thing", "1");

        await waiting.WaitAsync(Deadline);
        Assert.Equal(1, database.Sequence);
    }

    [Fact]
    public async Task WaitForChange_Cancelled_GivesUp()
    {
        await using var database = await Things.OpenAsync(Path);
        using var cancellation = new CancellationTokenSource();
        var waiting = database.WaitForChangeAsync(0, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task WaitForChange_ManyReadersFollowManyWrites_NoneMissesAny()
    {
        const int Writes = 300;
        await using var database = await Things.OpenAsync(Path);
        var followers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var seen = new List<long>();
            while (seen.Count < Writes)
            {
                await database.WaitForChangeAsync(seen.Count, CancellationToken.None).WaitAsync(Deadline);
                var all = await database.AllAsync();
                seen.AddRange(all.Skip(seen.Count).Select(thing => thing.Sequence));
            }

            return seen;
        })).ToArray();

        for (var i = 0; i < Writes; i++)
        {
            await database.PutAsync($"thing{i}", "");
        }

        foreach (var seen in await Task.WhenAll(followers))
        {
            Assert.Equal(Enumerable.Range(1, Writes).Select(i => (long)i), seen);
        }
    }

    private static Task<int> EraseAsync(Database database, string name) => database.WriteAsync(
        write =>
        {
            write.EraseFromFiles();
            return write.Connection.ExecuteAsync(
                "DELETE FROM things WHERE name = @name", new { name }, write.Transaction);
        },
        CancellationToken.None);

    private static Task<int> LimitPagesAsync(Database database, int pages) => database.WriteAsync(
        write => write.Connection.ExecuteAsync($"PRAGMA max_page_count = {pages}", transaction: write.Transaction),
        CancellationToken.None);

    private bool Occurs(string text) => _directory.Contains(text);

    /// <summary>Keeps the writer busy, so that the writes that follow share a transaction.</summary>
    private static async Task<(Task Blocker, TaskCompletionSource Release)> BlockWriterAsync(Database database)
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
        await entered.Task.WaitAsync(Deadline);
        return (blocker, release);
    }
}
