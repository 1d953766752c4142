using Matching.Competence;
using Matching.Fit;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Matching.Matches;

/// <summary>
/// A candidate in the index or in a preview: resolved facts, without who the person is. The document made of them
/// counts validation results as of a day, so it is asked for with the day.
/// </summary>
internal sealed class CandidateEntry : IEntry
{
    private readonly Taxonomy _taxonomy;
    private Fit.Candidate _document;

    /// <param name="version">The sequence of the change that told of it; 0 where none did.</param>
    public CandidateEntry(string name, CandidateFacts facts, Taxonomy taxonomy, DateOnly today, long version = 0)
    {
        Name = name;
        Key = DocumentKey.Of(name);
        Version = version;
        Facts = facts;
        _taxonomy = taxonomy;
        _document = Fit.Candidate.From(facts, taxonomy, today);
        Keys = KeysOf(_document, taxonomy);
    }

    public string Name { get; }

    public Guid Key { get; }

    public long Version { get; }

    public long Recency => 0;

    public CandidateFacts Facts { get; }

    public IReadOnlyCollection<int> Keys { get; }

    /// <summary>The document as it counts on a day.</summary>
    public Fit.Candidate On(DateOnly day)
    {
        var document = Volatile.Read(ref _document);
        if (document.BestBefore < day)
        {
            document = Fit.Candidate.From(Facts, _taxonomy, day);
            Volatile.Write(ref _document, document);
        }

        return document;
    }

    /// <summary>Reads what the profile service tells of a candidate.</summary>
    /// <param name="version">The sequence of the change that told of it.</param>
    public static CandidateEntry From(CandidateState state, long version, Taxonomy taxonomy, DateOnly today) => new(
        state.Candidate.Name,
        ToFacts(state.Candidate, state.ValidationResults, taxonomy),
        taxonomy,
        today,
        version);

    /// <summary>
    /// Reads the facts of a candidate whose concepts are resolved; what this taxonomy lacks is left out.
    /// </summary>
    public static CandidateFacts ToFacts(
        Profiles.V1.Candidate wire, IEnumerable<ValidationResult> results, Taxonomy taxonomy)
    {
        var wishes = wire.Wishes ?? new Wishes();
        return new CandidateFacts
        {
            Occupations =
            [
                .. from fact in wire.Occupations
                   let concept = taxonomy.FindId(fact.Occupation)
                   where concept is not null
                   select new HeldOccupation(concept, (float)fact.Years, (short)fact.LastYear, (Evidence)fact.Evidence),
            ],
            Skills =
            [
                .. from fact in wire.Skills
                   let concept = taxonomy.FindId(fact.Skill)
                   where concept is not null
                   select new HeldSkill(concept, (byte)fact.Level, (Evidence)fact.Evidence),
            ],
            Languages =
            [
                .. from fact in wire.Languages
                   let concept = taxonomy.FindId(fact.Language)
                   where concept is not null
                   select new HeldLanguage(
                       concept, (Cefr)fact.Level, (Cefr)fact.Speaking, (Cefr)fact.Writing, (Evidence)fact.Evidence),
            ],
            Educations =
            [
                .. from fact in wire.Educations
                   select new HeldEducation(
                       taxonomy.FindId(fact.Level),
                       taxonomy.FindId(fact.Field),
                       taxonomy.FindId(fact.Occupation),
                       fact.Completed,
                       (Evidence)fact.Evidence),
            ],
            Licences =
            [
                .. from fact in wire.Licences
                   let concept = taxonomy.FindId(fact.Licence)
                   where concept is not null
                   select new HeldLicence(concept, ToDate(fact.ValidUntil), (Evidence)fact.Evidence),
            ],
            Validations = [.. results.Select(result => ToValidation(result, taxonomy))],
            Home = ToPlace(wire.Home, taxonomy),
            RightToWork = (RightToWork)wire.RightToWork,
            Consents = wire.Consents.Aggregate(Consents.None, (all, consent) => all | ToConsent(consent.Purpose)),
            Wishes = new WishFacts
            {
                Places = [.. wishes.Places.Select(place => ToPlace(place.Place, taxonomy)).OfType<PlaceFact>()],
                Anywhere = wishes.Anywhere,
                RadiusKilometres = wishes.RadiusKm,
                Occupations =
                    [.. wishes.Occupations.Select(wish => taxonomy.FindId(wish.Occupation)).OfType<Concept>()],
                Kinds = [.. wishes.Kinds.Select(kind => (OpeningKind)kind)],
                MinExtentPercent = wishes.MinExtentPercent,
                MaxExtentPercent = wishes.MaxExtentPercent,
                EarliestStart = ToDate(wishes.EarliestStart),
                Remote = wishes.Remote,
            },
        };
    }

    private static ValidationFact ToValidation(ValidationResult result, Taxonomy taxonomy) => new()
    {
        Full = result.Outcome == ValidationResult.Types.Outcome.Full,
        Covers = ToItems(result.Covers, taxonomy),
        Missing = ToItems(result.Missing, taxonomy),
        Verification = (Verification)result.Verification,
        ValidUntil = ToDate(result.ValidUntil),
    };

    private static List<ValidationItem> ToItems(IEnumerable<ValidationResult.Types.Item> items, Taxonomy taxonomy) =>
    [
        .. from item in items
           let concept = taxonomy.FindId(item.Concept)
           where concept is not null
           select new ValidationItem(concept, (Cefr)item.CefrLevel),
    ];

    private static Consents ToConsent(Consent.Types.Purpose purpose) => purpose switch
    {
        Consent.Types.Purpose.Matching => Consents.Matching,
        Consent.Types.Purpose.EmployerSearch => Consents.EmployerSearch,
        Consent.Types.Purpose.Household => Consents.Household,
        Consent.Types.Purpose.Statistics => Consents.Statistics,
        _ => Consents.None,
    };

    private static PlaceFact? ToPlace(string code, Taxonomy taxonomy) =>
        taxonomy.FindCode(code.Length == 2 ? ConceptKind.Region : ConceptKind.Municipality, code) is { } place
            ? new PlaceFact(place)
            : null;

    private static DateOnly? ToDate(string text) => IsoDate.TryParse(text, out var date) ? date : null;

    private static HashSet<int> KeysOf(Fit.Candidate candidate, Taxonomy taxonomy)
    {
        var keys = new HashSet<int>();
        var occupations = candidate.Occupations.Select(held => held.Occupation)
            .Concat(candidate.WishedOccupations)
            .Concat(candidate.Educations.Select(education => education.Occupation).OfType<Concept>());
        foreach (var occupation in occupations)
        {
            keys.Add(occupation.Index);
            keys.Add((taxonomy.GroupOf(occupation) ?? occupation).Index);
        }

        keys.UnionWith(candidate.Skills.Select(held => held.Skill.Index));
        keys.UnionWith(candidate.Licences.Select(held => held.Licence.Index));
        keys.UnionWith(candidate.Educations
            .Select(education => education.Field).OfType<Concept>()
            .SelectMany(taxonomy.GroupsPreparedBy)
            .Select(group => group.Index));
        return keys;
    }
}
