using Google.Protobuf;
using Matching.Events;
using Matching.Hosting;
using Matching.Profiles;
using Matching.Vacancies.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Matching.Matches.Tests;

/// <summary>
/// The index holds what the owners hold, whatever the bus does to the events and whatever the feed no longer tells.
/// </summary>
public sealed class FeedReaderTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly FeedScript _feed = new();
    private HostedService? _profile;
    private HostedService? _vacancy;

    public async Task InitializeAsync()
    {
        _profile = await HostedService.StartAsync(
            ProfileHost.Build, builder => builder.Services.AddSingleton(World.Taxonomy));
        _vacancy = await HostedService.StartAsync(_feed.Build);
    }

    public async Task DisposeAsync()
    {
        await _vacancy!.DisposeAsync();
        await _profile!.DisposeAsync();
    }

    /// <summary>Events are lost, repeated and told in any order, among garbage; two seconds later the feed has told all.</summary>
    [Theory]
    [Seeds(3)]
    public async Task Events_InAnyOrderLostRepeatedOrBroken_LeaveTheIndexEqualToTheOwner(int seed)
    {
        var random = new Random(seed);
        using var quiet = LoggerFactory.Create(_ => { });
        await using var bus = EventBus.InMemory(quiet);
        _feed.Put("vacancies/0");
        await using var matching = await StartMatchingAsync(bus);
        var index = await ReadIndexAsync(matching);

        for (var round = 0; round < 6; round++)
        {
            var events = Enumerable.Range(0, 40).Select(_ => NextEvent(random)).ToList();
            events.AddRange(events.Where(_ => random.Next(4) == 0).ToList());
            foreach (var advanced in events.Where(_ => random.Next(5) > 0).OrderBy(_ => random.Next()))
            {
                await bus.PublishAsync(advanced, CancellationToken.None);
            }

            await UntilAsync(() => Same(index, _feed.Open()));
        }

        Assert.Equal((HealthStatus.Healthy, 1), ((await HealthAsync(matching)).Status, _feed.FromNothing));
    }

    [Fact]
    public async Task Feed_TruncatedBelowTheReader_IsReadFromNothingWhileAnswersGoOnFromTheWholeIndex()
    {
        foreach (var i in Enumerable.Range(1, 5))
        {
            _feed.Put($"vacancies/{i}");
        }

        await using var matching = await StartMatchingAsync();
        var index = await ReadIndexAsync(matching);
        Assert.True(Same(index, _feed.Open()));
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _feed.Gate = gate.Task;

        _feed.Sweep("vacancies/2");
        _feed.Put("vacancies/6");
        await UntilAsync(() => _feed.FromNothing > 1);
        Assert.Equal((5, 0), index.Counts);
        Assert.Equal(HealthStatus.Degraded, (await HealthAsync(matching)).Status);
        gate.SetResult();

        await UntilAsync(() => Same(index, _feed.Open()));
        Assert.Null(index.FindOpening("vacancies/2"));
        Assert.Contains(matching.Log.Lines, line => line.Message.Contains("read again from nothing", StringComparison.Ordinal));
    }

    /// <summary>Somebody who can publish can tell of a change that the owner never made; the feed has the last word.</summary>
    [Fact]
    public async Task Event_FarAheadOfTheOwner_IsForgottenWhenTheFeedIsAskedNext()
    {
        using var quiet = LoggerFactory.Create(_ => { });
        await using var bus = EventBus.InMemory(quiet);
        _feed.Put("vacancies/1");
        await using var matching = await StartMatchingAsync(bus);
        var index = await ReadIndexAsync(matching);

        var before = _feed.FromNothing;
        var forged = _feed.Put("vacancies/2").Clone();
        (forged.Name, forged.Sequence, forged.Version) = ("vacancies/forged", long.MaxValue - 1, 1);
        forged.Vacancy.Name = forged.Name;
        await bus.PublishAsync(
            new FeedAdvanced
            {
                Feed = "vacancy",
                AfterSequence = 1,
                Sequence = forged.Sequence,
                Changes = [forged.ToByteArray()],
            },
            CancellationToken.None);

        await UntilAsync(() => _feed.FromNothing > before && Same(index, _feed.Open()));
        Assert.Null(index.FindOpening("vacancies/forged"));
        Assert.Equal(2, index.VacancySequence);
    }

    [Fact]
    public async Task Feed_AChangeThatCannotBeRead_IsLeftOutAndSaidSoUntilALaterVersionHealsIt()
    {
        _feed.Put("vacancies/1");
        _feed.Put("vacancies/2");
        await using var matching = await StartMatchingAsync();
        matching.ExpectsErrors = true;
        var index = await ReadIndexAsync(matching);
        Assert.True(Same(index, _feed.Open()));

        _feed.Put("vacancies/1", job => job.PublishTime.Seconds = long.MaxValue);
        _feed.Put("vacancies/3");
        await UntilAsync(() => index.FindOpening("vacancies/3") is not null);

        Assert.Null(index.FindOpening("vacancies/1"));
        Assert.NotNull(index.FindOpening("vacancies/2"));
        var health = await HealthAsync(matching);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Equal("1 resources of the vacancy feed cannot be read.", health.Description);
        Assert.Contains("vacancies/1", Assert.Single(matching.Log.Errors).Message, StringComparison.Ordinal);
        _feed.Put("vacancies/1");
        await UntilAsync(async () => (await HealthAsync(matching)).Status == HealthStatus.Healthy);
        Assert.True(Same(index, _feed.Open()));
    }

    [Fact]
    public async Task Erasure_OlderThanTheFeedTells_IsForgottenByAServiceThatWasAway()
    {
        await using var region = await Region.StartAsync();
        await region.AddAsync(Region.Job("Svetsare", "Härnösand"));
        var kept = await region.AddAsync(Region.Welder());
        var erased = await region.AddAsync(Region.Welder());
        var other = await region.AddAsync(Region.Welder());
        var ofKept = (await region.MatchAsync(kept)).Ranking;
        var ofErased = (await region.MatchAsync(erased)).Ranking;
        await region.Host.StopAsync();
        await region.DeleteAsync(erased);
        region.Clock.Advance(TimeSpan.FromDays(31));
        await region.DeleteAsync(other);

        await region.Host.RestartAsync();

        var store = region.Host.App.Services.GetRequiredService<MatchingStore>();
        await UntilAsync(async () => await store.FindRankingAsync(ofErased, CancellationToken.None) is null);
        Assert.NotNull(await store.FindRankingAsync(ofKept, CancellationToken.None));
        Assert.Equal((1, 1), IndexOf(region.Host).Counts);
    }

    /// <summary>The index, once both feeds are read.</summary>
    private static async Task<MatchIndex> ReadIndexAsync(HostedService matching)
    {
        await UntilAsync(async () => (await HealthAsync(matching)).Status == HealthStatus.Healthy);
        return IndexOf(matching);
    }

    private static MatchIndex IndexOf(HostedService matching) => matching.App.Services.GetRequiredService<MatchIndex>();

    private static Task<HealthCheckResult> HealthAsync(HostedService matching) =>
        matching.App.Services.GetRequiredService<IndexFeeder>().CheckHealthAsync(new HealthCheckContext());

    private static bool Same(MatchIndex index, IReadOnlyDictionary<string, string> owner) =>
        index.Read(index.Openings.All).ToDictionary(opening => opening.Name, opening => opening.Brief.Title, StringComparer.Ordinal)
            is var here && here.Count == owner.Count && here.All(pair => owner.GetValueOrDefault(pair.Key) == pair.Value);

    /// <summary>One or a few changes to some of ten vacancies, now and then with bytes that are none.</summary>
    private FeedAdvanced NextEvent(Random random)
    {
        var changes = Enumerable.Range(0, random.Next(1, 4)).Select(_ => _feed.Put(
            $"vacancies/{random.Next(10)}",
            job =>
            {
                job.Title = $"{random.Next()}";
                job.State = random.Next(3) == 0 ? Vacancy.Types.State.Closed : Vacancy.Types.State.Open;
            })).ToArray();
        return new FeedAdvanced
        {
            Feed = "vacancy",
            AfterSequence = changes[0].Sequence - 1,
            Sequence = changes[^1].Sequence,
            Changes = [.. changes.Select(change => random.Next(40) == 0 ? [0xFF] : change.ToByteArray())],
        };
    }

    private Task<HostedService> StartMatchingAsync(EventBus? bus = null) =>
        HostedService.StartAsync(MatchingHost.Build, builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Endpoints:Profile"] = _profile!.Address.ToString(),
                ["Endpoints:Vacancy"] = _vacancy!.Address.ToString(),
            });
            builder.Services.AddSingleton(World.Taxonomy);
            builder.Services.AddSingleton(World.Extractor);
            if (bus is not null)
            {
                builder.Services.AddSingleton(bus);
                builder.Services.AddHostedService(_ => bus);
            }
        });

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
