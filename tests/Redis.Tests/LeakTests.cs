using System.Diagnostics;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace Matching.Redis.Tests;

/// <summary>
/// What stays behind when connections come and go: no socket, no thread, no memory. It counts for the whole process, so
/// nothing else runs beside it.
/// </summary>
[Trait("Category", "Slow")]
[Collection(nameof(Alone))]
public sealed class LeakTests(ITestOutputHelper output)
{
    private const int Warming = 10;
    private const int Rounds = 240;

    // Less than the buffers of one connection, and room for several threads of the pool that keep 440 kB of arrays each.
    private const long LeakedBytesPerRound = 12 * 1024;

    // The runtime starts its own when it needs them (collector, compiler, signals), the socket manager up to five, the
    // client one for its backlog: a leak is one more with every round.
    private const int ThreadsStartedOnce = 15;

    [OwnRedisFact]
    public async Task Reconnected_ManyTimes_LeavesNothingBehind()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new FaultyProxy(server.Host, server.Port);
        await using var redis = await FaultTests.ConnectAsync(proxy.Port);
        var database = redis.GetDatabase();
        await database.StringSetAsync("key", new byte[100_000]);

        await CompareAsync(async () =>
        {
            var unread = Enumerable.Range(0, 50).Select(_ => database.StringGetAsync("key")).ToArray();
            proxy.CutAfter(150_000);
            foreach (var get in unread)
            {
                await IsAnsweredAsync(get);
            }

            while (!await IsAnsweredAsync(database.StringGetAsync("key")))
            {
                await Task.Delay(5);
            }
        });
        Assert.True(proxy.Accepted > Rounds);
    }

    [OwnRedisFact]
    public async Task MultiplexersMadeAndDisposed_LeaveNothingBehind()
    {
        await using var server = await RedisServer.StartAsync();

        await CompareAsync(async () =>
        {
            using var manager = new SocketManager("short-lived", 3);
            var options = ConfigurationOptions.Parse(server.Configuration);
            options.SocketManager = manager;
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            await redis.GetDatabase().PingAsync();
        });
    }

    private async Task CompareAsync(Func<Task> round)
    {
        for (var i = 0; i < Warming; i++)
        {
            await round();
        }

        var before = await CountAsync(null);
        for (var i = 0; i < Rounds; i++)
        {
            await round();
        }

        var after = await CountAsync(before);
        output.WriteLine($"Before {Rounds} rounds: {before}; after: {after}");
        Assert.True(after.IsNoMoreThan(before), $"{after} is more than {before}.");
    }

    /// <summary>What there is after five seconds; or once it has come down to a limit, or does not within thirty.</summary>
    private static async Task<Held> CountAsync(Held? limit)
    {
        var patience = TimeSpan.FromSeconds(limit is null ? 5 : 30);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            var sockets = new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
                .Count(file => file.LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
            var threads = new DirectoryInfo("/proc/self/task").EnumerateDirectories().Count(IsNoneOfThePool);
            var held = new Held(sockets, threads, GC.GetTotalMemory(forceFullCollection: true));
            if (limit is not null && held.IsNoMoreThan(limit) || Stopwatch.GetElapsedTime(started) > patience)
            {
                return held;
            }

            await Task.Delay(100);
        }
    }

    private static bool IsNoneOfThePool(DirectoryInfo thread)
    {
        try
        {
            var name = File.ReadAllText(Path.Combine(thread.FullName, "comm"));
            return !name.StartsWith(".NET TP", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It ended meanwhile.
        }
    }

    private static async Task<bool> IsAnsweredAsync(Task<RedisValue> get)
    {
        try
        {
            var value = await get;
            Assert.Equal(100_000, value.Length());
            return true;
        }
        catch (Exception exception) when (exception is RedisException or IOException)
        {
            return false;
        }
    }

    /// <summary>What the process holds. Threads of the runtime's own pool come and go, and do not count.</summary>
    private sealed record Held(int Sockets, int Threads, long Bytes)
    {
        public bool IsNoMoreThan(Held limit) =>
            Sockets <= limit.Sockets && Threads <= limit.Threads + ThreadsStartedOnce
            && Bytes <= limit.Bytes + (Rounds * LeakedBytesPerRound);
    }
}

/// <summary>Tests that run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
