using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StandIns.Tests;

/// <summary>A real server on a free loopback port that speaks HTTP/2 in plain text, and a channel to it.</summary>
internal sealed class TrialServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TrialServer(WebApplication app, GrpcChannelOptions? options)
    {
        _app = app;
        Address = app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Channel = GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions());
    }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    public V1.TrialService.TrialServiceClient Client => new(Channel);

    public static Task<TrialServer> StartAsync(
        Action<Grpc.AspNetCore.Server.GrpcServiceOptions>? configure = null, GrpcChannelOptions? options = null) =>
        StartAsync(
            services => services.AddGrpc(grpc => configure?.Invoke(grpc)),
            app => app.MapGrpcService<TrialService>(),
            options);

    public static async Task<TrialServer> StartAsync(
        Action<IServiceCollection> add, Action<WebApplication> map, GrpcChannelOptions? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        add(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new TrialServer(app, options);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }
}
