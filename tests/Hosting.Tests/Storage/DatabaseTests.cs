using Dapper;
using Matching.Hosting;
using System.Data.Common;

namespace Hosting.Tests.Storage;

/// <summary>What every engine does alike.</summary>
public sealed class DatabaseTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [EveryEngine]
    public async Task Write_ManyAtOnce_AllAreKeptInOneOrderWithoutGaps(Engine engine)
    {
        var path = await PathAsync(engine);
        const int Writes = 2000;
        await using var database = await Things.OpenAsync(path);

        var sequences = await Task.WhenAll(
            Enumerable.Range(0, Writes).Select(i => Task.Run(() => database.PutAsync($"thing{i}", $"{i}"))));

        Assert.Equal(Enumerable.Range(1, Writes).Select(i => (long)i), sequences.Order());
        Assert.Equal(sequences.Order(), (await database.AllAsync()).Select(thing => thing.Sequence));
        Assert.Equal(Writes, database.Sequence);
    }

    [Theory]
    [EveryEngine]
    public async Task Write_OneOfAGroupFails_OnlyItIsRolledBackAndItsNumberIsGivenToTheNext(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
        var (blocker, release) = await database.BlockWriterAsync();

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

    /// <summary>Failures at the beginning, in the middle, one after another and at the end undo themselves alone.</summary>
    [Theory]
    [EveryEngine]
    public async Task Write_SomeOfAGroupFail_TheOthersAreNumberedWithoutGaps(Engine engine)
    {
        await using var database = await Things.OpenAsync(await PathAsync(engine));
        var (blocker, release) = await database.BlockWriterAsync();
        var writes = new[] { 0, 1, 0, 0, 1, 1, 0, 1, 0 }.Select((kept, i) => database.WriteAsync(
            async write => await Things.PutAsync(write, $"thing{i}", "") is var sequence && kept == 1
                ? sequence
                : throw new InvalidOperationException("on purpose"),
            CancellationToken.None)).ToArray();
        release.SetResult();
        await blocker;
        await Task.WhenAll(writes).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal([1, 2, 3, 4], writes.Where(write => write.IsCompletedSuccessfully).Select(write => write.GetAwaiter().GetResult()));
        Assert.Equal(["thing1", "thing4", "thing5", "thing7"], (await database.AllAsync()).Select(thing => thing.Name));
        Assert.Equal((4, 4), (database.Sequence, await database.CounterAsync()));
    }

    [Theory]
    [EveryEngine]
    public async Task InsertMany_RowsWithEveryType_AreStoredAndReplacedInOneStatement(Engine engine)
    {
        await using var database = await Things.OpenAsync(await PathAsync(engine));
        BulkRow[] rows = [.. Enumerable.Range(0, 300).Select(i => new BulkRow(
            $"name {i}", i % 3 == 0 ? null : $"å{i}", i, i % 2 == 0 ? null : i * 1L << 40, [(byte)i, 0]))];

        var counts = await database.WriteAsync(
            async write =>
            {
                await write.Connection.ExecuteAsync(
                    "CREATE TABLE bulk (name TEXT PRIMARY KEY, other_text TEXT, number BIGINT NOT NULL, "
                        + "other_number BIGINT, bytes BYTEA NOT NULL)",
                    transaction: write.Transaction);
                const string Replace = "ON CONFLICT (name) DO UPDATE SET number = excluded.number WHERE bulk.number < excluded.number";
                return new[]
                {
                    await write.InsertManyAsync<BulkRow>("bulk", []),
                    await write.InsertManyAsync("bulk", rows),
                    await write.InsertManyAsync("bulk", rows.Select(row => row with { Number = row.Number % 7 * 100 }).ToArray(), Replace),
                    await write.InsertManyAsync("bulk", [rows[0] with { Number = 1_000 }], Replace),
                };
            },
            CancellationToken.None);

        var stored = await database.ReadAsync(
            connection => connection.QueryAsync<(string Name, string? OtherText, long? OtherNumber, byte[] Bytes)>(
                "SELECT name, other_text, other_number, bytes FROM bulk"),
            CancellationToken.None);
        Assert.Equal([0, 300, rows.Count(row => row.Number % 7 * 100 > row.Number), 1], counts);
        Assert.Equal(300, stored.Count());
        Assert.Equal(
            rows.Select(row => (row.Name, row.OtherText, row.OtherNumber, row.Bytes[0])).Order(),
            stored.Select(row => (row.Name, row.OtherText, row.OtherNumber, row.Bytes[0])).Order());
    }

    [Theory]
    [EveryEngine]
    public async Task Write_BrokenSqlInAGroup_OthersAreKept(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
        var (blocker, release) = await database.BlockWriterAsync();

        var broken = database.WriteAsync(
            write => write.Connection.ExecuteAsync("INSERT INTO nowhere VALUES (1)", transaction: write.Transaction),
            CancellationToken.None);
        var after = database.PutAsync("after", "kept");
        release.SetResult();

        await blocker;
        await Assert.ThrowsAnyAsync<DbException>(() => broken);
        Assert.Equal(1, await after);
    }

    [Theory]
    [EveryEngine]
    public async Task Write_CancelledWhileItWaits_IsNotRun(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
        var (blocker, release) = await database.BlockWriterAsync();
        using var cancellation = new CancellationTokenSource();

        var waiting = database.WriteAsync(write => Things.PutAsync(write, "waiting", "lost"), cancellation.Token);
        await cancellation.CancelAsync();
        release.SetResult();

        await blocker;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty(await database.AllAsync());
    }

    [Theory]
    [EveryEngine]
    public async Task Read_WhileAWriteIsOpen_SeesTheLastCommittedState(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
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

    [Theory]
    [EveryEngine]
    public async Task Read_AWriteCommitsBetweenItsQueries_BothSeeTheSameState(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
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

    [Theory]
    [EveryEngine]
    public async Task Read_TriesToWrite_IsRefused(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);

        await Assert.ThrowsAnyAsync<DbException>(() => database.ReadAsync(
            connection => connection.ExecuteAsync("DELETE FROM things"), CancellationToken.None));
    }

    [Theory]
    [EveryEngine]
    public async Task Open_AgainAfterClosing_EverythingIsThere(Engine engine)
    {
        var path = await PathAsync(engine);
        long last;
        await using (var first = await Things.OpenAsync(path))
        {
            await first.PutAsync("one", "1");
            last = await first.PutAsync("two", "2");
        }

        await using var second = await Things.OpenAsync(path);

        Assert.Equal([new Thing("one", "1", 1), new Thing("two", "2", 2)], await second.AllAsync());
        Assert.Equal(last, second.Sequence);
        Assert.Equal(last + 1, await second.PutAsync("three", "3"));
    }

    [Theory]
    [EveryEngine]
    public async Task Open_AgainAfterMigrating_RunsNoMigrationTwice(Engine engine)
    {
        var path = await PathAsync(engine);
        await using (await Things.OpenAsync(path))
        {
        }

        await using var database = await Things.OpenAsync(path);

        var notes = await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notes"), CancellationToken.None);
        Assert.Equal(1, notes);
    }

    [Theory]
    [EveryEngine]
    public async Task Dispose_WritesWait_TheyAreFinished(Engine engine)
    {
        var path = await PathAsync(engine);
        var database = await Things.OpenAsync(path);
        var writes = Enumerable.Range(0, 500).Select(i => database.PutAsync($"thing{i}", "")).ToArray();

        await database.DisposeAsync();

        Assert.Equal(500, (await Task.WhenAll(writes)).Length);
        await using var again = await Things.OpenAsync(path);
        Assert.Equal(500, (await again.AllAsync()).Count);
    }

    [Theory]
    [EveryEngine]
    public async Task Write_AfterDispose_IsUnavailable(Engine engine)
    {
        var path = await PathAsync(engine);
        var database = await Things.OpenAsync(path);
        await database.DisposeAsync();

        var failure = await Failure.OfAsync(() => database.PutAsync("thing", "late"));

        Assert.Equal((Grpc.Core.StatusCode.Unavailable, "STORE_UNAVAILABLE"), (failure.Code, failure.Reason));
    }

    [Theory]
    [EveryEngine]
    public async Task WaitForChange_AlreadyAbove_CompletesAtOnce(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
        await database.PutAsync("thing", "1");

        Assert.True(database.WaitForChangeAsync(0, CancellationToken.None).IsCompletedSuccessfully);
    }

    [Theory]
    [EveryEngine]
    public async Task WaitForChange_AWriteCommits_Completes(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
        var waiting = database.WaitForChangeAsync(0, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        await database.PutAsync("thing", "1");

        await waiting.WaitAsync(Deadline);
    }

    [Theory]
    [EveryEngine]
    public async Task WaitForChange_AnotherProcessWrites_CompletesWithThePoll(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
        await using var other = await Things.OpenAsync(path);
        var waiting = database.WaitForChangeAsync(0, CancellationToken.None);

        await other.PutAsync("thing", "1");

        await waiting.WaitAsync(Deadline);
        Assert.Equal(1, database.Sequence);
    }

    [Theory]
    [EveryEngine]
    public async Task WaitForChange_Cancelled_GivesUp(Engine engine)
    {
        var path = await PathAsync(engine);
        await using var database = await Things.OpenAsync(path);
        using var cancellation = new CancellationTokenSource();
        var waiting = database.WaitForChangeAsync(0, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [EveryEngine]
    public async Task WaitForChange_ManyReadersFollowManyWrites_NoneMissesAny(Engine engine)
    {
        var path = await PathAsync(engine);
        const int Writes = 300;
        await using var database = await Things.OpenAsync(path);
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

    private async Task<string> PathAsync(Engine engine) => engine == Engine.Sqlite
        ? _directory.File("things.db")
        : (await PostgresServer.SharedAsync()).NewDatabase();
}

/// <summary>A row with every type that can be inserted.</summary>
internal sealed record BulkRow(string Name, string? OtherText, long Number, long? OtherNumber, byte[] Bytes);
