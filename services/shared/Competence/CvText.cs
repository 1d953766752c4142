namespace Matching.Competence;

/// <summary>What a person wrote about themselves and, apart from it, about a partner.</summary>
/// <param name="Self">The writer.</param>
/// <param name="Partner">Husband, wife or partner; null when the text speaks of none.</param>
/// <param name="Mentions">Everything found, in text order.</param>
public sealed record CvText(PersonText Self, PersonText? Partner, IReadOnlyList<Mention> Mentions);

/// <summary>
/// The facts that a text states about one person. A mother tongue counts as C2 and is not told apart from other C2
/// languages, since nothing may be made of it.
/// </summary>
public sealed record PersonText
{
    public static PersonText Empty { get; } = new();

    public IReadOnlyList<StatedOccupation> Occupations { get; init; } = [];

    public IReadOnlyList<Concept> Skills { get; init; } = [];

    /// <summary>Licences to practise and certificates.</summary>
    public IReadOnlyList<Concept> Licences { get; init; } = [];

    public IReadOnlyList<StatedLanguage> Languages { get; init; } = [];

    public IReadOnlyList<Concept> DrivingLicences { get; init; } = [];

    public IReadOnlyList<StatedEducation> Educations { get; init; } = [];

    /// <summary>Municipalities and regions where the person lives or has lived.</summary>
    public IReadOnlyList<Concept> PlacesLived { get; init; } = [];

    /// <summary>Municipalities and regions where the person wants to live or work.</summary>
    public IReadOnlyList<Concept> PlacesWished { get; init; } = [];
}

/// <summary>An occupation a person has had, or has.</summary>
/// <param name="Concept">The occupation or occupation group.</param>
/// <param name="Years">Years in it, where stated.</param>
/// <param name="LastYear">The last calendar year in it, where stated.</param>
public sealed record StatedOccupation(Concept Concept, int? Years, int? LastYear);

/// <summary>A language and its level, <see cref="Cefr.None"/> where none is stated.</summary>
public sealed record StatedLanguage(Concept Concept, Cefr Level);

/// <summary>An education: its level, its field, or both.</summary>
public sealed record StatedEducation(Concept? Level, Concept? Field);
