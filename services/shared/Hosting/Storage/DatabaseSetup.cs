using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>Registers the database of a service.</summary>
public static class DatabaseSetup
{
    private static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(2);

    /// <summary>The database opens with the host and closes after it has stopped to answer.</summary>
    /// <param name="service">Names the database.</param>
    /// <param name="migrationsFrom">The assembly with its migrations.</param>
    /// <param name="whenAway">What health says while it cannot be reached: a service that needs it for every call is
    /// not ready then.</param>
    public static IServiceCollection AddDatabase(
        this IServiceCollection services,
        string service,
        Assembly migrationsFrom,
        HealthStatus whenAway = HealthStatus.Unhealthy)
    {
        services.AddSingleton(provider => Database.Create(
            provider.GetRequiredService<IConfiguration>(),
            service,
            migrationsFrom,
            provider.GetRequiredService<ILogger<Database>>()));
        services.AddHostedService(provider => provider.GetRequiredService<Database>());
        services.AddHealthChecks().AddCheck<Database>("store", whenAway, tags: [], CheckPatience);
        return services;
    }
}
