using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>Registers the database of a service.</summary>
public static class DatabaseSetup
{
    /// <summary>
    /// The database opens with the host and closes after it has stopped to answer; while it cannot be reached the
    /// service is not ready.
    /// </summary>
    /// <param name="service">Names the database.</param>
    /// <param name="migrationsFrom">The assembly with its migrations.</param>
    public static IServiceCollection AddDatabase(
        this IServiceCollection services, string service, Assembly migrationsFrom)
    {
        services.AddSingleton(provider => Database.Create(
            provider.GetRequiredService<IConfiguration>(),
            service,
            migrationsFrom,
            provider.GetRequiredService<ILogger<Database>>()));
        services.AddHostedService(provider => provider.GetRequiredService<Database>());
        services.AddHealthChecks().AddCheck<Database>("store");
        return services;
    }
}
