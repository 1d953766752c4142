using System.Globalization;
using Grpc.Core;
using Matching.Competence;
using Matching.Gateway;
using Matching.Hosting;
using Matching.Servers;
using Matching.Suite;
using Matching.Suite.Demo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matching.Fleet;

/// <summary>The commands <c>up</c> and <c>down</c>, and what they tell the person at the terminal.</summary>
internal static class FleetCommands
{
    private const string Usage = "Say up or down.";
    private const string StandardDirectory = "data/fleet";

    /// <summary>Answers the exit code: 0, or 1 with a sentence that says why not.</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken stop)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var directory = Path.GetFullPath(
            configuration[ServiceHosting.DataDirectoryKey] is { Length: > 0 } set ? set : StandardDirectory);
        try
        {
            Directory.CreateDirectory(directory);
            await using var held = new FileStream(
                Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            switch (args)
            {
                case ["up"]:
                    await UpAsync(configuration, directory, stop);
                    return 0;
                case ["down"]:
                    await DownAsync(configuration, directory);
                    return 0;
                default:
                    await Console.Error.WriteLineAsync(Usage);
                    return 1;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted. What has started runs on: make down stops it.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{directory} cannot be used: {error.Message}");
        }
        catch (Exception error) when (error is InvalidOperationException or TaxonomyException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("make down stops what has started.");
        }

        return 1;
    }

    private static FleetOptions Options(IConfiguration configuration, string directory) => new()
    {
        Directory = directory,
        HttpPort = configuration.GetValue(GatewayHost.HttpPortKey, 8080),
        GrpcPort = configuration.GetValue(GatewayHost.GrpcPortKey, 8081),
    };

    private static async Task UpAsync(IConfiguration configuration, string directory, CancellationToken stop)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var screen = new Screen(Console.Out);
        using var fleet = await Fleet.OpenAsync(Options(configuration, directory), stop);
        foreach (var port in new[] { fleet.Http.Port, fleet.Gateway.Grpc.Port })
        {
            if (!fleet.Gateway.IsRunning && !FreePorts.IsFree(port))
            {
                throw new InvalidOperationException(
                    $"Port {port} is taken. Stop what listens there, or choose others with HTTP_PORT and GRPC_PORT.");
            }
        }

        screen.Say($"Starting in {directory} ...");
        await fleet.StartAsync(
            (part, took) => screen.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"  {part.Name,-12} {(took is { } time ? $"ready after {time.TotalSeconds:0.0} s" : "runs already")}")),
            stop);
        await FillAsync(configuration, fleet, directory, screen, stop);
        screen.Say(Ready(fleet, directory, TimeProvider.System.GetElapsedTime(begun)));
    }

    private static async Task FillAsync(
        IConfiguration configuration, Fleet fleet, string directory, Screen screen, CancellationToken stop)
    {
        if (string.Equals(configuration[SuiteRun.DemoKey], "off", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var taxonomy = Taxonomy.Load(configuration[ServiceHosting.TaxonomyKey]);
        using var filling = new DemoFilling(
            new DemoTargets(fleet.Profile.Grpc, fleet.Vacancy.Grpc, fleet.Matching[0].Grpc),
            taxonomy,
            Clock.From(configuration, NullLogger.Instance),
            directory);
        try
        {
            if (await filling.IsWantedAsync(stop))
            {
                await screen.ShowAsync(filling.Progress, filling.FillAsync(stop));
                screen.Say(filling.Progress.Summary);
            }
        }
        catch (RpcException error) when (!stop.IsCancellationRequested)
        {
            throw new InvalidOperationException(
                $"The demo region could not be filled in: {error.Status.Detail}", error);
        }
    }

    private static async Task DownAsync(IConfiguration configuration, string directory)
    {
        using var fleet = await Fleet.OpenAsync(Options(configuration, directory), CancellationToken.None);
        var any = false;
        await fleet.StopAsync((part, byItself) =>
        {
            any = true;
            Console.WriteLine($"  {part.Name,-12} {(byItself ? "stopped" : "did not stop in time and was killed")}");
        });
        Console.WriteLine(any ? $"Stopped. The data stays in {directory}." : $"Nothing ran in {directory}.");
    }

    private static string Ready(Fleet fleet, string directory, TimeSpan elapsed)
    {
        var parts = fleet.Services.Select(service =>
            $"  {service.Name,-12} {service.Grpc.Authority,-16} {service.Identity,-12} "
                + $"metrics on {service.Settings[Telemetry.MetricsPortKey]}, log in {service.LogFile}");
        var engines = new[] { ("PostgreSQL", fleet.Postgres), ("RabbitMQ", fleet.Rabbit), ("Redis", fleet.Redis) }
            .Select(engine => $"  {engine.Item1,-12} "
                + (engine.Item2.Server is { } server ? server.Identity : "of the environment, not ours to stop"));
        return string.Create(CultureInfo.InvariantCulture, $"""

            Matching is ready after {elapsed.TotalSeconds:0} s.

              Portal       {fleet.Http}
              REST         {fleet.Http}v1/vacancies
              gRPC         {fleet.Gateway.Grpc.Authority} (HTTP/2 without TLS)
              Data         {directory}

            {string.Join('\n', parts)}
            {string.Join('\n', engines)}

            make down stops it; the data stays.
            """);
    }
}
