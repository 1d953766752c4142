using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Matching.Competence.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;
using Concept = Matching.Competence.Concept;
using ConceptKind = Matching.Competence.ConceptKind;

namespace Matching.Benchmarks.Capacity;

/// <summary>
/// People and openings of a labour market of any size, each drawn from its number alone, so that owners can tell of
/// millions without keeping one. Occupations follow Zipf's law, as counts of ads per occupation do.
/// </summary>
internal sealed class SyntheticRegion
{
    private const int DescriptionCharacters = 2_000;
    private const int Seed = 20261128;

    private static readonly string[] Municipalities =
    [
        "2260", "2262", "2280", "2281", "2282", "2283", "2284", "2403", "2417", "2418", "2421", "2422", "2425", "2462",
        "2463", "2481", "2506",
    ];

    private static readonly string Description = string.Join(' ', Enumerable.Repeat("arbete", DescriptionCharacters / 7));

    private readonly Taxonomy _taxonomy;
    private readonly Concept[] _occupations;
    private readonly double[] _cumulated;
    private readonly Concept _swedish;
    private readonly Timestamp _published;

    public SyntheticRegion(Taxonomy taxonomy, DateTimeOffset now)
    {
        _taxonomy = taxonomy;
        _published = now.AddDays(-1).ToTimestamp();
        var random = new Random(Seed);
        _occupations = [.. taxonomy.Concepts.Where(concept => concept.Kind == ConceptKind.Occupation)];
        random.Shuffle(_occupations);
        _cumulated = new double[_occupations.Length];
        var sum = 0.0;
        for (var rank = 0; rank < _occupations.Length; rank++)
        {
            _cumulated[rank] = sum += 1.0 / (rank + 10);
        }

        _swedish = taxonomy.TryResolve("svenska", Competence.ConceptKinds.Language, out var swedish)
            ? swedish
            : throw new InvalidDataException("The taxonomy does not know Swedish.");
    }

    /// <summary>The opening of a number; always the same.</summary>
    public VacancyChange Opening(long number)
    {
        var random = new Random(HashCode.Combine(Seed, number, 1));
        var occupation = Occupation(random);
        var name = $"vacancies/{Name(number)}";
        return new VacancyChange
        {
            Sequence = number,
            Name = name,
            Version = 1,
            Vacancy = new Vacancy
            {
                Name = name,
                Title = "Opening " + number.ToString(CultureInfo.InvariantCulture),
                State = Vacancy.Types.State.Open,
                Kind = OpeningKind.Job,
                Employer = new Employer { DisplayName = $"Employer {random.Next(2_000)}" },
                Occupation = occupation.Id,
                Requirements = { Skills(random, occupation, 4).Select(skill => Requirement(random, skill)) },
                Workplace = new Workplace { Municipality = Municipality(random), CountryCode = "SE" },
                MinExtentPercent = 50,
                MaxExtentPercent = 100,
                Positions = 1,
                Description = Description,
                PublishTime = _published,
            },
        };
    }

    /// <summary>The person of a number; always the same.</summary>
    public ProfileChange Person(long number)
    {
        var random = new Random(HashCode.Combine(Seed, number, 2));
        var occupation = Occupation(random);
        var name = $"candidates/{Name(number)}";
        return new ProfileChange
        {
            Sequence = number,
            Name = name,
            Version = 1,
            Candidate = new CandidateState
            {
                Candidate = new Candidate
                {
                    Name = name,
                    RightToWork = Candidate.Types.RightToWork.Held,
                    Occupations =
                    {
                        new OccupationExperience { Occupation = occupation.Id, Years = random.Next(1, 25), LastYear = 2026 },
                    },
                    Skills = { Skills(random, occupation, 6).Select(skill => new SkillClaim { Skill = skill.Id, Level = 3 }) },
                    Languages =
                    {
                        new LanguageSkill { Language = _swedish.Id, Level = (CefrLevel)random.Next(2, 7) },
                    },
                    Home = Municipality(random),
                    Wishes = new Wishes { RadiusKm = random.Next(2, 15) * 10, Anywhere = random.Next(4) == 0 },
                    Consents =
                    {
                        new Consent { Purpose = Consent.Types.Purpose.Matching },
                        new Consent { Purpose = Consent.Types.Purpose.EmployerSearch },
                    },
                },
            },
        };
    }

    /// <summary>A UUID for a number.</summary>
    public static Guid Name(long number) => new(1, 0, 0x7000, [0x80, 0, .. BitConverter.GetBytes((int)number), 0, 0]);

    private static string Municipality(Random random) => Municipalities[random.Next(Municipalities.Length)];

    private static Requirement Requirement(Random random, Concept skill) => new()
    {
        Type = Vacancies.V1.Requirement.Types.Type.Skill,
        Concept = skill.Id,
        Importance = random.Next(3) == 0
            ? Vacancies.V1.Requirement.Types.Importance.Must
            : Vacancies.V1.Requirement.Types.Importance.Nice,
        Weight = random.Next(1, 11),
    };

    private Concept Occupation(Random random)
    {
        var at = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return _occupations[at < 0 ? ~at : at];
    }

    private IEnumerable<Concept> Skills(Random random, Concept occupation, int count) =>
        _taxonomy.GroupOf(occupation) is { } group && _taxonomy.SkillsOf(group) is { Count: > 0 } skills
            ? Enumerable.Range(0, count).Select(_ => skills[random.Next(skills.Count)]).Distinct()
            : [];
}
