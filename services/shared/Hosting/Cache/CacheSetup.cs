using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>Registers the cache that configuration names.</summary>
public static class CacheSetup
{
    /// <param name="keyAsync">The key that all replicas of the service seal with.</param>
    public static IServiceCollection AddHotCache(
        this IServiceCollection services,
        IConfiguration configuration,
        Func<IServiceProvider, CancellationToken, Task<byte[]>> keyAsync)
    {
        if (configuration[HotCache.RedisKey] is not { Length: > 0 } url)
        {
            return services.AddSingleton<HotCache>(provider => new ProcessCache(
                ProcessCache.StandardCapacity, provider.GetRequiredService<TimeProvider>()));
        }

        var options = RedisUrl.Parse(url, configuration);
        services.AddSingleton(provider => new RedisCache(
            options,
            cancellationToken => keyAsync(provider, cancellationToken),
            provider.GetRequiredService<ILogger<RedisCache>>()));
        services.AddSingleton<HotCache>(provider => provider.GetRequiredService<RedisCache>());
        services.AddHostedService(provider => provider.GetRequiredService<RedisCache>());
        services.AddHealthChecks().AddCheck<RedisCache>("cache", HealthStatus.Degraded);
        return services;
    }
}
