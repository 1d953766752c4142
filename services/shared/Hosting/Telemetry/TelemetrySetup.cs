using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace Matching.Hosting;

/// <summary>Registers telemetry.</summary>
public static class TelemetrySetup
{
    /// <summary>
    /// What configuration asks for, unless a composition root has put one in that hosts share; and trace ids in logs
    /// that are written as JSON.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<JsonConsoleFormatterOptions>(json => json.IncludeScopes = true);
        if (builder.Services.All(service => service.ServiceType != typeof(Telemetry))
            && Telemetry.From(builder.Configuration, builder.Environment.ApplicationName) is { } telemetry)
        {
            builder.Services.AddSingleton(_ => telemetry);
            builder.Services.AddHostedService(provider => provider.GetRequiredService<Telemetry>());
        }
    }
}
