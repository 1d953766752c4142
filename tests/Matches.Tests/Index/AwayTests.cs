using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Matching.Hosting;
using Matching.Matches.V1;
using Microsoft.Extensions.Configuration;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Matching.Matches.Tests;

/// <summary>Matches go on from the index while what is around it is away, quickly, and nothing is lost.</summary>
[Trait("Category", "Slow")]
public sealed class AwayTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [PostgresFact]
    public async Task Match_WhileTheStoreIsAway_IsAnsweredWithoutARankingAndErasuresAreMadeUpFor()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var region = await Region.StartAsync(
            builder => builder.Configuration[Database.PostgresKey] = server.NewDatabase());
        region.Host.ExpectsErrors = true;
        var health = new Health.HealthClient(region.Host.Channel);
        var welder = await region.AddAsync(Region.Welder());
        var leaving = await region.AddAsync(Region.Welder());
        var first = await region.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var kept = await region.MatchAsync(leaving);
        Assert.NotEmpty(kept.Ranking);
        Assert.Equal(ServingStatus.Serving, (await health.ListAsync(new HealthListRequest())).Statuses["checks/store"].Status);

        await server.KillAsync();
        Assert.Empty((await region.MatchAsync(welder)).Ranking);
        await region.DeleteAsync(leaving);
        await region.AddAsync(Region.Job("Svetsare", "Sundsvall"));
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            var answer = await region.MatchAsync(welder);
            Assert.Empty(answer.Ranking);
            Assert.Contains(answer.Matches, match => match.Vacancy == first.Name);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        Assert.True(elapsed < TimeSpan.FromSeconds(10), $"{elapsed}");
        var answered = await region.MatchAsync(first);
        Assert.Equal(("", welder.Name), (answered.Ranking, Assert.Single(answered.Matches).Candidate));
        var failure = await Failure.OfAsync(() => region.Matches.RecordFeedbackAsync(new RecordFeedbackRequest
        {
            Events =
            {
                new FeedbackEvent { Ranking = kept.Ranking, Item = first.Name, Type = FeedbackEvent.Types.Type.Opened },
            },
        }).ResponseAsync);
        Assert.Equal(StatusCode.Unavailable, failure.Code);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(
            ServingStatus.NotServing, (await health.ListAsync(new HealthListRequest())).Statuses["checks/store"].Status);

        await server.RestartAsync();
        await UntilAsync(async () => (await region.MatchAsync(welder)).Ranking.Length > 0);
        await UntilAsync(async () => await IsGoneAsync());

        async Task<bool> IsGoneAsync()
        {
            try
            {
                await region.Matches.GetRankingAsync(new GetRankingRequest { Name = kept.Ranking });
                return false;
            }
            catch (RpcException error)
            {
                return error.StatusCode == StatusCode.NotFound;
            }
        }
    }

    /// <summary>An owner that takes every connection and answers nothing is the worst: nothing says that it is away.</summary>
    [Fact]
    public async Task Match_WhileAnOwnerDoesNotAnswer_WaitsOnceAndGoesOn()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var region = await Region.StartAsync(builder =>
            builder.Configuration["Endpoints:Vacancy"] = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        var welder = await region.AddAsync(Region.Welder());
        Assert.Equal(0, (await region.MatchAsync(welder)).TotalSize);

        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 30; i++)
        {
            // Who has just been written is found all the same: their owner is there.
            var another = await region.AddAsync(Region.Welder());
            Assert.Equal(0, (await region.MatchAsync(another)).Provenance.VacancySequence);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        Assert.True(elapsed < TimeSpan.FromSeconds(15), $"{elapsed}");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
