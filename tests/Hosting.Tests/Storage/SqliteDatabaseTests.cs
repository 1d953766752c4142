using Dapper;
using Matching.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests.Storage;

/// <summary>What is special about a file: its disk, its log, its folder.</summary>
public sealed class SqliteDatabaseTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    private string Path => _directory.File("things.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Write_TheDiskIsFull_KeepsExactlyWhatItAcknowledged()
    {
        await using var database = await Things.OpenAsync(Path);
        await database.PutAsync("first", "kept");
        await LimitPagesAsync(database, pages: 1);
        var (blocker, release) = await database.BlockWriterAsync();

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
    public async Task Open_NotADatabase_FailsAndSaysSo()
    {
        await File.WriteAllTextAsync(Path, new string('x', 5000));

        var error = await Assert.ThrowsAsync<SqliteException>(() => Things.OpenAsync(Path));

        Assert.Contains("not a database", error.Message, StringComparison.Ordinal);
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
}
