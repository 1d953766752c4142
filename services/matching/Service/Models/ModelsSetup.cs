using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matching.Matches;

/// <summary>Adds the ranking models: their registry, their rollout, and who watches them.</summary>
internal static class ModelsSetup
{
    public static void AddModels(this IServiceCollection services)
    {
        services.AddOptions<ModelBounds>()
            .BindConfiguration(ModelBounds.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton<ModelReader>(ModelBundles.Read);
        services.AddSingleton<ModelMetrics>();
        services.AddSingleton<ModelGuard>();
        services.AddSingleton<ModelShelf>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelShelf>());
        services.AddSingleton<ShadowScorer>();
        services.AddHostedService(provider => provider.GetRequiredService<ShadowScorer>());
        services.AddSingleton<PromotionReview>();
        services.AddSingleton<LoggedRankings>();
        services.AddSingleton<RankingExport>();
    }
}
