using Matching.Hosting;
using Matching.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests.Telemetry;

/// <summary>Servers that do not answer are told of, and their passwords are not.</summary>
public sealed class SecretsTests
{
    private const string Password = "s3cret-Pa55w0rd";

    [Fact]
    public async Task Wait_ForABrokerThatIsAway_LogsNoPassword()
    {
        using var log = new CollectedLog();
        using var logging = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        await using var bus = EventBus.From(
            Settings(EventBus.AmqpKey, $"amqp://user:{Password}@127.0.0.1:1/vhost"), logging)!;
        await bus.StartAsync(CancellationToken.None);

        await UntilAsync(() => log.Lines.Any(line => line.Level >= LogLevel.Warning));

        var health = await bus.CheckHealthAsync(new HealthCheckContext());
        AssertNoPassword(log, health);
    }

    [Fact]
    public async Task Wait_ForAStoreThatIsAway_LogsNoPassword()
    {
        using var log = new CollectedLog();
        await using var database = Database.Create(
            Settings(Database.PostgresKey, $"postgresql://user:{Password}@127.0.0.1:1/db"),
            "things",
            typeof(SecretsTests).Assembly,
            log);
        await database.StartAsync(CancellationToken.None);

        await UntilAsync(() => log.Lines.Any(line => line.Level >= LogLevel.Warning));

        var health = await database.CheckHealthAsync(new HealthCheckContext
        {
            Registration = new HealthCheckRegistration("store", database, null, null),
        });
        AssertNoPassword(log, health);
    }

    private static void AssertNoPassword(CollectedLog log, HealthCheckResult health)
    {
        Assert.All(log.Lines, line =>
        {
            Assert.DoesNotContain(Password, line.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Password, $"{line.Exception}", StringComparison.Ordinal);
        });
        Assert.DoesNotContain(Password, $"{health.Description} {health.Exception}", StringComparison.Ordinal);
    }

    private static IConfiguration Settings(string key, string value) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value })
        .Build();

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
