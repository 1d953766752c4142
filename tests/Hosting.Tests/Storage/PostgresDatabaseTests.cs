using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using Matching.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests.Storage;

/// <summary>What is special about a server: replicas that share it, and that it can be away.</summary>
public sealed class PostgresDatabaseTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task Write_SeveralReplicasAtOnce_ShareOneSequenceWithoutGapsAndInOrderOfCommit()
    {
        const int Replicas = 4;
        const int Writes = 200;
        var path = (await PostgresServer.SharedAsync()).NewDatabase();
        var replicas = await Task.WhenAll(Enumerable.Range(0, Replicas).Select(_ => Task.Run(() => Things.OpenAsync(path))));
        using var done = new CancellationTokenSource();

        // Whoever reads meanwhile never sees a number without all below it: no change arrives late.
        var follower = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var seen = await replicas[0].AllAsync();
                Assert.Equal(Enumerable.Range(1, seen.Count).Select(i => (long)i), seen.Select(thing => thing.Sequence));
            }
        });
        var sequences = await Task.WhenAll(Enumerable.Range(0, Writes * Replicas).Select(
            i => Task.Run(() => replicas[i % Replicas].PutAsync($"thing{i}", $"{i}"))));
        await done.CancelAsync();
        await follower;

        Assert.Equal(Enumerable.Range(1, Writes * Replicas).Select(i => (long)i), sequences.Order());
        foreach (var replica in replicas)
        {
            await replica.WaitForChangeAsync(Writes * Replicas - 1, CancellationToken.None).WaitAsync(Deadline);
            await replica.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task WaitForChange_AnotherReplicaWrites_HearsOfItBeforeThePoll()
    {
        var path = (await PostgresServer.SharedAsync()).NewDatabase();
        await using var writer = await Things.OpenAsync(path);
        await using var reader = await Things.OpenAsync(path);
        var waits = new List<TimeSpan>();
        for (var i = 1; i <= 20; i++)
        {
            var waiting = reader.WaitForChangeAsync(i - 1, CancellationToken.None);
            await writer.PutAsync("thing", $"{i}");
            var written = TimeProvider.System.GetTimestamp();
            await waiting.WaitAsync(Deadline);
            waits.Add(TimeProvider.System.GetElapsedTime(written));
        }

        // The poll alone would take half a second in the middle.
        Assert.True(waits.Order().ElementAt(10) < TimeSpan.FromMilliseconds(300), $"{waits.Order().ElementAt(10)}");
    }

    [PostgresFact]
    [Trait("Category", "Slow")]
    public async Task Write_TheServerIsKilled_IsUnavailableThenGoesOnAndNothingAcknowledgedIsLost()
    {
        await using var server = await PostgresServer.StartAsync();
        using var log = new CollectedLog();
        await using var database = await Things.OpenAsync(server.NewDatabase(), log);
        var acknowledged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var refused = 0;
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                try
                {
                    acknowledged[$"{writer}-{i}"] = await database.PutAsync($"{writer}-{i}", "");
                }
                catch (Grpc.Core.RpcException error) when (error.StatusCode == Grpc.Core.StatusCode.Unavailable)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })).ToArray();
        for (var kill = 1; kill <= 3; kill++)
        {
            await UntilAsync(() => acknowledged.Count > kill * 200);
            await server.KillAsync();
            var before = refused;
            await UntilAsync(() => refused > before);
            Assert.Equal(HealthStatus.Unhealthy, (await HealthAsync(database)).Status);
            await server.RestartAsync();
            var sofar = acknowledged.Count;
            await UntilAsync(() => acknowledged.Count > sofar);
        }

        await done.CancelAsync();
        await Task.WhenAll(writers);

        var stored = (await database.AllAsync()).ToDictionary(thing => thing.Name, thing => thing.Sequence, StringComparer.Ordinal);
        Assert.All(acknowledged, pair => Assert.Equal(pair.Value, stored.GetValueOrDefault(pair.Key)));
        Assert.Equal(stored.Count, await database.CounterAsync());
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(database)).Status);
        Assert.Empty(log.Errors);
    }

    [PostgresFact]
    public async Task Start_TheServerIsDown_WaitsAndSaysForWhatAndOpensWhenItIsBack()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.StopAsync();
        using var log = new CollectedLog();
        await using var database = Things.Create(server.NewDatabase(), log);

        await database.StartAsync(CancellationToken.None);

        var health = await HealthAsync(database);
        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("PostgreSQL 127.0.0.1", health.Description, StringComparison.Ordinal);
        var failure = await Failure.OfAsync(() => database.PutAsync("thing", "early"));
        Assert.Equal((Grpc.Core.StatusCode.Unavailable, "STORE_UNAVAILABLE"), (failure.Code, failure.Reason));
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("Waiting for", StringComparison.Ordinal));
        await server.RestartAsync();
        await UntilAsync(async () => (await HealthAsync(database)).Status == HealthStatus.Healthy);
        Assert.Equal(1, await database.PutAsync("thing", "now"));
    }

    [PostgresFact]
    public async Task Start_AWrongDatabaseName_CreatesItOnceForAllReplicas()
    {
        var path = (await PostgresServer.SharedAsync()).NewDatabase();

        var replicas = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Things.OpenAsync(path))));

        Assert.Equal(1, await replicas[0].ReadAsync(
            connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notes"), CancellationToken.None));
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    /// <summary>The database is of a version before the last migration, and every replica is a process.</summary>
    [PostgresFact]
    [Trait("Category", "Slow")]
    public async Task Start_ManyProcessesOnAnOldVersion_ApplyWhatIsNewOnce()
    {
        const int Processes = 4;
        var path = (await PostgresServer.SharedAsync()).NewDatabase();
        await using var database = await Things.OpenAsync(path);
        await database.WriteAsync(
            write => write.Connection.ExecuteAsync(
                "DROP TABLE notes; DELETE FROM migrations WHERE name = '0002_notes.sql'", transaction: write.Transaction),
            CancellationToken.None);

        var processes = Enumerable.Range(0, Processes).Select(_ => Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", typeof(PostgresDatabaseTests).Assembly.Location, path },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!).ToArray();
        try
        {
            // Each says what it has written once it has opened.
            var lines = await Task.WhenAll(processes.Select(process => process.StandardOutput.ReadLineAsync())).WaitAsync(Deadline);
            Assert.All(lines, Assert.NotNull);
        }
        finally
        {
            Array.ForEach(processes, process => process.Kill());
            Array.ForEach(processes, process => process.Dispose());
        }

        Assert.Equal((1, 1), await database.ReadAsync(
            async connection => (
                await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM notes"),
                await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM migrations WHERE name LIKE '0002%'")),
            CancellationToken.None));
    }

    [PostgresFact]
    public async Task Start_TheServerRefuses_FailsAndNamesTheSettingWithoutThePassword()
    {
        var path = new UriBuilder((await PostgresServer.SharedAsync()).NewDatabase())
        {
            UserName = "nobody",
            Password = "s3cret",
        }.ToString();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Things.OpenAsync(path));

        Assert.Contains("PG_URI", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:5432", "is not an address")]
    [InlineData("http://a@b/c", "is not an address")]
    [InlineData("postgresql://127.0.0.1/x", "names no user")]
    [InlineData("postgresql://a:s3cret@b/c?sslmode=maybe", "sslmode")]
    [InlineData("postgresql://a:s3cret@b/c?pool_size=many", "pool_size")]
    [InlineData("postgresql://a:s3cret@b/c?colour=red", "colour")]
    public void Create_AWrongUri_SaysWhatIsWrongWithoutThePassword(string uri, string expected)
    {
        var path = uri.Contains("://", StringComparison.Ordinal) ? uri : "x://" + uri;

        var error = Assert.Throws<InvalidOperationException>(() => Things.Create(path));

        Assert.StartsWith("PG_URI ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    private static Task<HealthCheckResult> HealthAsync(Database database) => database.CheckHealthAsync(
        new HealthCheckContext { Registration = new HealthCheckRegistration("store", database, null, null) });

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
