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
/// A service of this suite or a gateway before one, in a process of its own, so that no measurement has both ends of the
/// wire on one heap.
/// </summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly Process _process;

    private WireServer(Process process, Uri[] addresses)
    {
        _process = process;
        Addresses = addresses;
    }

    /// <summary>Where it answers: a service gRPC, a gateway gRPC and REST.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Starts this program once more, as a service.</summary>
    /// <param name="settings">Goes into its environment.</param>
    public static Task<WireServer> StartServiceAsync(params (string Key, string Value)[] settings) =>
        StartAsync(["wire-service"], settings);

    /// <summary>Starts this program once more, as a gateway before a service.</summary>
    /// <param name="settings">Goes into its environment.</param>
    public static Task<WireServer> StartGatewayAsync(Uri service, params (string Key, string Value)[] settings) =>
        StartAsync(["wire-gateway", service.ToString()], [.. GatewayHost.RuntimeSettings, .. settings]);

    /// <summary>Serves as a service until the input ends.</summary>
    public static async Task ServeAsync()
    {
        await using var service = ServiceHosting.CreateService([], 0).Build();
        service.MapMatchingDefaults();
        service.MapGrpcService<WireEcho>();
        await service.StartAsync();
        await AnswerAsync([service.Addresses()[0]]);
    }

    /// <summary>Serves as a gateway until the input ends.</summary>
    public static async Task ServeGatewayAsync(Uri service)
    {
        await using var gateway = BuildGateway(service);
        await gateway.StartAsync();
        await AnswerAsync([GatewayHost.GrpcAddress(gateway), GatewayHost.HttpAddress(gateway)]);
    }

    /// <summary>The bytes that its process has allocated so far.</summary>
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

    private static async Task<WireServer> StartAsync(string[] arguments, (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WireServer).Assembly.Location, .. arguments])
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
        return await process.StandardOutput.ReadLineAsync() is { } line
            ? new WireServer(process, [.. line.Split(' ').Select(text => new Uri(text))])
            : throw new InvalidOperationException("A server of the benchmark does not start.");
    }

    /// <summary>Tells where it answers, and the bytes allocated so far for each line of input.</summary>
    private static async Task AnswerAsync(Uri[] addresses)
    {
        Console.WriteLine(string.Join(' ', addresses.Select(address => address.ToString())));
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));
        }
    }

    private static WebApplication BuildGateway(Uri service) => GatewayHost.Build([], builder =>
    {
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
