using System.Collections.Immutable;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// A candidate as matching sees one: compact, immutable, with validation results folded in. It cannot hold who the
/// person is: there is no member for it. Concepts belong to the taxonomy it was made with.
/// </summary>
public sealed class Candidate
{
    /// <summary>How far a person travels who has not said.</summary>
    public const int DefaultRadiusKilometres = 50;

    private Candidate(CandidateFacts facts, Taxonomy taxonomy, DateOnly today)
    {
        facts = Validations.Fold(facts, today, out var missing, out var bestBefore);
        var wishes = facts.Wishes;
        Occupations = [.. facts.Occupations];
        Skills = [.. facts.Skills];
        Languages = [.. facts.Languages];
        Educations = [.. facts.Educations];
        Licences = [.. WithIncluded(facts.Licences, taxonomy)];
        Missing = missing;
        BestBefore = bestBefore;
        Home = facts.Home is { Place.Kind: ConceptKind.Municipality } home ? Spots(home, taxonomy).First() : null;
        Places = [.. wishes.Places.SelectMany(place => Spots(place, taxonomy))];
        Anywhere = wishes.Anywhere;
        RadiusKilometres = wishes.RadiusKilometres > 0 ? wishes.RadiusKilometres : DefaultRadiusKilometres;
        WishedOccupations = [.. wishes.Occupations];
        WishedKinds = [.. wishes.Kinds.Select(OpeningKinds.Normalized).Distinct()];
        MinExtentPercent = (byte)Math.Clamp(wishes.MinExtentPercent, 0, 100);
        MaxExtentPercent = (byte)(wishes.MaxExtentPercent is > 0 and < 100 ? wishes.MaxExtentPercent : 100);
        EarliestStart = wishes.EarliestStart;
        Remote = wishes.Remote;
        RightToWork = facts.RightToWork;
        Consents = facts.Consents;
    }

    /// <summary>Every occupation once per statement, with the evidence that counts today.</summary>
    public ImmutableArray<HeldOccupation> Occupations { get; }

    public ImmutableArray<HeldSkill> Skills { get; }

    public ImmutableArray<HeldLanguage> Languages { get; }

    public ImmutableArray<HeldEducation> Educations { get; }

    /// <summary>With the driving licences that are included in those held.</summary>
    public ImmutableArray<HeldLicence> Licences { get; }

    /// <summary>What assessors named as left.</summary>
    public ImmutableArray<ValidationItem> Missing { get; }

    /// <summary>
    /// The last day on which this document is right, because a validation result that it counts ends then; make it anew
    /// afterwards. Null where none ends.
    /// </summary>
    public DateOnly? BestBefore { get; }

    public Spot? Home { get; }

    /// <summary>Where the person would live; counties are written out as their municipalities.</summary>
    public ImmutableArray<Spot> Places { get; }

    public bool Anywhere { get; }

    /// <summary>1 or more.</summary>
    public int RadiusKilometres { get; }

    public ImmutableArray<Concept> WishedOccupations { get; }

    /// <summary>Empty where no kind was named.</summary>
    public ImmutableArray<OpeningKind> WishedKinds { get; }

    public byte MinExtentPercent { get; }

    public byte MaxExtentPercent { get; }

    public DateOnly? EarliestStart { get; }

    public bool Remote { get; }

    public RightToWork RightToWork { get; }

    public Consents Consents { get; }

    /// <summary>True where an assessor named it as left.</summary>
    internal bool IsLeft(Concept concept)
    {
        foreach (ref readonly var item in Missing.AsSpan())
        {
            if (item.Concept == concept)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes the document, with the validation results that count on a day.</summary>
    public static Candidate From(CandidateFacts facts, Taxonomy taxonomy, DateOnly today) =>
        new(facts, taxonomy, today);

    private static IEnumerable<Spot> Spots(PlaceFact place, Taxonomy taxonomy) => place.Place.Kind switch
    {
        ConceptKind.Municipality => [new Spot(place.Place, place.Point, taxonomy.Places)],
        ConceptKind.Region => taxonomy.Places.MunicipalitiesIn(place.Place)
            .Select(municipality => new Spot(municipality, null, taxonomy.Places)),
        _ => throw new ArgumentException($"{place.Place} is neither a municipality nor a county.", nameof(place)),
    };

    private static IEnumerable<HeldLicence> WithIncluded(IReadOnlyList<HeldLicence> licences, Taxonomy taxonomy) =>
        licences.Concat(
            from held in licences
            from included in taxonomy.DrivingLicencesIncludedIn(held.Licence)
            select held with { Licence = included });
}
