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

    [Fact]
    public async Task Dispatch_ALeaseOfAClockThatWasAnHourAhead_IsTakenOver()
    {
        using var directory = new TemporaryDirectory();
        await using var database = await Things.OpenAsync(directory.File("things.db"));
        var until = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        await database.WriteAsync(
            write => write.Connection.ExecuteAsync(
                "UPDATE dispatch SET owner = 'gone', until = @until", new { until }, write.Transaction),
            CancellationToken.None);
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
