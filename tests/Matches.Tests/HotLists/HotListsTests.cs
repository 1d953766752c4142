using Google.Protobuf.WellKnownTypes;
using Matching.Fit;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Matching.Matches.Tests;

/// <summary>
/// A list that was kept is, after whatever has happened since, the list that ranking anew makes: to the last bit, on
/// replicas that are not equally far, in either direction.
/// </summary>
[Trait("Store", "None")]
public sealed class HotListsTests
{
    private const int Documents = 150;

    private readonly ManualClock _clock = new(World.Now);

    [Theory]
    [Seeds(8)]
    public async Task Rank_AfterRandomChangesOnSeveralReplicas_IsAsIfRankedAnew(int seed) =>
        await PlayAsync(seed, steps: 400, redis: null);

    [OwnRedisTheory]
    [Seeds(2)]
    [Trait("Category", "Slow")]
    public async Task Rank_SharedByRedis_IsAsIfRankedAnew(int seed)
    {
        await using var server = await RedisServer.StartAsync();
        await PlayAsync(seed, steps: 400, $"redis://127.0.0.1:{server.Port}");
    }

    private async Task PlayAsync(int seed, int steps, string? redis)
    {
        await using var cache = await OneCache.OpenAsync(_clock, redis);
        using Replica first = new(_clock, cache), second = new(_clock, cache), third = new(_clock, cache);
        Replica[] replicas = [first, second, third];
        var feed = new Feed(seed);
        var random = feed.Region;
        for (var i = 0; i < 2 * Documents; i++)
        {
            feed.Change();
        }

        Array.ForEach(replicas, replica => feed.Tell(replica, all: true));
        if (redis is not null)
        {
            await UntilKeptAsync(cache.Cache);
        }

        for (var step = 0; step < steps; step++)
        {
            switch (random.Next(12))
            {
                case < 3:
                    feed.Change();
                    break;
                case < 6:
                    feed.Tell(random.Pick(replicas), all: random.Chance(0.5));
                    break;
                case 6:
                    _clock.Advance(TimeSpan.FromMinutes(random.Chance(0.05) ? 700 : random.Next(20) - 2));
                    break;
                default:
                    await AskAsync(random.Pick(replicas), feed, random);
                    break;
            }
        }

        // On a busy machine Redis now and then takes longer than anybody waits, which is a miss.
        Assert.True(first.Hits > 5, "There were no hits.");
        Assert.True(first.Refreshed > 5, "Nothing was brought up to date.");
        Assert.True(first.Misses > 5, "Nothing was missed.");
    }

    /// <summary>Whoever asks at once waits for one ranking, and gets what is right for when they asked.</summary>
    [Fact]
    public async Task Rank_ManyAtOnce_RanksOnce()
    {
        await using var cache = await OneCache.OpenAsync(_clock, redis: null);
        using var replica = new Replica(_clock, cache);
        var feed = new Feed(seed: 1);
        for (var i = 0; i < 300; i++)
        {
            feed.Change();
        }

        feed.Tell(replica, all: true);
        var candidate = replica.Index.Read(replica.Index.Candidates.All)[0];
        var query = replica.Ranker.OpeningsFor(candidate, Sweden.Now(_clock), Consents.None, accept: null);
        var expected = replica.Ranker.Rank(query, Seat.Fallback);
        using var start = new Barrier(8);

        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return replica.Hot.RankAsync(query, candidate.Version, [], Seat.Fallback);
            },
            default,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));

        Assert.All(lists, list => Lists.AssertSame(expected, list));
        Assert.Equal((1, 7), (replica.Misses, replica.Hits));
    }

    /// <summary>A list by two models is none: what is kept of a model goes when it fails on what has changed.</summary>
    [Fact]
    public async Task Rank_AModelThatFailsOnAChange_IsRankedByTheExpertAndNotKept()
    {
        await using var cache = await OneCache.OpenAsync(_clock, redis: null);
        using var replica = new Replica(_clock, cache);
        var feed = new Feed(seed: 4);
        for (var i = 0; i < 300; i++)
        {
            feed.Change();
        }

        feed.Tell(replica, all: true);
        var welder = Region.Welder();
        welder.Name = "candidates/welder";
        welder.Occupations[0].Occupation = World.Id("Svetsare");
        welder.Home = "2280";
        welder.Languages.Clear();
        welder.Licences.Clear();
        replica.Apply(new ProfileChange
        {
            Sequence = 1000,
            Name = welder.Name,
            Candidate = new CandidateState { Candidate = welder },
        });
        var candidate = replica.Index.FindCandidate(welder.Name)!;
        var query = replica.Ranker.OpeningsFor(candidate, Sweden.Now(_clock), Consents.None, accept: null) with { Keys = null };
        var model = new TurncoatModel("turncoat");
        var seat = new Seat(model, V1.Provenance.Types.Arm.Champion);
        Assert.Equal(seat, (await replica.Hot.RankAsync(query, 1, [], seat)).Seat);

        model.Now = TurncoatModel.Mood.NoNumber;
        Assert.Equal(seat, (await replica.Hot.RankAsync(query, 1, [], seat)).Seat);
        var vacancy = replica.Index.Read(replica.Index.Openings.All)[0];
        replica.Apply(new VacancyChange
        {
            Sequence = 1000,
            Name = vacancy.Name,
            Vacancy = new Vacancy
            {
                Name = vacancy.Name,
                State = Vacancy.Types.State.Open,
                Kind = Competence.V1.OpeningKind.Job,
                Occupation = World.Id("Svetsare"),
                Workplace = new Workplace { Municipality = "2280" },
            },
        });
        for (var i = 0; i < 2; i++)
        {
            Lists.AssertSame(
                replica.Ranker.Rank(query, Seat.Fallback), await replica.Hot.RankAsync(query, 1, [], seat));
        }

        Assert.Equal((3, 1, 0), (replica.Misses, replica.Hits, replica.Refreshed));
    }

    [Fact]
    public async Task Rank_MoreChangesThanAreRemembered_IsRankedAnew()
    {
        await using var cache = await OneCache.OpenAsync(_clock, redis: null);
        using var replica = new Replica(_clock, cache);
        var feed = new Feed(seed: 2);
        for (var i = 0; i < 200; i++)
        {
            feed.Change();
        }

        feed.Tell(replica, all: true);
        var candidate = replica.Index.Read(replica.Index.Candidates.All)[0];
        await AskAsync();
        var vacancy = feed.Region.Vacancy();
        vacancy.Name = "vacancies/again";
        vacancy.State = Vacancy.Types.State.Open;
        for (var i = 0; i < ShelfState.Remembered; i++)
        {
            replica.Apply(new VacancyChange { Sequence = 1000 + i, Name = vacancy.Name, Vacancy = vacancy });
        }

        await AskAsync();
        Assert.Equal((1, 1), (replica.Misses, replica.Refreshed));
        for (var i = 0; i <= ShelfState.Remembered; i++)
        {
            replica.Apply(new VacancyChange { Sequence = 20_000 + i, Name = vacancy.Name, Vacancy = vacancy });
        }

        await AskAsync();
        Assert.Equal((2, 1), (replica.Misses, replica.Refreshed));

        async Task AskAsync()
        {
            var query = replica.Ranker.OpeningsFor(candidate, Sweden.Now(_clock), Consents.None, accept: null);
            Lists.AssertSame(
                replica.Ranker.Rank(query, Seat.Fallback),
                await replica.Hot.RankAsync(query, candidate.Version, [], Seat.Fallback));
        }
    }

    private static async Task UntilKeptAsync(HotCache cache)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (; await cache.GetAsync("probe", "") is null; await timer.WaitForNextTickAsync(deadline.Token))
        {
            await cache.SetAsync("probe", "", [1]);
        }
    }

    private async Task AskAsync(Replica replica, Feed feed, RandomRegion random)
    {
        var now = Sweden.Now(_clock);
        if (random.Chance(0.4))
        {
            // The same few are asked for again and again.
            var openings = replica.Index.Read(replica.Index.Openings.All).OrderBy(entry => entry.Name).Take(3).ToList();
            if (openings.Count > 0)
            {
                var opening = random.Pick(openings);
                var query = replica.Ranker.CandidatesFor(opening, now);
                Lists.AssertSame(
                    replica.Ranker.Rank(query, feed.Seat),
                    await replica.Hot.RankAsync(query, opening.Version, [], feed.Seat));
            }

            return;
        }

        var candidates = replica.Index.Read(replica.Index.Candidates.All).OrderBy(entry => entry.Name).Take(3).ToList();
        if (candidates.Count > 0)
        {
            var stored = random.Pick(candidates);
            var filter = new VacancyFilterReader(random.Pick(Feed.Filters), World.Taxonomy);
            var query = replica.Ranker.OpeningsFor(
                filter.Apply(stored, World.Taxonomy, now), now, Consents.Matching, filter.Accept);
            Lists.AssertSame(
                replica.Ranker.Rank(query, feed.Seat),
                await replica.Hot.RankAsync(query, stored.Version, filter.Identity, feed.Seat));
        }
    }

    /// <summary>
    /// Both owners' feeds: every document once, as it is now, at the place of its last change. A replica that is behind
    /// never hears of what was in between.
    /// </summary>
    private sealed class Feed(int seed)
    {
        private readonly SortedDictionary<long, VacancyChange> _vacancies = [];
        private readonly SortedDictionary<long, ProfileChange> _profiles = [];
        private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);
        private long _sequence;

        public static V1.VacancyFilter?[] Filters { get; } =
        [
            null,
            new V1.VacancyFilter { RadiusKm = 200 },
            new V1.VacancyFilter { Kinds = { Competence.V1.OpeningKind.Job }, MaxPerEmployer = 2 },
            new V1.VacancyFilter { Text = "opening", Places = { "22", "2482" } },
        ];

        public RandomRegion Region { get; } = new(seed);

        /// <summary>The expert model ranks, or one of trees.</summary>
        public Seat Seat { get; } = new(
            seed % 2 == 0
                ? FitEngine.ExpertModel
                : ModelBundles.Read(
                    "trees",
                    ModelKit.Bundle("trees", new Step("occupation_years", 0.4, -3, 5), new Step("place", 0.5, -7, 0.1))),
            V1.Provenance.Types.Arm.Champion);

        public void Change()
        {
            _sequence++;
            if (Region.Chance(0.5))
            {
                var name = $"vacancies/{Guid.Parse($"{Region.Next(Documents):00000000}-0000-7000-8000-000000000000")}";
                var vacancy = Region.Vacancy();
                vacancy.Name = name;
                vacancy.State = Region.Chance(0.15) ? Vacancy.Types.State.Closed : Vacancy.Types.State.Open;
                if (Region.Chance(0.3))
                {
                    vacancy.ApplicationDeadline = World.Now.AddMinutes(Region.Next(2000)).ToTimestamp();
                }

                Move(name, _vacancies, new VacancyChange { Sequence = _sequence, Name = name, Vacancy = vacancy });
                return;
            }

            var person = $"candidates/{Guid.Parse($"{Region.Next(Documents):00000000}-0000-7000-9000-000000000000")}";
            var change = new ProfileChange { Sequence = _sequence, Name = person };
            if (Region.Chance(0.1))
            {
                change.Deleted = true;
            }
            else
            {
                var candidate = Region.Candidate();
                candidate.Name = person;
                change.Candidate =
                    new CandidateState { Candidate = candidate, ValidationResults = { Region.Results() } };
            }

            Move(person, _profiles, change);
        }

        /// <summary>Tells a replica what it does not know yet, or some of it.</summary>
        public void Tell(Replica replica, bool all)
        {
            foreach (var (_, change) in _vacancies.Where(row => row.Key > replica.Index.VacancySequence).ToList())
            {
                if (!all && Region.Chance(0.2))
                {
                    break;
                }

                replica.Apply(change);
            }

            foreach (var (_, change) in _profiles.Where(row => row.Key > replica.Index.ProfileSequence).ToList())
            {
                if (!all && Region.Chance(0.2))
                {
                    break;
                }

                replica.Apply(change);
            }
        }

        private void Move<T>(string name, SortedDictionary<long, T> rows, T change)
        {
            if (_places.TryGetValue(name, out var before))
            {
                rows.Remove(before);
            }

            _places[name] = _sequence;
            rows[_sequence] = change;
        }
    }
}
