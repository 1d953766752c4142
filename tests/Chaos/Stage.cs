using System.Diagnostics;
using Grpc.Core;
using Matching.Chaos.Faults;
using Matching.Fleet;
using Matching.Hosting;
using Matching.Matches.V1;
using Matching.Servers;
using Matching.Vacancies.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matching.Chaos;

/// <summary>The suite that is broken: a fleet of its own, in a directory that goes with it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly string _directory;
    private readonly ChaosOptions _options;

    private Stage(string directory, ChaosOptions options) => (_directory, _options) = (directory, options);

    public Fleet.Fleet Fleet { get; private set; } = null!;

    public RabbitNetwork? Network { get; private set; }

    public SmallDisk? Disk { get; private set; }

    public EventBus Bus { get; private set; } = null!;

    /// <summary>Set where something is wrong: the logs are kept.</summary>
    public bool IsSuspect { get; set; } = true;

    public Poison Poison { get; private set; } = null!;

    public VacancyService.VacancyServiceClient Vacancies => new(Fleet.Vacancy.Channel);

    public Profiles.V1.ProfileService.ProfileServiceClient Profiles => new(Fleet.Profile.Channel);

    /// <summary>Each replica by itself.</summary>
    public IReadOnlyList<MatchingService.MatchingServiceClient> Replicas =>
        [.. Fleet.Matching.Select(replica => new MatchingService.MatchingServiceClient(replica.Channel))];

    public static async Task<Stage> SetAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        var stage = new Stage(Directory.CreateTempSubdirectory("matching-chaos-").FullName, options);
        try
        {
            await stage.SetAsync(cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every change of the vacancies' feed as it is now.</summary>
    public async Task<IReadOnlyList<VacancyChange>> VacancyChangesAsync()
    {
        var all = new List<VacancyChange>();
        using var call = Vacancies.StreamVacancyChanges(new StreamVacancyChangesRequest { StopAtEnd = true });
        await foreach (var change in call.ResponseStream.ReadAllAsync())
        {
            all.Add(change);
        }

        return all;
    }

    /// <summary>Waits until a replica's index has a resource.</summary>
    public static async Task UntilIndexedAsync(
        MatchingService.MatchingServiceClient replica, string name, TimeSpan interval, CancellationToken cancellationToken)
    {
        var request = new StreamIndexedResourcesRequest { Name = name };
        while (true)
        {
            try
            {
                using var call = replica.StreamIndexedResources(request, cancellationToken: cancellationToken);
                if (await call.ResponseStream.MoveNext(cancellationToken))
                {
                    return;
                }
            }
            catch (RpcException) when (!cancellationToken.IsCancellationRequested)
            {
                // It is away, or on its way.
            }

            await Task.Delay(interval, TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (Bus?.DisposeAsync() ?? ValueTask.CompletedTask);

        if (Fleet is not null)
        {
            foreach (var server in Fleet.Servers)
            {
                await server.KillAsync();
            }

            Fleet.Dispose();
        }

        await (Network?.RemoveAsync() ?? Task.CompletedTask);
        KeepLogs();
        await (Disk?.UnmountAsync() ?? Task.CompletedTask);
        Directory.Delete(_directory, recursive: true);
    }

    private void KeepLogs()
    {
        if (!IsSuspect)
        {
            return;
        }

        var kept = Directory.CreateTempSubdirectory($"matching-chaos-{_options.Seed}-logs-").FullName;
        foreach (var log in Directory.EnumerateFiles(_directory, "log.txt", SearchOption.AllDirectories))
        {
            var part = Path.GetRelativePath(_directory, Path.GetDirectoryName(log)!);
            File.Copy(log, Path.Combine(kept, part.Replace(Path.DirectorySeparatorChar, '-') + ".txt"));
        }

        _options.Say($"The logs are kept in {kept}.");
    }

    private async Task SetAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        if (_options.UsesSmallDisk)
        {
            Disk = await SmallDisk.TryMountAsync(Path.Combine(_directory, "postgres"), _options.Say);
        }

        if (_options.UsesCluster && RabbitServer.IsInstalled && Engines.Named(Engines.RabbitVariable) is null)
        {
            Network = await RabbitNetwork.TryCreateAsync(_directory, "chaos", _options.Say);
        }

        Fleet = await Matching.Fleet.Fleet.OpenAsync(
            new FleetOptions
            {
                Directory = _directory,
                Lifetime = Lifetime.OfItsStarter,
                RabbitUri = Network?.Servers[0].Uri,
            },
            cancellationToken);
        if (Network is not null)
        {
            // Each replica of matching has a node of its own: what happens to one reaches not both.
            Fleet.Matching[0].Settings[EventBus.AmqpKey] = Network.Servers[1].Uri;
            Fleet.Matching[1].Settings[EventBus.AmqpKey] = Network.Servers[2].Uri;
            await Network.StartAsync(cancellationToken);
        }

        await Fleet.StartAsync((_, _) => { }, cancellationToken);
        Bus = EventBus.From(
            new ConfigurationBuilder().AddInMemoryCollection([new(EventBus.AmqpKey, Fleet.Rabbit.Uri)]).Build(),
            NullLoggerFactory.Instance)!;
        await Bus.StartAsync(cancellationToken);
        Poison = new Poison(
            new Uri(Fleet.Rabbit.Uri), ["matching-index-a", "matching-index-b"], VacancyChangesAsync);
        _options.Say($"All ready after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s in {_directory}.");
    }
}
