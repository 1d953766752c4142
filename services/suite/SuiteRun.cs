using Grpc.Core;
using Matching.Competence;
using Matching.Hosting;
using Matching.Suite.Demo;
using Microsoft.AspNetCore.Connections;

namespace Matching.Suite;

/// <summary>One run of the suite: start, fill an empty store, tell where to look, wait for a signal, stop.</summary>
internal static class SuiteRun
{
    /// <summary>Configuration key: <c>off</c> leaves an empty store empty.</summary>
    internal const string DemoKey = "DEMO";

    /// <summary>
    /// Answers the exit code: 0 after a signal, 1 when it could not start, with one sentence that says why.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken stop)
    {
        var screen = new Screen(Console.Out);
        try
        {
            await RunAsync(args, screen, stop);
        }
        catch (Exception error) when (stop.IsCancellationRequested && IsCutOff(error))
        {
            screen.Say("Stopped.");
        }
        catch (Exception error) when (Reason(error) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }

        return 0;
    }

    private static async Task RunAsync(string[] args, Screen screen, CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var dataDirectory = Path.GetFullPath(
            configuration[ServiceHosting.DataDirectoryKey] is { Length: > 0 } directory ? directory : "data");
        Directory.CreateDirectory(dataDirectory);
        using var telemetry = Telemetry.From(configuration, "Matching.Suite");
        using var logging = LoggerFactory.Create(builder => builder
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddConsole().AddFilter("MassTransit", LogLevel.Warning));
        var clock = Clock.From(configuration, logging.CreateLogger("Matching.Clock"));

        screen.Say("Loading the taxonomy ...");
        var taxonomy = Taxonomy.Load(configuration[ServiceHosting.TaxonomyKey]);

        screen.Say("Starting the services ...");
        await using var hosts = await Hosts.StartAsync(args, taxonomy, clock, dataDirectory, logging, telemetry, stop);

        if (!string.Equals(configuration[DemoKey], "off", StringComparison.OrdinalIgnoreCase))
        {
            using var filling = new DemoFilling(
                new DemoTargets(hosts.Profile, hosts.Vacancy, hosts.Matching), taxonomy, clock, dataDirectory);
            if (await filling.IsWantedAsync(stop))
            {
                await screen.ShowAsync(filling.Progress, filling.FillAsync(stop));
                screen.Say(filling.Progress.Summary);
            }
        }

        if (telemetry?.MetricsAddress is { } metrics)
        {
            screen.Say($"Metrics at {metrics}");
        }

        screen.SayReady(hosts, dataDirectory, TimeProvider.System.GetElapsedTime(started));
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        screen.Say("Stopping ...");
    }

    private static bool IsCutOff(Exception error) => error is OperationCanceledException or RpcException;

    /// <summary>
    /// What to tell of an error that the person who started the suite can do something about; null for a bug.
    /// </summary>
    private static string? Reason(Exception error) => error switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{error.Message} Stop what listens there, or choose others with HTTP_PORT, GRPC_PORT and METRICS_PORT.",
        IOException or UnauthorizedAccessException => $"The data directory cannot be used: {error.Message}",
        TaxonomyException or InvalidOperationException => $"Matching cannot start: {error.Message}",
        _ => null,
    };
}
