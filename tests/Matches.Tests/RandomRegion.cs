using Google.Protobuf.WellKnownTypes;
using Matching.Competence;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Importance = Matching.Vacancies.V1.Requirement.Types.Importance;
using WireCandidate = Matching.Profiles.V1.Candidate;

namespace Matching.Matches.Tests;

/// <summary>
/// Draws people and openings as the owners' feeds tell of them, dense enough that they meet: from a few occupation
/// groups, what is related to them and what matters in them.
/// </summary>
internal sealed class RandomRegion
{
    private readonly Random _random;
    private readonly Concept[] _occupations;
    private readonly Concept[] _skills;
    private readonly Concept[] _fields;
    private readonly Concept[] _languages = [.. All(ConceptKind.Language).Take(5)];
    private readonly Concept[] _driving = All(ConceptKind.DrivingLicence);
    private readonly Concept[] _levels = All(ConceptKind.EducationLevel);
    private readonly Concept[] _north =
        [.. All(ConceptKind.Municipality).Where(m => m.Code![..2] is "22" or "23" or "24" or "25")];

    public RandomRegion(int seed)
    {
        _random = new Random(seed);
        var groups = All(ConceptKind.OccupationGroup).Where(group => World.Taxonomy.SkillsOf(group).Count > 2).ToArray();
        var chosen = Enumerable.Range(0, 4).Select(_ => Pick(groups)).ToArray();
        _occupations =
        [
            .. chosen.SelectMany(group => World.Taxonomy.ExperienceServing(group).Select(related => related.Concept).Take(12))
                .Concat(chosen).Distinct(),
        ];
        _skills = [.. chosen.SelectMany(group => World.Taxonomy.SkillsOf(group).Take(8)).Distinct()];
        _fields =
        [
            .. All(ConceptKind.EducationField)
                .Where(field => World.Taxonomy.GroupsPreparedBy(field).Intersect(chosen).Any())
                .Concat(All(ConceptKind.EducationField).Take(3)),
        ];
    }

    public WireCandidate Candidate() => new()
    {
        Occupations = { Some(2, Experience) },
        Skills = { Some(5, Claim).DistinctBy(claim => claim.Skill) },
        Languages = { Some(2, Language).DistinctBy(language => language.Language) },
        Educations = { Some(1, Education) },
        Licences = { Some(2, Licence).Where(IsLicence) },
        Home = Chance(0.8) ? Pick(_north).Code : "",
        RightToWork = (WireCandidate.Types.RightToWork)(Chance(0.1) ? 2 : _random.Next(2)),
        Consents =
        {
            new[] { Consent.Types.Purpose.Matching, Consent.Types.Purpose.EmployerSearch }
                .Where(_ => Chance(0.9)).Select(purpose => new Consent { Purpose = purpose }),
        },
        Wishes = Chance(0.3) ? null : new Wishes
        {
            Places = { Some(2, () => new WishedPlace { Place = Pick(_north).Code }) },
            Anywhere = Chance(0.4),
            RadiusKm = _random.Next(0, 400),
            Occupations = { Some(1, () => new WishedOccupation { Occupation = Pick(_occupations).Id }) },
            Kinds = { Some(2, () => Draw<Competence.V1.OpeningKind>(1)).Distinct() },
            MinExtentPercent = _random.Next(3) * 25,
            Remote = Chance(0.3),
        },
    };

    /// <summary>What an assessor found, now and then.</summary>
    public IEnumerable<ValidationResult> Results() => Some(1, () => new ValidationResult
    {
        Outcome = Draw<ValidationResult.Types.Outcome>(1),
        Verification = Draw<ValidationResult.Types.Verification>(1),
        Covers = { new ValidationResult.Types.Item { Concept = Chance(0.5) ? Pick(_occupations).Id : Pick(_skills).Id } },
        ValidUntil = Chance(0.3)
            ? World.Now.AddDays(_random.Next(-20, 20)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            : "",
    });

    public Vacancy Vacancy() => new()
    {
        Title = $"Opening {_random.Next(1000)}",
        Kind = Draw<Competence.V1.OpeningKind>(0),
        Occupation = Pick(_occupations).Id,
        Employer = new Employer { DisplayName = $"Employer {_random.Next(6)}" },
        Requirements = { Some(5, Requirement).DistinctBy(requirement => requirement.Concept) },
        Workplace = new Workplace
        {
            Municipality = Chance(0.9) ? Pick(_north).Code : "",
            Remote = Chance(0.1),
        },
        MaxExtentPercent = 100,
        PublishTime = Chance(0.5) ? World.Now.AddDays(_random.Next(-9, 2)).ToTimestamp() : null,
        ExpireTime = Chance(0.5) ? World.Now.AddDays(_random.Next(-1, 30)).AddHours(1).ToTimestamp() : null,
    };

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public int Next(int below) => _random.Next(below);

    private OccupationExperience Experience() =>
        new() { Occupation = Pick(_occupations).Id, Years = _random.Next(20), Evidence = Evidence() };

    private SkillClaim Claim() => new() { Skill = Pick(_skills).Id, Level = _random.Next(6), Evidence = Evidence() };

    private LanguageSkill Language() =>
        new() { Language = Pick(_languages).Id, Level = Draw<Competence.V1.CefrLevel>(1), Evidence = Evidence() };

    private LicenceHolding Licence() =>
        new() { Licence = Chance(0.5) ? Pick(_driving).Id : Pick(_skills).Id, Evidence = Evidence() };

    private Education Education() => new()
    {
        Level = Chance(0.5) ? Pick(_levels).Id : "",
        Field = Chance(0.6) ? Pick(_fields).Id : "",
        Occupation = Chance(0.4) ? Pick(_occupations).Id : "",
        Completed = Chance(0.7),
        Evidence = Evidence(),
    };

    private Vacancies.V1.Requirement Requirement()
    {
        var concept = _random.Next(8) switch
        {
            0 => Pick(_occupations),
            1 => Pick(_languages),
            2 => Pick(_driving),
            3 => Pick(_levels),
            4 => Pick(_fields),
            _ => Pick(_skills),
        };
        return new Vacancies.V1.Requirement
        {
            Concept = concept.Id,
            Type = Chance(0.5) ? Vacancies.V1.Requirement.Types.Type.Unspecified : TypeOf(concept),
            Importance = Chance(0.7) ? Importance.Must : Importance.Nice,
            Weight = _random.Next(1, 30),
            MinYears = _random.Next(4),
            Origin = (Vacancies.V1.Requirement.Types.Origin)_random.Next(3),
            AcceptedEquivalents = { Some(2, () => Chance(0.7) ? Pick(_skills).Id : Pick(_occupations).Id).Distinct() },
        };
    }

    private static Vacancies.V1.Requirement.Types.Type TypeOf(Concept concept) =>
        (Vacancies.V1.Requirement.Types.Type)Fit.Requirement.TypeOf(concept);

    private static bool IsLicence(LicenceHolding holding) => World.Taxonomy.FindId(holding.Licence)!.Kind != ConceptKind.Skill;

    private Competence.V1.Evidence Evidence() => (Competence.V1.Evidence)_random.Next(1, 5);

    private T Draw<T>(int from)
        where T : struct, System.Enum
    {
        var values = System.Enum.GetValues<T>();
        return values[_random.Next(from, values.Length)];
    }

    private T[] Some<T>(int most, Func<T> draw) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => draw())];

    private static Concept[] All(ConceptKind kind) => [.. World.Taxonomy.Concepts.Where(concept => concept.Kind == kind)];
}
