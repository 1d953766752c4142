using Matching.Vacancies.Needs;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matching.Vacancies;

/// <summary>Registers the slice of needs.</summary>
internal static class NeedSetup
{
    public static IServiceCollection AddNeeds(this IServiceCollection services)
    {
        services.TryAddSingleton<NeedDesk>();
        return services;
    }
}
