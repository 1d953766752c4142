using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using UpdateType = Matching.Matches.V1.WatchVacanciesResponse.Types.Type;

namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class WatchTests : RegionTest
{
    [Fact]
    public async Task WatchVacancies_FirstStateThenChangesThenRemovals_AreToldInOrder()
    {
        var first = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var welder = await Here.AddAsync(Region.Welder());
        using var watch = Watch(welder.Name);

        Assert.Equal((UpdateType.Changed, first.Name), await NextAsync(watch));
        Assert.Equal((UpdateType.Current, ""), await NextAsync(watch));

        var second = await Here.AddAsync(Region.Job("Svetsare", "Kramfors"));
        Assert.Equal((UpdateType.Changed, second.Name), await NextAsync(watch));

        await Here.Vacancies.UpdateVacancyAsync(new Vacancies.V1.UpdateVacancyRequest
        {
            Vacancy = new Vacancies.V1.Vacancy { Name = second.Name, Title = "Svetsare med nytt namn" },
        });
        Assert.Equal((UpdateType.Changed, second.Name), await NextAsync(watch));
        Assert.Equal("Svetsare med nytt namn", watch.ResponseStream.Current.Match.VacancyBrief.Title);

        await Here.CloseAsync(first);
        Assert.Equal((UpdateType.Removed, first.Name), await NextAsync(watch));
    }

    [Fact]
    public async Task WatchVacancies_WhatDoesNotConcern_IsNotTold()
    {
        var welder = await Here.AddAsync(Region.Welder());
        using var watch = Watch(welder.Name);
        Assert.Equal((UpdateType.Current, ""), await NextAsync(watch));

        await Here.AddAsync(Region.Job("Frisör", "Härnösand"));
        await Here.AddAsync(Region.Job("Svetsare", "Malmö"));
        var concerning = await Here.AddAsync(Region.Job("Svetsare", "Härnösand"));

        Assert.Equal((UpdateType.Changed, concerning.Name), await NextAsync(watch));
    }

    /// <summary>No change comes when an opening's time does.</summary>
    [Fact]
    public async Task WatchVacancies_AnOpeningWhoseTimeComesAndGoes_IsTold()
    {
        var later = Region.Job("Svetsare", "Härnösand");
        (later.PublishTime, later.ExpireTime) = (World.Now.AddHours(1).ToTimestamp(), World.Now.AddHours(2).ToTimestamp());
        var vacancy = await Here.AddAsync(later);
        var welder = await Here.AddAsync(Region.Welder());
        using var watch = Watch(welder.Name);
        Assert.Equal((UpdateType.Current, ""), await NextAsync(watch));

        Assert.Equal((UpdateType.Changed, vacancy.Name), await NextAsync(watch, TimeSpan.FromMinutes(61)));
        Assert.Equal((UpdateType.Removed, vacancy.Name), await NextAsync(watch, TimeSpan.FromMinutes(61)));
    }

    [Fact]
    public async Task WatchVacancies_OfSomebodyErased_Ends()
    {
        var welder = await Here.AddAsync(Region.Welder());
        using var watch = Watch(welder.Name);
        Assert.Equal((UpdateType.Current, ""), await NextAsync(watch));

        await Here.DeleteAsync(welder);

        var failure = await Failure.OfAsync(() => NextAsync(watch));
        Assert.Equal("CANDIDATE_NOT_FOUND", failure.Reason);
    }

    /// <summary>Whoever watches does not keep the service from stopping.</summary>
    [Fact]
    public async Task Stop_WhileSomebodyWatches_DoesNotWaitForThem()
    {
        var welder = await Here.AddAsync(Region.Welder());
        using var watch = Watch(welder.Name);
        Assert.Equal((UpdateType.Current, ""), await NextAsync(watch));

        var started = Stopwatch.GetTimestamp();
        var ended = Failure.OfAsync(() => NextAsync(watch));
        await Here.Host.App.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(StatusCode.Unavailable, (await ended).Code);
    }

    private AsyncServerStreamingCall<V1.WatchVacanciesResponse> Watch(string candidate) =>
        Here.Matches.WatchVacancies(new V1.WatchVacanciesRequest { Candidate = candidate });

    /// <summary>The next message; while there is none, the clock goes on by a span, once and then by seconds.</summary>
    private async Task<(UpdateType, string)> NextAsync(
        AsyncServerStreamingCall<V1.WatchVacanciesResponse> watch, TimeSpan advance = default)
    {
        using var deadline = new CancellationTokenSource(Region.Deadline);
        var next = watch.ResponseStream.MoveNext(deadline.Token);
        if (advance > TimeSpan.Zero)
        {
            // The service may not be waiting on the clock yet: it is moved on until the service has noticed.
            Here.Clock.Advance(advance);
            while (await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token)) != next)
            {
                Here.Clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        Assert.True(await next);
        var message = watch.ResponseStream.Current;
        return (message.Type, message.Match?.Vacancy ?? "");
    }
}
