using Dapper;
using Matching.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

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
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => broken);
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

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => database.ReadAsync(
            connection => connection.ExecuteAsync("DELETE FROM things"), CancellationToken.None));
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

        var error = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => Things.OpenAsync(Path));

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
