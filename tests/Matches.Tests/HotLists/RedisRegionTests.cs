using Matching.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Matching.Matches.Tests;

/// <summary>The service with a Redis: the same answers, and nothing left of who has been erased.</summary>
[Trait("Category", "Slow")]
public sealed class RedisRegionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [OwnRedisFact]
    public async Task Match_FoundInRedis_IsTheSameAnswerAndGoesWithTheErased()
    {
        await using var server = await RedisServer.StartAsync();
        await using var region = await Region.StartAsync(builder => Configure(builder, server));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Configuration);
        var welder = await region.AddAsync(Region.Welder());
        var other = await region.AddAsync(Region.Welder("Sundsvall"));
        var vacancy = await region.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await region.AddAsync(Region.Job("Svetsare", "Sundsvall"));
        var first = await region.MatchAsync(welder);
        await UntilAsync(async () =>
        {
            await region.MatchAsync(other);
            await region.MatchAsync(vacancy);
            await region.MatchAsync(welder);
            return Keys(redis).Count == 3;
        });

        var again = await region.MatchAsync(welder);
        var candidates = await region.MatchAsync(vacancy);
        await region.AddAsync(Region.Job("Svetsare", "Kramfors"));
        var more = await region.MatchAsync(welder);
        again.Ranking = first.Ranking;

        Assert.Equal(first, again);
        Assert.Equal(2, candidates.TotalSize);
        Assert.Equal(first.TotalSize + 1, more.TotalSize);

        await region.DeleteAsync(welder);
        await UntilAsync(() => Task.FromResult(
            Keys(redis).SequenceEqual([$"matching:hot:{other.Name}"])));
        Assert.Equal(other.Name, Assert.Single((await region.MatchAsync(vacancy)).Matches).Candidate);
    }

    [OwnRedisFact]
    public async Task Match_WhenRedisGoes_IsAnsweredAllTheSame()
    {
        await using var server = await RedisServer.StartAsync();
        await using var region = await Region.StartAsync(builder => Configure(builder, server));
        var welder = await region.AddAsync(Region.Welder());
        await region.AddAsync(Region.Job("Svetsare", "Härnösand"));
        await region.MatchAsync(welder);

        await server.PauseAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(1, (await region.MatchAsync(welder)).TotalSize);
        }

        var health = new Grpc.Health.V1.Health.HealthClient(region.Host.Channel);
        Assert.Equal(
            Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving,
            (await health.CheckAsync(new Grpc.Health.V1.HealthCheckRequest())).Status);
        var list = await health.ListAsync(new Grpc.Health.V1.HealthListRequest());
        Assert.Equal(
            Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.NotServing, list.Statuses["checks/cache"].Status);
        await server.ResumeAsync();
        await UntilAsync(async () => (await health.ListAsync(new Grpc.Health.V1.HealthListRequest()))
            .Statuses["checks/cache"].Status == Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving);
    }

    private static void Configure(WebApplicationBuilder builder, RedisServer server)
    {
        builder.Configuration[HotCache.RedisKey] = $"redis://127.0.0.1:{server.Port}";
        builder.Services.AddSingleton(provider => new HotLists(
            provider.GetRequiredService<MatchIndex>(),
            provider.GetRequiredService<Ranker>(),
            provider.GetRequiredService<HotCache>(),
            provider.GetRequiredService<HotListMetrics>(),
            provider.GetRequiredService<RegionOptions>(),
            World.Taxonomy)
        {
            MinimumDocuments = 0,
        });
    }

    private static List<string> Keys(ConnectionMultiplexer redis) =>
        [.. redis.GetServers().Single().Keys(pattern: "matching:hot:*").Select(key => key.ToString())];

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
