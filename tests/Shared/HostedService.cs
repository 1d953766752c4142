using Grpc.Net.Client;
using Matching.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matching.Testing;

/// <summary>
/// A service as its callers meet it: a real server on a free port with a data directory of its own and a clock that
/// stands still. Disposing it fails the test if an error was logged that the test did not say it expects. With
/// <c>TEST_STORE=postgres</c> in the environment it keeps its data in a PostgreSQL database of its own.
/// </summary>
internal sealed class HostedService : IAsyncDisposable
{
    private readonly Func<string[], Action<WebApplicationBuilder>?, WebApplication> _build;
    private readonly Action<WebApplicationBuilder>? _configure;
    private readonly TemporaryDirectory _data = new();
    private string? _postgres;
    private GrpcChannel? _channel;
    private WebApplication? _app;

    private HostedService(
        Func<string[], Action<WebApplicationBuilder>?, WebApplication> build, Action<WebApplicationBuilder>? configure)
    {
        _build = build;
        _configure = configure;
    }

    /// <summary>Set it in a test that provokes a bug.</summary>
    public bool ExpectsErrors { get; set; }

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

    public CollectedLog Log { get; } = new();

    public TemporaryDirectory Data => _data;

    public WebApplication App => _app ?? throw new InvalidOperationException("It is not running.");

    public GrpcChannel Channel => _channel ?? throw new InvalidOperationException("It is not running.");

    public Uri Address => App.Addresses().Single();

    /// <summary>Starts a service.</summary>
    /// <param name="build">Such as <c>ProfileHost.Build</c>.</param>
    /// <param name="configure">Sets further configuration and replaces parts.</param>
    public static async Task<HostedService> StartAsync(
        Func<string[], Action<WebApplicationBuilder>?, WebApplication> build, Action<WebApplicationBuilder>? configure = null)
    {
        var service = new HostedService(build, configure);
        if (Environment.GetEnvironmentVariable("TEST_STORE") == "postgres")
        {
            service._postgres = (await PostgresServer.SharedAsync()).NewDatabase();
        }

        await service.StartAsync();
        return service;
    }

    /// <summary>Stops it, and starts it again on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Stops it as a signal would; the data stays until it is disposed.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _channel?.Dispose();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Dispose();
        if (!ExpectsErrors)
        {
            Assert.Empty(Log.Errors);
        }
    }

    private async Task StartAsync()
    {
        _app = _build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [ServiceHosting.PortKey] = "0",
                [ServiceHosting.DataDirectoryKey] = _data.Path,
                [Database.PostgresKey] = _postgres,
            });
            builder.Logging.ClearProviders().AddProvider(Log);
            builder.Services.AddSingleton<TimeProvider>(Clock);
            _configure?.Invoke(builder);
        });
        await _app.StartAsync();
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
    }
}
