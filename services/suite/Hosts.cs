using Matching.Competence;
using Matching.Gateway;
using Matching.Hosting;
using Matching.Matches;
using Matching.Profiles;
using Matching.Vacancies;

namespace Matching.Suite;

/// <summary>
/// Every service as a host of its own in this process, wired over gRPC as between machines: the services on free
/// ports of loopback, the gateway where callers look for it. They share the taxonomy, the clock and the telemetry.
/// </summary>
internal sealed class Hosts : IAsyncDisposable
{
    /// <summary>How long a host may take to stop.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);

    private EventBus? _bus;
    private Telemetry? _telemetry;

    /// <summary>In the order they started.</summary>
    private readonly List<WebApplication> _started = [];

    private readonly Dictionary<string, string?> _settings = new()
    {
        [ServiceHosting.PortKey] = "0",
        [ServiceHosting.BindAddressKey] = "127.0.0.1",

        // TLS is the gateway's: what stays within this process goes without.
        [TlsServer.CertificateKey] = "",
        [TlsServer.PrivateKey] = "",
        [TlsServer.ClientAuthoritiesKey] = "",
    };

    private Hosts()
    {
    }

    public Uri Profile { get; private set; } = null!;

    public Uri Vacancy { get; private set; } = null!;

    public Uri Matching { get; private set; } = null!;

    /// <summary>REST and the portal.</summary>
    public Uri Http { get; private set; } = null!;

    /// <summary>gRPC through the gateway.</summary>
    public Uri Grpc { get; private set; } = null!;

    public static async Task<Hosts> StartAsync(
        string[] args,
        Taxonomy taxonomy,
        TimeProvider clock,
        string dataDirectory,
        ILoggerFactory log,
        Telemetry? telemetry,
        CancellationToken cancellationToken)
    {
        var hosts = new Hosts { _telemetry = telemetry };
        hosts._settings[ServiceHosting.DataDirectoryKey] = dataDirectory;
        try
        {
            await hosts.StartAllAsync(args, taxonomy, clock, log, cancellationToken);
            return hosts;
        }
        catch
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops them in the reverse order, so that none is asked after it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(_started))
        {
            using var patience = new CancellationTokenSource(StopPatience);
            try
            {
                await host.StopAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                // It had its time; calls that still run are cut off with it.
            }

            await host.DisposeAsync();
        }

        _started.Clear();
        if (_bus is not null)
        {
            await _bus.DisposeAsync();
        }

        if (_telemetry is not null)
        {
            await _telemetry.StopAsync(CancellationToken.None);
        }
    }

    private async Task StartAllAsync(
        string[] args,
        Taxonomy taxonomy,
        TimeProvider clock,
        ILoggerFactory log,
        CancellationToken cancellationToken)
    {
        if (_telemetry is not null)
        {
            await _telemetry.StartAsync(cancellationToken);
        }

        _bus = EventBus.InMemory(log);
        await _bus.StartAsync(cancellationToken);
        Profile = await StartServiceAsync("Endpoints:Profile", ProfileHost.Build);
        Vacancy = await StartServiceAsync("Endpoints:Vacancy", VacancyHost.Build);
        Matching = await StartServiceAsync("Endpoints:Matching", MatchingHost.Build);

        // The gateway alone is bound where configuration says, and with its certificate.
        foreach (var key in new[]
        {
            ServiceHosting.BindAddressKey, TlsServer.CertificateKey, TlsServer.PrivateKey,
            TlsServer.ClientAuthoritiesKey,
        })
        {
            _settings.Remove(key);
        }

        var gateway = GatewayHost.Build(args, Share);
        await StartAsync(gateway, cancellationToken);
        Http = GatewayHost.HttpAddress(gateway);
        Grpc = GatewayHost.GrpcAddress(gateway);

        async Task<Uri> StartServiceAsync(
            string key, Func<string[], Action<WebApplicationBuilder>, WebApplication> build)
        {
            var service = build(args, Share);
            await StartAsync(service, cancellationToken);
            var address = service.Addresses()[0];
            _settings[key] = address.ToString();
            return address;
        }

        void Share(WebApplicationBuilder builder)
        {
            builder.Configuration.AddInMemoryCollection(_settings);
            builder.Services.AddSingleton(taxonomy);
            builder.Services.AddSingleton(clock);
            builder.Services.AddSingleton(_bus);
            if (_telemetry is not null)
            {
                builder.Services.AddSingleton(_telemetry);
            }

            builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopPatience);
            builder.Logging.SetMinimumLevel(LogLevel.Warning);

            // What keeps a host from starting is told once, by the suite, in a sentence.
            builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        }
    }

    private async Task StartAsync(WebApplication host, CancellationToken cancellationToken)
    {
        _started.Add(host);
        await host.StartAsync(cancellationToken);
    }
}
