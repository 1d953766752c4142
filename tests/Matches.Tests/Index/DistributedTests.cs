using System.Diagnostics;
using Matching.Hosting;
using Matching.Profiles;
using Matching.Profiles.V1;
using Matching.Vacancies;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Matching.Matches.Tests;

/// <summary>Two replicas of matching hear of changes over a real broker, and of what it loses from the feeds.</summary>
public sealed class DistributedTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [RabbitFact]
    [Trait("Category", "Slow")]
    public async Task Change_OnTheBus_ReachesEveryReplicaAndWithoutTheBusAsWell()
    {
        await using var broker = await RabbitServer.StartAsync();
        await using var profile = await HostedService.StartAsync(ProfileHost.Build, With());
        await using var vacancy = await HostedService.StartAsync(VacancyHost.Build, With());
        var replicas = new[] { await StartReplicaAsync("a"), await StartReplicaAsync("b") };
        var profiles = new ProfileService.ProfileServiceClient(profile.Channel);
        var vacancies = new VacancyService.VacancyServiceClient(vacancy.Channel);
        MatchIndex[] indexes = [.. replicas.Select(replica => replica.App.Services.GetRequiredService<MatchIndex>())];
        var bus = vacancy.App.Services.GetRequiredService<EventBus>();
        await UntilAsync(async () => (await bus.CheckHealthAsync(new())).Status
            == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);

        var waits = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            await AddAsync($"Bus {i}");
            var acknowledged = Stopwatch.GetTimestamp();
            await UntilAsync(() => indexes.All(index => index.VacancySequence >= i + 1));
            waits.Add(Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds);
        }

        waits.Sort();
        output.WriteLine($"acknowledged to in both indexes: p50 {waits[20]:0.0} ms, most {waits[^1]:0.0} ms");

        // The feeds alone are asked every two seconds: the middle would be a second.
        Assert.True(waits[20] < 500, $"{waits[20]} ms");

        // Whoever publishes meanwhile finds the broker gone, and tells.
        profile.ExpectsErrors = vacancy.ExpectsErrors = true;
        await broker.KillAsync();
        for (var i = 0; i < 10; i++)
        {
            await AddAsync($"Without {i}");
        }

        var candidate = await profiles.CreateCandidateAsync(new CreateCandidateRequest { Candidate = Region.Welder() });
        await UntilAsync(() => indexes.All(index => index.VacancySequence >= 50 && index.ProfileSequence >= 1));
        await broker.RestartAsync();
        await profiles.DeleteCandidateAsync(new DeleteCandidateRequest { Name = candidate.Name });
        for (var i = 0; i < 10; i++)
        {
            await AddAsync($"Again {i}");
        }

        await UntilAsync(() => indexes.All(index => index.VacancySequence >= 60 && index.ProfileSequence >= 2));
        Assert.All(indexes, index => Assert.Equal((60, 0), index.Counts));
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }

        Task<HostedService> StartReplicaAsync(string name) => HostedService.StartAsync(MatchingHost.Build, With(
            ("REPLICA", name), ("Endpoints:Profile", profile.Address.ToString()), ("Endpoints:Vacancy", vacancy.Address.ToString())));

        Action<WebApplicationBuilder> With(params (string Key, string Value)[] settings) => builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings.Append((EventBus.AmqpKey, broker.Uri))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)));
            builder.Services.AddSingleton(World.Taxonomy);
            builder.Services.AddSingleton(World.Extractor);
        };

        async Task AddAsync(string title)
        {
            var job = Region.Job("Svetsare", "Härnösand");
            job.Title = title;
            await vacancies.CreateVacancyAsync(new CreateVacancyRequest { Vacancy = job });
        }
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
