using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>Registers the bus, and the dispatcher of a service's changes.</summary>
public static class BusSetup
{
    /// <summary>
    /// The bus that configuration names, unless a composition root has put one in that services share. Where there is
    /// none, nothing is registered, and changes travel by the feeds alone.
    /// </summary>
    public static bool AddEventBus(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(EventBus)))
        {
            return true;
        }

        if (configuration[EventBus.AmqpKey] is not { Length: > 0 })
        {
            return false;
        }

        services.AddSingleton(provider =>
            EventBus.From(configuration, provider.GetRequiredService<ILoggerFactory>())!);
        services.AddHostedService(provider => provider.GetRequiredService<EventBus>());
        services.AddHealthChecks().AddCheck<EventBus>("bus", HealthStatus.Degraded);
        return true;
    }

    /// <summary>Publishes the changes of a service's feed on the bus, where there is one.</summary>
    /// <param name="feed">The service's name in <see cref="Matching.Events.FeedAdvanced"/>.</param>
    /// <param name="read">Reads what changed after a sequence, in order and bounded; null where events are to carry no
    /// changes.</param>
    public static IServiceCollection AddFeedDispatcher(
        this IServiceCollection services,
        IConfiguration configuration,
        string feed,
        Func<IServiceProvider, ReadFeed>? read = null)
    {
        if (services.AddEventBus(configuration))
        {
            services.AddHostedService(provider => new FeedDispatcher(
                feed,
                read?.Invoke(provider),
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<EventBus>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<IMeterFactory>(),
                provider.GetRequiredService<ILogger<FeedDispatcher>>()));
        }

        return services;
    }
}
