using System.Diagnostics;
using System.Globalization;
using Matching.Gateway;
using Matching.Gateway.Transcoding;
using Matching.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Benchmarks.Wire;

/// <summary>
/// A service of this suite and a gateway before it, in one process of their own, so that no measurement has both ends
/// of the wire on one heap.
/// </summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly Process _process;

    private WireServer(Process process, Uri service, Uri gateway, Uri rest)
    {
        _process = process;
        Service = service;
        Gateway = gateway;
        Rest = rest;
    }

    /// <summary>Where the service answers gRPC.</summary>
    public Uri Service { get; }

    /// <summary>Where the gateway passes gRPC on.</summary>
    public Uri Gateway { get; }

    /// <summary>Where the gateway answers REST.</summary>
    public Uri Rest { get; }

    /// <summary>Serves until the input ends; a line of input is answered with the bytes allocated so far.</summary>
    public static async Task ServeAsync()
    {
        // One for the process, as in the suite.
        using var telemetry = Telemetry.From(
            new ConfigurationBuilder().AddEnvironmentVariables().Build(), "Matching.Benchmarks");
        await (telemetry?.StartAsync(CancellationToken.None) ?? Task.CompletedTask);
        await using var service = BuildService(Share);
        await service.StartAsync();
        await using var gateway = BuildGateway(service.Addresses()[0], Share);
        await gateway.StartAsync();
        Console.WriteLine(
            $"{service.Addresses()[0]} {GatewayHost.GrpcAddress(gateway)} {GatewayHost.HttpAddress(gateway)}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));
        }

        void Share(WebApplicationBuilder builder)
        {
            if (telemetry is not null)
            {
                builder.Services.AddSingleton(telemetry);
            }
        }
    }

    /// <summary>Starts this program once more, as the server.</summary>
    /// <param name="settings">Goes into its environment.</param>
    public static async Task<WireServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WireServer).Assembly.Location, "wire-server"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
        var addresses = (await process.StandardOutput.ReadLineAsync())?.Split(' ').Select(text => new Uri(text)).ToArray();
        return addresses is [var service, var gateway, var rest]
            ? new WireServer(process, service, gateway, rest)
            : throw new InvalidOperationException("The server of the benchmark does not start.");
    }

    /// <summary>The bytes that the server's process has allocated so far.</summary>
    public async Task<long> AllocatedBytesAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        return long.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static WebApplication BuildService(Action<WebApplicationBuilder> configure)
    {
        var app = ServiceHosting.CreateService([], 0, configure).Build();
        app.MapMatchingDefaults();
        app.MapGrpcService<WireEcho>();
        return app;
    }

    private static WebApplication BuildGateway(Uri service, Action<WebApplicationBuilder> configure) => GatewayHost.Build([], builder =>
    {
        configure(builder);
        builder.Configuration.AddInMemoryCollection(
        [
            new(GatewayHost.HttpPortKey, "0"),
            new(GatewayHost.GrpcPortKey, "0"),
            .. Upstreams.Served.Select(served => served.Name).Distinct()
                .Select(name => KeyValuePair.Create($"Endpoints:{name}", (string?)service.ToString())),
        ]);
        builder.Services.AddSingleton(new ApiContracts([.. new ApiContracts().Files, EchoReflection.Descriptor]));
        builder.Services.AddSingleton(services => new Upstreams(
            services.GetRequiredService<IConfiguration>(), [.. Upstreams.Served, ("wire.v1", Upstreams.Served[0].Name)]));
    });
}
