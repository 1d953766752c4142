namespace Matching.Fit.Tests;

/// <summary>
/// Draws candidates and openings from the whole taxonomy, dense enough that they meet: everything comes from a few
/// occupation groups and what matters in them.
/// </summary>
internal sealed class RandomPairs(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Concept[] _groups =
        [.. All(ConceptKind.OccupationGroup).Where(g => Taxonomy.SkillsOf(g).Count > 3)];
    private readonly Concept[] _languages = [.. All(ConceptKind.Language).Take(6)];
    private readonly Concept[] _driving = All(ConceptKind.DrivingLicence);
    private readonly Concept[] _levels = All(ConceptKind.EducationLevel);
    private readonly Concept[] _fields = All(ConceptKind.EducationField);
    private readonly Concept[] _north =
        [.. All(ConceptKind.Municipality).Where(m => m.Code![..2] is "22" or "24")];

    private static Taxonomy Taxonomy => World.Taxonomy;

    public Random Random => _random;

    public (CandidateFacts Candidate, OpeningFacts Opening) Next()
    {
        var group = Pick(_groups);
        var near = Taxonomy.ExperienceServing(group).Select(r => r.Concept).Append(group).ToArray();
        var skills = Taxonomy.SkillsOf(group).Take(12).ToArray();
        return (Candidate(near, skills), Opening(near, skills));
    }

    public CandidateFacts Candidate(Concept[] occupations, Concept[] skills) => new()
    {
        Occupations = Some(3, () => Occupation(occupations)),
        Skills = [.. Some(5, () => Skill(skills)).DistinctBy(s => s.Skill)],
        Languages = [.. Some(3, Language).DistinctBy(l => l.Language)],
        Educations = Some(2, () => Education(occupations)),
        Licences = Some(3, () => Licence(skills)),
        Home = Chance(0.8) ? new PlaceFact(Pick(_north)) : null,
        RightToWork = (RightToWork)_random.Next(3),
        Wishes = new WishFacts
        {
            Places = Some(2, () => new PlaceFact(Pick(_north))),
            Anywhere = Chance(0.2),
            RadiusKilometres = _random.Next(0, 200),
            Occupations = Some(2, () => Pick(occupations)),
            Kinds = Some(2, () => (OpeningKind)_random.Next(7)),
            MinExtentPercent = _random.Next(0, 3) * 25,
            MaxExtentPercent = _random.Next(2, 5) * 25,
            EarliestStart = Chance(0.5) ? World.Today.AddDays(_random.Next(-50, 400)) : null,
            Remote = Chance(0.3),
        },
    };

    public OpeningFacts Opening(Concept[] occupations, Concept[] skills) => new()
    {
        Kind = (OpeningKind)_random.Next(7),
        Occupation = Pick(occupations),
        Requirements = [.. Some(8, () => Requirement(occupations, skills)).DistinctBy(r => r.Concept)],
        Municipality = Chance(0.9) ? Pick(_north) : null,
        Remote = Chance(0.1),
        MinExtentPercent = _random.Next(0, 5) * 25,
        Deadline = Chance(0.7) ? World.Now.AddDays(_random.Next(1, 100)) : null,
    };

    public HeldOccupation Occupation(Concept[] from) =>
        new(Pick(from), _random.Next(0, 30) / 2f, (short)(Chance(0.5) ? 2026 : 0), Evidence());

    public HeldSkill Skill(Concept[] from) => new(Pick(from), (byte)_random.Next(6), Evidence());

    public HeldLanguage Language() =>
        new(Pick(_languages), (Cefr)_random.Next(7), (Cefr)_random.Next(7), (Cefr)_random.Next(7), Evidence());

    public HeldEducation Education(Concept[] occupations) => new(
        Chance(0.8) ? Pick(_levels) : null,
        Pick(_fields),
        Chance(0.5) ? Pick(occupations) : null,
        Chance(0.6),
        Evidence());

    public HeldLicence Licence(Concept[] skills) => new(
        Chance(0.5) ? Pick(_driving) : Pick(skills),
        Chance(0.2) ? World.Today.AddDays(_random.Next(-9, 9)) : null,
        Evidence());

    public Evidence Evidence() => (Evidence)_random.Next(1, 6);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private Requirement Requirement(Concept[] occupations, Concept[] skills)
    {
        var concept = _random.Next(6) switch
        {
            0 => Pick(occupations),
            1 => Pick(_languages),
            2 => Pick(_driving),
            3 => Pick(_levels),
            4 => Pick(_fields),
            _ => Pick(skills),
        };
        return new Requirement(Fit.Requirement.TypeOf(concept), concept, Chance(0.6))
        {
            Weight = Chance(0.5) ? _random.Next(0, 100) / 3f : 0,
            RequiredLevel = (Cefr)_random.Next(7),
            DesiredLevel = (Cefr)_random.Next(7),
            MinYears = _random.Next(0, 6),
            AcceptedEquivalents = Chance(0.2) ? [Pick(skills)] : [],
            Origin = (RequirementOrigin)_random.Next(4),
        };
    }

    private T[] Some<T>(int most, Func<T> draw) =>
        [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => draw())];

    private static Concept[] All(ConceptKind kind) => [.. Taxonomy.Concepts.Where(c => c.Kind == kind)];
}
