using System.Globalization;
using Matching.Competence.V1;
using Matching.Profiles.V1;

namespace Matching.Gateway.Portal.Preview;

/// <summary>
/// Reads a person from the form that <see cref="PersonFields"/> writes: a tick box for each fact that is kept, fields
/// with the concept's id for its years or level, and a field for each sort of fact that can be added.
/// </summary>
internal static class PersonFormReader
{
    /// <summary>What the names of the fields about the visitor begin with.</summary>
    public const string Self = "self";

    /// <summary>What the names of the fields about the partner begin with.</summary>
    public const string Partner = "partner";

    private const int MaximumFacts = 50;

    private static readonly ConceptKind[] Occupations = [ConceptKind.Occupation, ConceptKind.OccupationGroup];
    private static readonly ConceptKind[] Skills = [ConceptKind.Skill];
    private static readonly ConceptKind[] Languages = [ConceptKind.Language];
    private static readonly ConceptKind[] Licences =
        [ConceptKind.DrivingLicence, ConceptKind.Licence, ConceptKind.Certificate];
    private static readonly ConceptKind[] Places = [ConceptKind.Municipality];

    /// <param name="prefix"><see cref="Self"/> or <see cref="Partner"/>.</param>
    /// <param name="root">The request's field that holds the person.</param>
    /// <param name="additions">Where what was typed in is noted, for the errors it may meet.</param>
    public static Candidate Read(IFormCollection form, string prefix, string root, List<Addition> additions)
    {
        var person = new Candidate { Wishes = new Wishes() };
        foreach (var id in Kept(form, $"{prefix}-occupation"))
        {
            person.Occupations.Add(new OccupationExperience
            {
                Occupation = id,
                Years = Years(form, $"{prefix}-years-{id}"),
                Evidence = Evidence.SelfDeclared,
            });
        }

        foreach (var id in Kept(form, $"{prefix}-skill"))
        {
            person.Skills.Add(new SkillClaim { Skill = id, Evidence = Evidence.SelfDeclared });
        }

        foreach (var id in Kept(form, $"{prefix}-language"))
        {
            person.Languages.Add(new LanguageSkill
            {
                Language = id,
                Level = Level(form, $"{prefix}-level-{id}"),
                Evidence = Evidence.SelfDeclared,
            });
        }

        foreach (var id in Kept(form, $"{prefix}-licence"))
        {
            person.Licences.Add(new LicenceHolding { Licence = id, Evidence = Evidence.SelfDeclared });
        }

        foreach (var parts in Kept(form, $"{prefix}-education").Select(value => value.Split('|'))
            .Where(parts => parts.Length == 3))
        {
            person.Educations.Add(new Education
            {
                Level = parts[0],
                Field = parts[1],
                Occupation = parts[2],
                Completed = true,
                Evidence = Evidence.SelfDeclared,
            });
        }

        ReadWishes(form, prefix, person.Wishes);
        ReadAdditions(form, prefix, root, person, additions);
        return person;
    }

    private static void ReadWishes(IFormCollection form, string prefix, Wishes wishes)
    {
        wishes.Places.Add(Kept(form, $"{prefix}-place").Select(place => new WishedPlace { Place = place }));
        wishes.Occupations.Add(Kept(form, $"{prefix}-wish").Select(id => new WishedOccupation { Occupation = id }));
        wishes.Anywhere = form.ContainsKey($"{prefix}-anywhere");
        wishes.RadiusKm = (int)Number(form, $"{prefix}-radius", 2000);
        wishes.MinExtentPercent = (int)Number(form, $"{prefix}-extent", 100);
    }

    private static void ReadAdditions(
        IFormCollection form, string prefix, string root, Candidate person, List<Addition> additions)
    {
        if (Added($"{prefix}-home") is { } home)
        {
            person.Home = home;
            Note($"{prefix}-home", "home", Places, from => from.Home = "");
        }

        if (Added($"{prefix}-add-occupation") is { } occupation)
        {
            var fact = new OccupationExperience
            {
                Occupation = occupation,
                Years = Years(form, $"{prefix}-add-years"),
                Evidence = Evidence.SelfDeclared,
            };
            Note(
                $"{prefix}-add-occupation",
                $"occupations[{person.Occupations.Count}].occupation",
                Occupations,
                from => from.Occupations.Remove(fact));
            person.Occupations.Add(fact);
        }

        if (Added($"{prefix}-add-skill") is { } skill)
        {
            var fact = new SkillClaim { Skill = skill, Evidence = Evidence.SelfDeclared };
            Note(
                $"{prefix}-add-skill",
                $"skills[{person.Skills.Count}].skill",
                Skills,
                from => from.Skills.Remove(fact));
            person.Skills.Add(fact);
        }

        if (Added($"{prefix}-add-language") is { } language)
        {
            var fact = new LanguageSkill
            {
                Language = language,
                Level = Level(form, $"{prefix}-add-level"),
                Evidence = Evidence.SelfDeclared,
            };
            Note(
                $"{prefix}-add-language",
                $"languages[{person.Languages.Count}].language",
                Languages,
                from => from.Languages.Remove(fact));
            person.Languages.Add(fact);
        }

        if (Added($"{prefix}-add-licence") is { } licence)
        {
            var fact = new LicenceHolding { Licence = licence, Evidence = Evidence.SelfDeclared };
            Note(
                $"{prefix}-add-licence",
                $"licences[{person.Licences.Count}].licence",
                Licences,
                from => from.Licences.Remove(fact));
            person.Licences.Add(fact);
        }

        if (Added($"{prefix}-add-place") is { } place)
        {
            var wish = new WishedPlace { Place = place };
            Note(
                $"{prefix}-add-place",
                $"wishes.places[{person.Wishes.Places.Count}].place",
                Places,
                from => from.Wishes.Places.Remove(wish));
            person.Wishes.Places.Add(wish);
        }

        string? Added(string field) => form[field].ToString().Trim() is { Length: > 0 } text ? text : null;

        void Note(string field, string path, IReadOnlyList<ConceptKind> kinds, Action<Candidate> remove) =>
            additions.Add(new Addition(field, $"{root}.{path}", prefix, Added(field)!, kinds, remove));
    }

    private static IEnumerable<string> Kept(IFormCollection form, string field) =>
        form[field].OfType<string>().Where(value => value.Length is > 0 and <= 200).Distinct(StringComparer.Ordinal)
            .Take(MaximumFacts);

    private static double Years(IFormCollection form, string field) => Number(form, field, 60);

    private static CefrLevel Level(IFormCollection form, string field)
    {
        var level = (CefrLevel)(int)Number(form, field, (int)CefrLevel.C2);
        return Enum.IsDefined(level) ? level : CefrLevel.Unspecified;
    }

    /// <summary>A number as people write it, with a comma or a point; 0 where it is none.</summary>
    private static double Number(IFormCollection form, string field, double maximum) =>
        double.TryParse(
            form[field].ToString().Trim()
                .Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? Math.Clamp(number, 0, maximum)
            : 0;
}
