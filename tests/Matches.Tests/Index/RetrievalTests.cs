using Matching.Competence;
using Matching.Fit;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Matching.Matches.Tests;

/// <summary>Retrieval leaves nothing out: what is ranked is what comparing every pair would rank.</summary>
[Trait("Store", "None")]
public sealed class RetrievalTests
{
    private const int People = 40, Places = 120;

    [Theory]
    [Seeds(30)]
    public void RankOpenings_OfARandomRegion_EqualsComparingEveryPair(int seed)
    {
        using var world = new Index(seed);
        foreach (var candidate in world.Candidates)
        {
            var ranked = world.Ranker.RankOpenings(candidate, World.Now, Consents.Matching, accept: null, Seat.Fallback);

            var expected = world.Openings
                .Where(opening => SaysNothing(candidate) || IsRelevant(candidate, opening))
                .ToList();
            AssertRanked(expected.Select(opening => (opening.Name, candidate, opening)), Consents.Matching, ranked,
                (name, score) =>
                {
                    var opening = world.Openings.Single(opening => opening.Name == name);
                    return new Scored<OpeningEntry>(opening, score, opening.PublishTime.UtcTicks);
                });
        }
    }

    [Theory]
    [Seeds(30)]
    public void RankCandidates_OfARandomRegion_EqualsComparingEveryPair(int seed)
    {
        using var world = new Index(seed);
        foreach (var opening in world.Openings)
        {
            var ranked = world.Ranker.Rank(world.Ranker.CandidatesFor(opening, World.Now), Seat.Fallback);

            var expected = world.Candidates.Where(candidate => IsRelevant(candidate, opening)).ToList();
            AssertRanked(expected.Select(candidate => (candidate.Name, candidate, opening)), Consents.EmployerSearch, ranked,
                (name, score) => new Scored<CandidateEntry>(world.Candidates.Single(c => c.Name == name), score, 0));
        }
    }

    /// <summary>A score belongs to the pair, not to who asked.</summary>
    [Theory]
    [Seeds(10)]
    public void BothDirections_OfARandomRegion_AgreeOnEveryPair(int seed)
    {
        using var world = new Index(seed);
        var byOpening = world.Openings
            .SelectMany(opening => world.Ranker.Rank(world.Ranker.CandidatesFor(opening, World.Now), Seat.Fallback).Items
                .Select(item => (Pair: (item.Entry.Name, opening.Name), item.Score)))
            .ToDictionary(item => item.Pair, item => item.Score);

        foreach (var candidate in world.Candidates.Where(c => !SaysNothing(c)))
        {
            foreach (var item in world.Ranker.RankOpenings(candidate, World.Now, Consents.EmployerSearch, accept: null, Seat.Fallback).Items)
            {
                var pair = (candidate.Name, item.Entry.Name);
                Assert.True(byOpening.Remove(pair, out var score), $"{pair}");
                Assert.Equal(item.Score, score);
            }
        }

        Assert.Empty(byOpening);
    }

    private static void AssertRanked<TEntry>(
        IEnumerable<(string Name, CandidateEntry Candidate, OpeningEntry Opening)> relevant,
        Consents needed,
        RankedList<TEntry> ranked,
        Func<string, double, Scored<TEntry>> scored)
        where TEntry : class, IEntry
    {
        var all = relevant.ToList();
        var passed = all.Where(pair => Failed(pair.Candidate, pair.Opening, needed) == GateTypes.None)
            .Select(pair => scored(pair.Name, FitEngine.ExpertModel.Score(Features(pair.Candidate, pair.Opening))))
            .ToList();
        passed.Sort(Scored<TEntry>.BestFirst);

        Assert.Equal(
            passed.Select(item => (item.Entry.Name, item.Score)),
            ranked.Items.Select(item => (item.Entry.Name, item.Score)));
        Assert.Equal(all.Count, ranked.Items.Count + ranked.GateCounts.Sum());
        foreach (var gate in Enum.GetValues<GateType>())
        {
            // What fails several is counted at the first.
            Assert.Equal(
                all.Count(pair => Failed(pair.Candidate, pair.Opening, needed) is not GateTypes.None and var failed
                    && (GateTypes)((int)failed & -(int)failed) == (GateTypes)(1 << (int)gate)),
                ranked.GateCounts[(int)gate]);
        }

        var near = all.Where(pair => World.Engine.IsNearMiss(Document(pair.Candidate), pair.Opening.Opening, World.Now, needed))
            .Select(pair => pair.Name).ToHashSet();
        Assert.Equal(Math.Min(5, near.Count), ranked.NearMisses.Count);
        Assert.All(ranked.NearMisses, item => Assert.Contains(item.Entry.Name, near));
    }

    private static bool SaysNothing(CandidateEntry candidate)
    {
        var document = Document(candidate);
        return document is { Occupations.IsEmpty: true, WishedOccupations.IsEmpty: true, Skills.IsEmpty: true }
            && document.Licences.All(held => held.Licence.Kind == ConceptKind.DrivingLicence)
            && document.Educations.All(held =>
                held.Occupation is null && (held.Field is null || World.Taxonomy.GroupsPreparedBy(held.Field).Count == 0));
    }

    private static bool IsRelevant(CandidateEntry candidate, OpeningEntry opening) =>
        FitEngine.IsRelevant(Features(candidate, opening));

    private static GateTypes Failed(CandidateEntry candidate, OpeningEntry opening, Consents needed) =>
        World.Engine.FailedGates(Document(candidate), opening.Opening, World.Now, needed);

    private static float[] Features(CandidateEntry candidate, OpeningEntry opening)
    {
        var features = new float[FitEngine.Features.Count];
        World.Engine.Extract(Document(candidate), opening.Opening, World.Now, features);
        return features;
    }

    private static Fit.Candidate Document(CandidateEntry candidate) => candidate.On(Ranker.Day(World.Now));

    private sealed class Index : IDisposable
    {
        private readonly MatchIndex _index = new(World.Taxonomy, new ManualClock(World.Now));

        public Index(int seed)
        {
            var region = new RandomRegion(seed);
            for (var i = 1; i <= People; i++)
            {
                var candidate = region.Candidate();
                candidate.Name = $"candidates/{i:000}";
                _index.Apply(new ProfileChange
                {
                    Sequence = i,
                    Name = candidate.Name,
                    Candidate = new CandidateState { Candidate = candidate, ValidationResults = { region.Results() } },
                });
                Candidates.Add(_index.FindCandidate(candidate.Name)!);
            }

            for (var i = 1; i <= Places; i++)
            {
                var vacancy = region.Vacancy();
                vacancy.Name = $"vacancies/{i:000}";
                vacancy.State = Vacancy.Types.State.Open;
                Assert.True(_index.Apply(new VacancyChange { Sequence = i, Name = vacancy.Name, Vacancy = vacancy }));
                Openings.Add(_index.FindOpening(vacancy.Name)!);
            }

            Ranker = new Ranker(_index, World.Engine, ModelKit.Guard(), World.Taxonomy);
        }

        public List<CandidateEntry> Candidates { get; } = [];

        public List<OpeningEntry> Openings { get; } = [];

        public Ranker Ranker { get; }

        public void Dispose() => _index.Dispose();
    }
}
