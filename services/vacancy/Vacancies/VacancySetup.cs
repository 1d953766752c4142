using Matching.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matching.Vacancies;

/// <summary>Registers the store and the slice of vacancies.</summary>
internal static class VacancySetup
{
    public static IServiceCollection AddVacancies(this IServiceCollection services)
    {
        services.AddDatabase("vacancy", typeof(VacancySetup).Assembly);
        services.TryAddSingleton<VacancyStore>();
        services.TryAddSingleton<VacancyMapping>();
        services.TryAddSingleton<VacancyChecks>();
        services.TryAddSingleton<VacancyChanges>();
        return services;
    }
}
