using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// What a candidate is read from: resolved facts and nothing about who the person is. <see cref="Candidate.From"/>
/// makes the compact document of it.
/// </summary>
public sealed record CandidateFacts
{
    public IReadOnlyList<HeldOccupation> Occupations { get; init; } = [];

    public IReadOnlyList<HeldSkill> Skills { get; init; } = [];

    public IReadOnlyList<HeldLanguage> Languages { get; init; } = [];

    public IReadOnlyList<HeldEducation> Educations { get; init; } = [];

    /// <summary>Driving licences, professional licences and certificates.</summary>
    public IReadOnlyList<HeldLicence> Licences { get; init; } = [];

    /// <summary>What assessors found, folded into the facts when the document is made.</summary>
    public IReadOnlyList<ValidationFact> Validations { get; init; } = [];

    public WishFacts Wishes { get; init; } = new();

    /// <summary>Where the person lives or starts from; null where not known.</summary>
    public PlaceFact? Home { get; init; }

    public RightToWork RightToWork { get; init; }

    public Consents Consents { get; init; }
}

/// <summary>What a person wants. Everything left out is open.</summary>
public sealed record WishFacts
{
    /// <summary>Where the person would live; none means from home.</summary>
    public IReadOnlyList<PlaceFact> Places { get; init; } = [];

    /// <summary>The person would move anywhere in the region; <see cref="Places"/> is then only a preference.</summary>
    public bool Anywhere { get; init; }

    /// <summary>How far the person travels to work, in kilometres by road; 0 means 50.</summary>
    public int RadiusKilometres { get; init; }

    /// <summary>Occupations and groups the person wants to work in.</summary>
    public IReadOnlyList<Concept> Occupations { get; init; } = [];

    /// <summary>The kinds of opening; none means jobs, seasonal work and internships.</summary>
    public IReadOnlyList<OpeningKind> Kinds { get; init; } = [];

    public int MinExtentPercent { get; init; }

    /// <summary>0 means 100.</summary>
    public int MaxExtentPercent { get; init; }

    /// <summary>The first day the person can start; null means at once.</summary>
    public DateOnly? EarliestStart { get; init; }

    /// <summary>The person also wants work that is done from anywhere.</summary>
    public bool Remote { get; init; }
}

/// <summary>A place of a person's.</summary>
/// <param name="Place">A municipality, or a county for all of its municipalities.</param>
/// <param name="Point">
/// The coordinates of the locality, where the place is known better than by its municipality.
/// </param>
public sealed record PlaceFact(Concept Place, GeoPoint? Point = null);

/// <summary>
/// Whether a person may work in Sweden. A gate, never a score. The numbers are those of
/// <c>profile.v1.Candidate.RightToWork</c>.
/// </summary>
public enum RightToWork : byte
{
    /// <summary>Not stated; the employer asks.</summary>
    Unspecified,
    Held,
    NotHeld,
}

/// <summary>What a person has agreed to, or what an answer needs agreement to.</summary>
[Flags]
public enum Consents : byte
{
    /// <summary>Nothing is agreed to; as a need: nothing is needed, as in a preview that keeps nothing.</summary>
    None = 0,

    /// <summary>Finding openings for the person.</summary>
    Matching = 1,

    /// <summary>Being found by employers.</summary>
    EmployerSearch = 2,

    /// <summary>Joint answers with the other member of a household.</summary>
    Household = 4,

    /// <summary>Statistics and training.</summary>
    Statistics = 8,
}
