using Matching.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matching.Matches;

/// <summary>Registers the lists that are kept hot, and who forgets.</summary>
internal static class HotListsSetup
{
    /// <summary>
    /// What is kept outside the process is sealed with a secret of the store's, which all replicas share.
    /// </summary>
    public static IServiceCollection AddHotLists(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHotCache(configuration, (provider, cancellationToken) =>
            provider.GetRequiredService<MatchingStore>().SecretAsync("cache", cancellationToken));
        services.AddSingleton<HotListMetrics>();
        services.TryAddSingleton<HotLists>();
        services.AddSingleton<Erasures>();
        services.AddHostedService(provider => provider.GetRequiredService<Erasures>());
        return services;
    }
}
