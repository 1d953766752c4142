using Matching.Hosting;

namespace Matching.Vacancies;

/// <summary>
/// Builds the vacancy service. Its program, the one-machine suite and the tests all start it from here.
/// </summary>
public static class VacancyHost
{
    /// <summary>Where it listens unless <c>LISTEN_PORT</c> says otherwise.</summary>
    public const int DefaultPort = 5002;

    /// <summary>Builds the application; the store is opened when it starts.</summary>
    /// <param name="configure">Sets configuration and replaces parts, before anything else is added.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHosting.CreateService(args, DefaultPort, configure);
        builder.Services.AddTaxonomy();
        builder.Services.AddVacancies();
        builder.Services.AddFeedDispatcher(
            builder.Configuration,
            "vacancy",
            provider => provider.GetRequiredService<VacancyChanges>().ReadForBusAsync);
        builder.Services.AddNeeds();
        builder.Services.AddImport();

        var app = builder.Build();
        app.MapGrpcService<VacancyService>();
        app.MapMatchingDefaults();
        return app;
    }
}
