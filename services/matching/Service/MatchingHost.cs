using Matching.Competence;
using Matching.Fit;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Matching.Matches;

/// <summary>
/// The matching service as a host: the index, matches in every direction, rankings and feedback, models.
/// </summary>
public static class MatchingHost
{
    /// <summary>Where it listens when <c>LISTEN_PORT</c> says nothing.</summary>
    public const int DefaultPort = 5003;

    /// <summary>Builds it; the caller runs it.</summary>
    /// <param name="configure">Lets a composition root or a test set configuration and replace parts.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHosting.CreateService(args, DefaultPort, configure);
        var services = builder.Services;
        services.AddTaxonomy();
        services.AddGrpcClient<ProfileService.ProfileServiceClient>("Endpoints:Profile");
        services.AddGrpcClient<VacancyService.VacancyServiceClient>("Endpoints:Vacancy");
        services.AddSingleton(provider => new RegionOptions(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<Taxonomy>()));
        services.AddSingleton(provider => new FitEngine(
            provider.GetRequiredService<Taxonomy>(), provider.GetRequiredService<RegionOptions>().Municipalities));
        services.TryAddSingleton<ConceptExtractor>();
        services.AddSingleton<MatchIndex>();
        services.AddSingleton<Ranker>();
        services.AddSingleton<CandidateReader>();
        services.AddSingleton<TandemRanker>();
        services.AddDatabase("matching", typeof(MatchingStore).Assembly, whenAway: HealthStatus.Degraded);
        services.AddSingleton<MatchingStore>();
        services.AddSingleton<StorePresence>();
        services.AddHotLists(builder.Configuration);
        services.AddModels();
        services.AddEventBus(builder.Configuration);
        services.AddSingleton<VacancyFeedReader>();
        services.AddSingleton<ProfileFeedReader>();
        services.AddSingleton<IndexFeeder>();
        services.AddHostedService(provider => provider.GetRequiredService<IndexFeeder>());
        services.AddHostedService<IndexMetrics>();
        services.AddHealthChecks().AddCheck<IndexFeeder>("index").AddCheck<ModelShelf>("models");

        var app = builder.Build();
        app.MapGrpcService<MatchingService>();
        app.MapGrpcService<ModelService>();
        app.MapGrpcService<CompetenceService>();
        app.MapMatchingDefaults();
        return app;
    }
}
