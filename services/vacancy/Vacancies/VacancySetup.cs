using Matching.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Matching.Vacancies;

/// <summary>Registers the store and the slice of vacancies.</summary>
internal static class VacancySetup
{
    public static IServiceCollection AddVacancies(this IServiceCollection services)
    {
        services.AddSingleton<VacancyDatabase>();
        services.AddHostedService(provider => provider.GetRequiredService<VacancyDatabase>());
        services.TryAddSingleton(provider => new VacancyStore(provider.GetRequiredService<VacancyDatabase>().Database));
        services.TryAddSingleton<VacancyMapping>();
        services.TryAddSingleton<VacancyChecks>();
        services.TryAddSingleton<VacancyChanges>();
        return services;
    }

    /// <summary>Opens the database before the service takes calls, and closes it after the last.</summary>
    private sealed class VacancyDatabase(IConfiguration configuration, ILogger<Database> log)
        : IHostedLifecycleService, IAsyncDisposable
    {
        private Database? _database;

        public Database Database =>
            _database ?? throw new InvalidOperationException("The store is opened at the start.");

        public async Task StartingAsync(CancellationToken cancellationToken) =>
            _database = await Database.OpenAsync(
                configuration.DatabasePath("vacancy"), typeof(VacancySetup).Assembly, log, cancellationToken);

        public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
