using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matching.Hosting;

/// <summary>How hosts listen, and how they stop.</summary>
public static class Listening
{
    /// <summary>
    /// Has a port speak TLS and any version of HTTP where there is a certificate. Without TLS a port cannot tell the
    /// versions apart and speaks the one that is given.
    /// </summary>
    public static void Speak(this ListenOptions listen, HttpProtocols withoutTls, TlsServer? tls)
    {
        listen.Protocols = withoutTls;
        tls?.Secure(listen);
    }

    /// <summary>Asks quiet connections whether anybody is there, so that streams to nobody end.</summary>
    public static void SetMatchingKeepAlive(this KestrelServerLimits limits)
    {
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }

    /// <summary>
    /// Has the host wait for calls in flight as the settings say, keep its name to itself, and hold a buffer ready for
    /// each connection rather than ask first whether something came: connections are few and busy. Comes first, so
    /// that a composition root can set a time of its own.
    /// </summary>
    public static void AddListening(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<HostOptions>().Configure<IConfiguration>(
            (options, configuration) => options.ShutdownTimeout = Draining.Longest(configuration));
        builder.WebHost.UseSockets(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }

    /// <summary>Cancelled when the host stops and streams that have no end of their own must end.</summary>
    public static CancellationToken StreamsEnd(this IServiceProvider services) =>
        services.GetRequiredService<Draining>().StreamsEnd;
}
