using System.Diagnostics.Metrics;
using Dapper;
using Hosting.Tests.Storage;
using Matching.Events;
using Matching.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hosting.Tests.Bus;

public sealed class FeedDispatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [EveryEngine]
    public Task Dispatch_ANewStore_IsPublished(Engine engine) => DispatchAsync(engine, _ => Task.CompletedTask);

    [Theory]
    [EveryEngine]
    public Task Dispatch_ALeaseOfAClockThatWasAnHourAhead_IsTakenOver(Engine engine) =>
        DispatchAsync(engine, database => database.WriteAsync(
            write => write.Connection.ExecuteAsync(
                "UPDATE dispatch SET owner = 'gone', until = @until",
                new { until = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds() },
                write.Transaction),
            CancellationToken.None));

    private static async Task DispatchAsync(Engine engine, Func<Database, Task> prepareAsync)
    {
        using var directory = new TemporaryDirectory();
        await using var database = await Things.OpenAsync(
            engine == Engine.Sqlite ? directory.File("things.db") : (await PostgresServer.SharedAsync()).NewDatabase());
        await prepareAsync(database);
        using var log = LoggerFactory.Create(_ => { });
        await using var bus = EventBus.InMemory(log);
        var heard = new TaskCompletionSource<FeedAdvanced>(TaskCreationOptions.RunContinuationsAsynchronously);
        bus.Listen<FeedAdvanced>("heard", (advanced, _) =>
        {
            heard.TrySetResult(advanced);
            return Task.CompletedTask;
        });
        await bus.StartAsync(CancellationToken.None);
        await using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var dispatcher = new FeedDispatcher(
            "things",
            null,
            database,
            bus,
            TimeProvider.System,
            provider.GetRequiredService<IMeterFactory>(),
            NullLogger<FeedDispatcher>.Instance);
        await dispatcher.StartAsync(CancellationToken.None);

        var sequence = await database.PutAsync("one", "1");

        Assert.Equal(sequence, (await heard.Task.WaitAsync(Patience)).Sequence);
        await dispatcher.StopAsync(CancellationToken.None);
    }
}
