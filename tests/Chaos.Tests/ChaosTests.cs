using System.Globalization;
using Matching.Servers;
using Xunit.Abstractions;

namespace Matching.Chaos.Tests;

/// <summary>The short run: a handful of faults on real engines, each service a process of its own.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static readonly string[] Faults =
    [
        "vacancy killed within an import", "profile killed", "matching-a killed", "gateway killed", "PostgreSQL killed",
        "RabbitMQ killed", "Redis flushed", "events repeated and reordered", "poison events",
    ];

    [EnginesFact]
    [Trait("Category", "Slow")]
    public async Task Faults_UnderLoad_LoseNothingAndDoNothingTwice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given
            : 20_261_128;

        var isClear = await ChaosRun.RunAsync(
            new ChaosOptions
            {
                Seed = seed,
                Duration = TimeSpan.Zero,
                Only = Faults,
                FreshnessSamples = 20,
                Workers = 2,
                Say = output.WriteLine,
            },
            CancellationToken.None);

        Assert.True(isClear, $"Seed {seed}; the report says what is wrong.");
    }
}

/// <summary>A test on engines of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EnginesFactAttribute : FactAttribute
{
    public EnginesFactAttribute() => Skip = Engines.WhyNone(PostgresServer.IsInstalled, "PostgreSQL")
        ?? Engines.WhyNone(RabbitServer.IsInstalled, "RabbitMQ")
        ?? Engines.WhyNone(RedisServer.IsInstalled, "Redis");
}
