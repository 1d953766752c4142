using System.Diagnostics;
using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Matching.Competence;
using Matching.Fit;
using Matching.Hosting;
using Matching.Matches;
using Matching.Profiles.V1;
using Matching.Testing;
using Matching.Vacancies.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matching.Benchmarks;

/// <summary>
/// What a candidate's list costs when it is ranked anew, found in the process and found in Redis, as it was kept and with
/// changes since. By the expert model, which is the cheapest to rank anew; without explaining, keeping and the wire.
/// </summary>
internal static class HotListBench
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Measures lists of so many openings; each figure is the median of so many runs.</summary>
    public static async Task<string> MeasureAsync(int[] lengths, int[] changes, int runs)
    {
        var taxonomy = Taxonomy.LoadBuiltIn();
        var table = new StringBuilder("| openings | changes since | anew | in the process | in Redis |\n");
        table.Append("| --- | --- | --- | --- | --- |\n");
        await using var redis = await RedisServer.StartAsync();
        foreach (var length in lengths)
        {
            await using var near = await SideAsync(taxonomy, length, redis: null);
            await using var far = await SideAsync(taxonomy, length, $"redis://127.0.0.1:{redis.Port}");
            foreach (var count in changes.Where(count => count < length))
            {
                var anew = await near.MedianAsync(runs, count, near.RankAnewAsync);
                var inProcess = await near.MedianAsync(runs, count, near.RankHotAsync);
                var inRedis = await far.MedianAsync(runs, count, far.RankHotAsync);
                table.Append(
                    CultureInfo.InvariantCulture,
                    $"| {length:N0} | {count:N0} | {anew:0.00} ms | {inProcess:0.00} ms | {inRedis:0.00} ms |\n");
            }
        }

        return table.ToString();
    }

    private static async Task<Side> SideAsync(Taxonomy taxonomy, int length, string? redis)
    {
        var configuration = new ConfigurationManager { [HotCache.RedisKey] = redis };
        var services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ModelMetrics>()
            .AddSingleton<ShadowScorer>()
            .AddSingleton<ModelGuard>()
            .AddSingleton<HotListMetrics>();
        services.AddHotCache(configuration, (_, _) => Task.FromResult(new byte[32]));
        var provider = services.BuildServiceProvider();
        foreach (var hosted in provider.GetServices<IHostedService>())
        {
            await hosted.StartAsync(default);
        }

        var side = new Side(taxonomy, configuration, provider, length);
        await side.WarmAsync();
        return side;
    }

    /// <summary>An index with one candidate and openings for them, and the lists that are kept of it.</summary>
    private sealed class Side : IAsyncDisposable
    {
        private readonly ServiceProvider _provider;
        private readonly MatchIndex _index;
        private readonly Ranker _ranker;
        private readonly HotLists _hot;
        private readonly CandidateEntry _candidate;
        private readonly Vacancy[] _vacancies;
        private readonly Seat _seat = Seat.Fallback;
        private long _sequence;

        public Side(Taxonomy taxonomy, IConfiguration configuration, ServiceProvider provider, int length)
        {
            _provider = provider;
            var region = new RegionOptions(configuration, taxonomy);
            var engine = new FitEngine(taxonomy, region.Municipalities);
            _index = new MatchIndex(taxonomy, TimeProvider.System);
            _ranker = new Ranker(_index, engine, provider.GetRequiredService<ModelGuard>(), taxonomy);
            _hot = new HotLists(
                _index,
                _ranker,
                provider.GetRequiredService<HotCache>(),
                provider.GetRequiredService<HotListMetrics>(),
                region,
                taxonomy)
            {
                MinimumDocuments = 0,
            };
            var random = new Random(1);
            taxonomy.TryResolve("Svetsare", ConceptKinds.All, out var welder);
            Concept[] occupations = [welder!, .. taxonomy.OpeningsServedBy(welder!).Select(related => related.Concept)];
            Concept[] skills =
                [.. taxonomy.SkillsOf(taxonomy.GroupOf(welder!) ?? welder!)];
            Concept[] north = [.. region.Municipalities];
            _vacancies = [.. Enumerable.Range(0, length).Select(_ => Draw(random, occupations, skills, north))];
            Array.ForEach(_vacancies, Tell);
            var person = new Profiles.V1.Candidate
            {
                Name = $"candidates/{Guid.CreateVersion7(Now)}",
                Occupations = { new OccupationExperience { Occupation = welder!.Id, Years = 6 } },
                Skills = { skills.Take(4).Select(skill => new SkillClaim { Skill = skill.Id, Level = 3 }) },
                Wishes = new Wishes { Anywhere = true },
                Consents = { new Consent { Purpose = Consent.Types.Purpose.Matching } },
            };
            _index.Apply(new ProfileChange
            {
                Sequence = 1,
                Name = person.Name,
                Candidate = new CandidateState { Candidate = person },
            });
            _candidate = _index.FindCandidate(person.Name)!;
        }

        private ListQuery<OpeningEntry> Query =>
            _ranker.OpeningsFor(_candidate, TimeZoneInfo.ConvertTime(Now, Sweden.Zone), Consents.Matching, accept: null);

        public Task<RankedList<OpeningEntry>> RankAnewAsync() => Task.FromResult(_ranker.Rank(Query, _seat));

        public Task<RankedList<OpeningEntry>> RankHotAsync() => _hot.RankAsync(Query, _candidate.Version, [], _seat);

        /// <summary>Runs until the cache is there and the code compiled.</summary>
        public async Task WarmAsync()
        {
            var cache = _provider.GetRequiredService<HotCache>();
            var started = Stopwatch.GetTimestamp();
            for (var kept = false; !kept && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20);)
            {
                await cache.SetAsync("probe", "", [1]);
                kept = await cache.GetAsync("probe", "") is not null;
                await RankAnewAsync();
                await RankHotAsync();
            }
        }

        /// <summary>The median in ms, each run with so many changes since the list was kept.</summary>
        public async Task<double> MedianAsync(int runs, int changes, Func<Task<RankedList<OpeningEntry>>> rankAsync)
        {
            var times = new double[runs];
            for (var run = 0; run < runs; run++)
            {
                await _provider.GetRequiredService<HotCache>().RemoveAsync(_candidate.Name);
                await RankHotAsync();
                await Task.Delay(20);
                for (var i = 0; i < changes; i++)
                {
                    Tell(_vacancies[i]);
                }

                var started = Stopwatch.GetTimestamp();
                await rankAsync();
                times[run] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }

            Array.Sort(times);
            return times[runs / 2];
        }

        public async ValueTask DisposeAsync()
        {
            _index.Dispose();
            await _provider.DisposeAsync();
        }

        private static Vacancy Draw(Random random, Concept[] occupations, Concept[] skills, Concept[] north) => new()
        {
            Name = $"vacancies/{Guid.CreateVersion7(Now)}",
            State = Vacancy.Types.State.Open,
            Title = "Opening",
            Kind = (Competence.V1.OpeningKind)random.Next(1, 3),
            Occupation = occupations[random.Next(occupations.Length)].Id,
            Requirements =
            {
                skills.OrderBy(_ => random.Next()).Take(3).Select(skill => new Vacancies.V1.Requirement
                {
                    Concept = skill.Id,
                    Type = Vacancies.V1.Requirement.Types.Type.Skill,
                    Weight = 1,
                }),
            },
            Workplace = new Workplace { Municipality = north[random.Next(north.Length)].Code },
            MaxExtentPercent = 100,
            PublishTime = Now.AddHours(-random.Next(1, 1000)).ToTimestamp(),
        };

        private void Tell(Vacancy vacancy) =>
            _index.Apply(new VacancyChange { Sequence = ++_sequence, Name = vacancy.Name, Vacancy = vacancy });
    }
}
