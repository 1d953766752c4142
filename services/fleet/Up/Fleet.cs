using System.Diagnostics;
using Matching.Gateway;
using Matching.Hosting;
using Matching.Servers;

namespace Matching.Fleet;

/// <summary>What a fleet is made with.</summary>
internal sealed record FleetOptions
{
    /// <summary>Everything is kept here, absolute.</summary>
    public required string Directory { get; init; }

    public Lifetime Lifetime { get; init; } = Lifetime.OfItsOwn;

    /// <summary>The gateway's ports; null takes free ones.</summary>
    public int? HttpPort { get; init; }

    public int? GrpcPort { get; init; }

    /// <summary>A RabbitMQ that is started and stopped elsewhere; null takes one by the ladder.</summary>
    public string? RabbitUri { get; init; }
}

/// <summary>
/// The suite as several processes on one machine: the engines, the two owners, two replicas of matching, and the
/// gateway before them.
/// </summary>
internal sealed class Fleet : IDisposable
{
    private static readonly string[] Replicas = ["a", "b"];

    private readonly FleetOptions _options;
    private readonly FleetSettings _settings;

    private Fleet(FleetOptions options, FleetSettings settings) => (_options, _settings) = (options, settings);

    public Engine Postgres { get; private set; } = null!;

    public Engine Rabbit { get; private set; } = null!;

    public Engine Redis { get; private set; } = null!;

    public ServiceProcess Profile { get; private set; } = null!;

    public ServiceProcess Vacancy { get; private set; } = null!;

    public IReadOnlyList<ServiceProcess> Matching { get; private set; } = [];

    public ServiceProcess Gateway { get; private set; } = null!;

    /// <summary>REST and the portal.</summary>
    public Uri Http { get; private set; } = null!;

    public IEnumerable<ServiceProcess> Services => [Profile, Vacancy, .. Matching, Gateway];

    /// <summary>All that is its own.</summary>
    public IEnumerable<Server> Servers => Stages.SelectMany(stage => stage);

    /// <summary>In the order they start: what stands in one place starts at once.</summary>
    private IReadOnlyList<IReadOnlyList<Server>> Stages =>
    [
        [.. new[] { Postgres, Rabbit, Redis }.Select(engine => engine.Server).OfType<Server>()],
        [Profile, Vacancy],
        Matching,
        [Gateway],
    ];

    /// <summary>Finds the fleet of a directory, running or not, or makes a new one there.</summary>
    /// <exception cref="InvalidOperationException">An engine is missing; the message says what to install.</exception>
    public static async Task<Fleet> OpenAsync(FleetOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Directory);
        var fleet = new Fleet(options, FleetSettings.Open(options.Directory));
        await fleet.ComposeAsync();
        if (!fleet.Servers.Any(part => part.IsRunning))
        {
            fleet._settings.ForgetTakenPorts();
            fleet.Dispose();
            await fleet.ComposeAsync();
        }

        await fleet._settings.SaveAsync(cancellationToken);
        return fleet;
    }

    /// <summary>Starts what does not run, and waits until all is ready.</summary>
    /// <param name="started">Told of each part when it is ready, and how long that took; null where it ran
    /// already.</param>
    public async Task StartAsync(Action<Server, TimeSpan?> started, CancellationToken cancellationToken)
    {
        foreach (var stage in Stages)
        {
            await Task.WhenAll(stage.Select(async part =>
            {
                var ran = part.IsRunning;
                var begun = Stopwatch.GetTimestamp();
                await part.StartAsync(cancellationToken);
                started(part, ran ? null : Stopwatch.GetElapsedTime(begun));
            }));
        }
    }

    /// <summary>Stops what runs, callers before those they call, each in its own time.</summary>
    /// <param name="stopped">Told of each part that has stopped, and whether it did so by itself.</param>
    public async Task StopAsync(Action<Server, bool> stopped)
    {
        foreach (var stage in Stages.Reverse())
        {
            await Task.WhenAll(stage.Select(async part =>
            {
                // Also one that was killed: what stood beside it is to go.
                var ran = part.IsRunning;
                var byItself = await part.StopAsync();
                if (ran)
                {
                    stopped(part, byItself);
                }
            }));
        }
    }

    public void Dispose()
    {
        foreach (var service in Services)
        {
            service.Dispose();
        }
    }

    private async Task ComposeAsync()
    {
        Postgres = await Engines.PostgresAsync(EngineSettings("postgres"));
        var rabbit = EngineSettings("rabbitmq");
        var node = new RabbitNode(
            "127.0.0.1", rabbit.Port, _settings.Port("rabbitmq_distribution"), _settings.Port("rabbitmq_mapper"));
        Rabbit = _options.RabbitUri is { } elsewhere
            ? new Engine(null, elsewhere)
            : await Engines.RabbitAsync(rabbit, node);
        Redis = await Engines.RedisAsync(EngineSettings("redis"));

        Profile = Service("profile", "Matching.Profiles.dll");
        Vacancy = Service("vacancy", "Matching.Vacancies.dll");
        Matching = [.. Replicas.Select(replica => Service($"matching-{replica}", "Matching.Matches.dll"))];
        foreach (var (replica, name) in Matching.Zip(Replicas))
        {
            replica.Settings["REPLICA"] = name;
        }

        var http = _options.HttpPort ?? _settings.Port("gateway_http");
        Http = new Uri($"http://127.0.0.1:{http}");
        Gateway = Service("gateway", "Matching.Gateway.dll", _options.GrpcPort);
        foreach (var (key, value) in GatewayHost.RuntimeSettings)
        {
            Gateway.Settings[key] = value;
        }

        Gateway.Settings[GatewayHost.HttpPortKey] = $"{http}";
        Gateway.Settings[GatewayHost.GrpcPortKey] = $"{Gateway.Grpc.Port}";

        // A name without a scheme would ask for TLS where somebody to trust is set.
        Gateway.Settings["TLS_CA"] = "";
        Gateway.Settings.Remove(TlsServer.CertificateKey);
        Gateway.Settings.Remove(TlsServer.PrivateKey);
        Gateway.Settings.Remove(TlsServer.ClientAuthoritiesKey);
        Gateway.Settings.Remove(ServiceHosting.BindAddressKey);
    }

    private EngineSettings EngineSettings(string name) => new(
        Path.Combine(_options.Directory, name), _settings.Port(name), _settings.Password(name), _options.Lifetime);

    private ServiceProcess Service(string name, string program, int? port = null)
    {
        var address = new Uri($"http://127.0.0.1:{port ?? _settings.Port(name)}");
        var directory = Path.Combine(_options.Directory, name);
        var service = new ServiceProcess(name, program, directory, _options.Lifetime, address);
        foreach (var (key, value) in new[]
        {
            (ServiceHosting.DataDirectoryKey, directory),
            (ServiceHosting.PortKey, $"{address.Port}"),
            (ServiceHosting.BindAddressKey, "127.0.0.1"),
            (Database.PostgresKey, Postgres.Uri),
            (EventBus.AmqpKey, Rabbit.Uri),
            (Engines.RedisVariable, Redis.Uri),
            (Telemetry.MetricsPortKey, $"{_settings.Port(name + "_metrics")}"),

            // TLS is the gateway's: what stays on this machine goes without.
            (TlsServer.CertificateKey, ""),
            (TlsServer.PrivateKey, ""),
            (TlsServer.ClientAuthoritiesKey, ""),
            ("Endpoints__Profile", $"http://127.0.0.1:{_settings.Port("profile")}"),
            ("Endpoints__Vacancy", $"http://127.0.0.1:{_settings.Port("vacancy")}"),
            ("Endpoints__Matching", "dns:///" + string.Join(
                ',', Replicas.Select(replica => $"127.0.0.1:{_settings.Port("matching-" + replica)}"))),
        })
        {
            service.Settings[key] = value;
        }

        return service;
    }
}
