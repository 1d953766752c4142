using Matching.Competence;
using Matching.Vacancies.Import;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matching.Vacancies;

/// <summary>Registers the slice that takes feeds.</summary>
internal static class ImportSetup
{
    public static IServiceCollection AddImport(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new ConceptExtractor(provider.GetRequiredService<Taxonomy>()));
        services.TryAddSingleton<AdRequirements>();
        services.TryAddSingleton<TextRequirements>();
        services.TryAddSingleton<AdPlaces>();
        services.TryAddSingleton<AdReader>();
        services.TryAddSingleton<AdParts>();
        services.TryAddSingleton<VacancyImport>();
        return services;
    }
}
