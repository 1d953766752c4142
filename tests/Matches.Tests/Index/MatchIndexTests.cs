using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using WireCandidate = Matching.Profiles.V1.Candidate;

namespace Matching.Matches.Tests;

/// <summary>The index holds what the feeds told last, however often and in whichever pieces they tell it.</summary>
[Trait("Store", "None")]
public sealed class MatchIndexTests : IDisposable
{
    private readonly MatchIndex _index = new(World.Taxonomy, new ManualClock(World.Now));

    public void Dispose() => _index.Dispose();

    /// <summary>Two readers follow a feed at once, each from where the index stood when it asked.</summary>
    [Theory]
    [Seeds(30)]
    public void Apply_RepeatedAndOlderChanges_EndsWhereTheFeedEnds(int seed)
    {
        var random = new Random(seed);
        var history = new List<VacancyChange>();
        for (var i = 1; i <= 300; i++)
        {
            var name = $"vacancies/{random.Next(40)}";
            var externalId = random.Next(2) == 0 ? $"{name[10..]}-{random.Next(2)}" : "";
            history.Add(Change(i, name, open: random.Next(4) > 0, externalId));
        }

        for (var at = 0; at < history.Count;)
        {
            // A reader tells some of what is new, and what it had been told before.
            var from = Math.Max(0, at - random.Next(20));
            var to = Math.Min(history.Count, at + random.Next(1, 15));
            foreach (var change in history[from..to])
            {
                _index.Apply(change);
            }

            at = to;
        }

        var last = history.GroupBy(change => change.Name).Select(changes => changes.Last()).ToList();
        var open = last.Where(change => change.Vacancy.State == Vacancy.Types.State.Open).ToList();
        Assert.Equal(300, _index.VacancySequence);
        Assert.Equal(open.Count, _index.Counts.Openings);
        Assert.Equal(open.Select(change => change.Name).Order(), _index.Read(_index.Openings.All).Select(entry => entry.Name).Order());
        Assert.All(last, change => Assert.Equal(open.Contains(change), _index.FindOpening(change.Name) is not null));
        var sources = open.Where(change => change.Vacancy.Source is not null)
            .ToDictionary(change => $"vacancies/jobstream:{change.Vacancy.Source.ExternalId}", change => change.Name);
        Assert.All(
            Enumerable.Range(0, 80).Select(i => $"vacancies/jobstream:{i / 2}-{i % 2}"),
            alias => Assert.Equal(sources.GetValueOrDefault(alias), _index.FindOpening(alias)?.Name));
    }

    /// <summary>A feed may tell the new holder of a source before it tells that the old one let it go.</summary>
    [Fact]
    public void Apply_ASourceThatMoved_IsFoundAtItsNewHolder()
    {
        _index.Apply(Change(1, "vacancies/old", open: true, externalId: "7"));
        _index.Apply(Change(3, "vacancies/new", open: true, externalId: "7"));
        _index.Apply(Change(4, "vacancies/old", open: true, externalId: "8"));

        Assert.Equal("vacancies/new", _index.FindOpening("vacancies/jobstream:7")?.Name);
        Assert.Equal("vacancies/old", _index.FindOpening("vacancies/jobstream:8")?.Name);
    }

    [Fact]
    public void Apply_AnOccupationOfAnotherTaxonomy_IsLeftOutAndSaidSo()
    {
        _index.Apply(Change(1, "vacancies/a", open: true));
        var unknown = Change(2, "vacancies/a", open: true);
        unknown.Vacancy.Occupation = "none_such_one";

        Assert.False(_index.Apply(unknown));
        Assert.Null(_index.FindOpening("vacancies/a"));
        Assert.Equal(2, _index.VacancySequence);
    }

    [Fact]
    public void Apply_DeletedProfiles_AreGone()
    {
        _index.Apply(new ProfileChange
        {
            Sequence = 1,
            Name = "candidates/a",
            Candidate = new CandidateState { Candidate = new WireCandidate { Name = "candidates/a" } },
        });
        _index.Apply(new ProfileChange
        {
            Sequence = 2,
            Name = "households/h",
            Household = new Household { Name = "households/h" },
        });
        Assert.NotNull(_index.FindCandidate("candidates/a"));
        Assert.NotNull(_index.FindHousehold("households/h"));

        _index.Apply(new ProfileChange { Sequence = 3, Name = "candidates/a", Deleted = true });
        _index.Apply(new ProfileChange { Sequence = 4, Name = "households/h", Deleted = true });

        Assert.Null(_index.FindCandidate("candidates/a"));
        Assert.Null(_index.FindHousehold("households/h"));
    }

    [Fact]
    public async Task NextChange_CompletesAtTheChangeAndIsThenAnother()
    {
        var next = _index.NextChange;
        Assert.False(next.IsCompleted);

        _index.Apply(Change(1, "vacancies/a", open: true));

        await next.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(_index.NextChange.IsCompleted);
    }

    /// <summary>A validation that ends is counted on its last day and not on the day after.</summary>
    [Fact]
    public void Candidate_WhoseValidationEnds_CountsItToItsLastDay()
    {
        var occupation = World.Id("Svetsare");
        _index.Apply(new ProfileChange
        {
            Sequence = 1,
            Name = "candidates/a",
            Candidate = new CandidateState
            {
                Candidate = new WireCandidate
                {
                    Name = "candidates/a",
                    Occupations = { new OccupationExperience { Occupation = occupation, Years = 3 } },
                },
                ValidationResults =
                {
                    new ValidationResult
                    {
                        Outcome = ValidationResult.Types.Outcome.Full,
                        Covers = { new ValidationResult.Types.Item { Concept = occupation } },
                        ValidUntil = "2026-11-21",
                    },
                },
            },
        });
        var candidate = _index.FindCandidate("candidates/a")!;

        Assert.Equal(Fit.Evidence.Validated, candidate.On(new DateOnly(2026, 11, 21)).Occupations.Single().Evidence);
        Assert.Equal(Fit.Evidence.SelfDeclared, candidate.On(new DateOnly(2026, 11, 22)).Occupations.Single().Evidence);
    }

    private static VacancyChange Change(long sequence, string name, bool open, string externalId = "") => new()
    {
        Sequence = sequence,
        Name = name,
        Vacancy = new Vacancy
        {
            Name = name,
            State = open ? Vacancy.Types.State.Open : Vacancy.Types.State.Closed,
            Occupation = World.Id("Svetsare"),
            Source = externalId.Length > 0 ? new Source { System = "jobstream", ExternalId = externalId } : null,
        },
    };
}
