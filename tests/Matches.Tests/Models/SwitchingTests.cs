using System.Collections.Concurrent;
using Dapper;
using Matching.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Matches.Tests;

/// <summary>Models come and go under load, on every replica, and what is broken stays outside.</summary>
public sealed class SwitchingTests : RegionTest
{
    /// <summary>
    /// Lists are asked for without a break while two models take turns: none fails, and each list is of one model from
    /// its first row to its last.
    /// </summary>
    [Fact]
    public async Task Promote_UnderLoad_MixesNoPage()
    {
        for (var i = 0; i < 12; i++)
        {
            await Here.AddAsync(Region.Job(i % 3 == 0 ? "Plåtslagare" : "Svetsare", i % 2 == 0 ? "Härnösand" : "Kramfors"));
        }

        var welder = await Here.AddAsync(Region.Welder());
        await Here.CreateAsync("trees-1", new Step("place", 0.9, -9, 3));
        await Here.CreateAsync("trees-2", new Step("place", 0.9, -2, 17), new Step("occupation_relation", 0.9, 3, 8));
        var answers = new ConcurrentBag<V1.MatchVacanciesResponse>();
        using var enough = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                answers.Add(await Here.MatchAsync(welder));
            }
        })).ToList();

        await Here.PromoteAsync("trees-1");
        for (var i = 0; i < 8; i++)
        {
            await Here.PromoteAsync(i % 2 == 0 ? "trees-2" : "trees-1");
        }

        await enough.CancelAsync();
        await Task.WhenAll(asking);
        var scores = answers.GroupBy(answer => answer.Provenance.Model).Select(group => (
            group.Key,
            Lists: group.Select(answer => string.Join(' ', answer.Matches.Select(match => $"{match.Vacancy}={match.Score:R}")))
                .Distinct().Count())).ToList();
        Assert.Contains(scores, model => model.Key == "models/trees-2");
        Assert.All(scores, model => Assert.Equal(1, model.Lists));
        foreach (var answer in answers.DistinctBy(answer => answer.Provenance.Model))
        {
            var ranking = await Here.Matches.GetRankingAsync(new V1.GetRankingRequest { Name = answer.Ranking });
            Assert.All(ranking.Items, item => Assert.Equal(item.Score, item.ReplayedScore));
        }
    }

    [Fact]
    public async Task Promote_OnOneReplica_ReachesTheOthers()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        await using var other = await HostedService.StartAsync(MatchingHost.Build, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(Here.Clock);
            builder.Services.AddSingleton(World.Taxonomy);
            builder.Services.AddSingleton(World.Extractor);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [ServiceHosting.DataDirectoryKey] = Here.Host.Data.Path,
                [Database.PostgresKey] = Here.Host.App.Configuration[Database.PostgresKey],
                ["Endpoints:Profile"] = Here.ProfileAddress.ToString(),
                ["Endpoints:Vacancy"] = Here.VacancyAddress.ToString(),
            });
        });
        var there = new V1.MatchingService.MatchingServiceClient(other.Channel);
        await Here.CreateAsync("trees-1", new Step("place", 0.5, -2, 2));
        var shelf = other.App.Services.GetRequiredService<ModelShelf>();
        var change = shelf.NextChange;

        await Here.PromoteAsync("trees-1");
        await change.WaitAsync(Region.Deadline);
        var answer = await there.MatchVacanciesAsync(new V1.MatchVacanciesRequest { Candidate = welder.Name });

        Assert.Equal("models/trees-1", answer.Provenance.Model);
        Assert.Equal((await Here.MatchAsync(welder)).Matches[0].Score, answer.Matches[0].Score);
    }

    /// <summary>A damaged champion: the one before it ranks, the damage is told, and the service answers.</summary>
    [Theory]
    [InlineData("UPDATE models SET bundle = substr(bundle, 1, 100) WHERE name = 'models/trees-2'")]
    [InlineData("UPDATE models SET head = @junk WHERE name = 'models/trees-2'")]
    [InlineData("DELETE FROM models WHERE name = 'models/trees-2'")]
    public async Task Start_WithADamagedChampion_RanksWithTheLastGood(string damage)
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        await Here.CreateAsync("trees-1", new Step("place", 0.5, -2, 2));
        await Here.CreateAsync("trees-2", new Step("place", 0.5, -3, 3));
        await Here.PromoteAsync("trees-1");
        await Here.PromoteAsync("trees-2");
        Here.Host.ExpectsErrors = true;
        await DamageAsync(damage);

        await Here.Host.RestartAsync();
        var answer = await Here.MatchAsync(welder);
        var rollout = await Here.RolloutAsync();
        var health = await new Grpc.Health.V1.Health.HealthClient(Here.Host.Channel).CheckAsync(
            new Grpc.Health.V1.HealthCheckRequest());

        Assert.Equal("models/trees-1", answer.Provenance.Model);
        Assert.Equal("models/trees-2", Assert.Single(rollout.Unusable).Key);
        Assert.Contains(Here.Host.Log.Errors, line => line.Message.Contains("trees-2", StringComparison.Ordinal));
        Assert.Equal(Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task Start_WithEverythingDamaged_RanksWithTheExpert()
    {
        await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        await Here.CreateAsync("trees-1", new Step("place", 0.5, -2, 2));
        await Here.PromoteAsync("trees-1");
        Here.Host.ExpectsErrors = true;
        await DamageAsync("UPDATE models SET bundle = @junk");

        await Here.Host.RestartAsync();

        Assert.Equal("models/expert-1", (await Here.MatchAsync(welder)).Provenance.Model);
    }

    /// <summary>A damaged model cannot be put to work, and what works goes on.</summary>
    [Fact]
    public async Task Promote_ADamagedModel_IsRefused()
    {
        await Here.CreateAsync("trees-1", new Step("place", 0.5, -2, 2));
        await DamageAsync("UPDATE models SET bundle = substr(bundle, 1, 100)");

        var failure = await Failure.OfAsync(() => Here.PromoteAsync("trees-1"));

        Assert.Equal("MODEL_UNUSABLE", failure.Reason);
        Assert.Equal("models/expert-1", (await Here.RolloutAsync()).Champion);
    }

    private async Task DamageAsync(string sql) =>
        Assert.True(await Here.Host.App.Services.GetRequiredService<Database>().WriteAsync(
            write => write.Connection.ExecuteAsync(sql, new { junk = new byte[] { 255, 255, 255 } }, write.Transaction),
            default) > 0);
}
