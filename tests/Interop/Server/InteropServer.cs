using System.Globalization;
using Grpc.Testing;
using Matching.Gateway;
using Matching.Gateway.Transcoding;
using Matching.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matching.Interop.Server;

/// <summary>
/// The interop test service as a service of this suite: the hosting that every service has, alone or behind the
/// gateway's pass-through.
/// </summary>
internal sealed class InteropServer : IAsyncDisposable
{
    /// <summary>The package that the gateway passes on to the service.</summary>
    private const string Package = "grpc.testing";

    private readonly WebApplication _service;
    private readonly WebApplication? _gateway;

    private InteropServer(WebApplication service, WebApplication? gateway)
    {
        _service = service;
        _gateway = gateway;
    }

    /// <summary>Where gRPC is served.</summary>
    public Uri Address => _gateway is null ? _service.Addresses()[0] : GatewayHost.GrpcAddress(_gateway);

    /// <summary>Where the gateway serves gRPC-Web.</summary>
    /// <exception cref="InvalidOperationException">There is no gateway before it.</exception>
    public Uri WebAddress => GatewayHost.HttpAddress(
        _gateway ?? throw new InvalidOperationException("Only the gateway serves gRPC-Web over HTTP/1.1."));

    /// <summary>Starts it.</summary>
    /// <param name="port">The port to serve gRPC on; 0 takes a free one.</param>
    /// <param name="viaGateway">Whether the gateway serves the port and passes calls on.</param>
    /// <param name="configure">Runs first on the service's builder, so that a test can look in.</param>
    public static async Task<InteropServer> StartAsync(
        int port, bool viaGateway, Action<WebApplicationBuilder>? configure = null)
    {
        var service = BuildService(viaGateway ? 0 : port, configure);
        await service.StartAsync();
        WebApplication? gateway = null;
        if (viaGateway)
        {
            gateway = BuildGateway(port, service.Addresses()[0]);
            await gateway.StartAsync();
        }

        return new InteropServer(service, gateway);
    }

    /// <summary>Completes when a signal has stopped it.</summary>
    public Task WaitForStopAsync() => (_gateway ?? _service).WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _service.DisposeAsync();
    }

    private static WebApplication BuildService(int port, Action<WebApplicationBuilder>? configure)
    {
        var builder = ServiceHosting.CreateService([], port, configure);
        var app = builder.Build();
        MessageFlags.Use(app);
        app.MapMatchingDefaults();
        app.MapGrpcService<InteropService>();
        return app;
    }

    private static WebApplication BuildGateway(int port, Uri service) => GatewayHost.Build([], builder =>
    {
        builder.Configuration.AddInMemoryCollection(
        [
            new(GatewayHost.HttpPortKey, "0"),
            new(GatewayHost.GrpcPortKey, port.ToString(CultureInfo.InvariantCulture)),
            .. Upstreams.Served.Select(served => served.Name).Distinct()
                .Select(name => KeyValuePair.Create($"Endpoints:{name}", (string?)service.ToString())),
        ]);
        builder.Services.AddSingleton(new ApiContracts([.. new ApiContracts().Files, TestReflection.Descriptor]));
        builder.Services.AddSingleton(services => new Upstreams(
            services.GetRequiredService<IConfiguration>(), [.. Upstreams.Served, (Package, Upstreams.Served[0].Name)]));
    });
}
