namespace Matching.Competence;

/// <summary>One concept of the taxonomy: an occupation, a skill, a language, a municipality and so on.</summary>
public sealed class Concept
{
    /// <summary>
    /// Dense number from 0 to <c>Taxonomy.Concepts.Count - 1</c>; valid for one taxonomy instance only.
    /// </summary>
    public required int Index { get; init; }

    /// <summary>JobTech concept id, such as <c>bXNH_MNX_dUR</c>.</summary>
    public required string Id { get; init; }

    public required ConceptKind Kind { get; init; }

    public required string Swedish { get; init; }

    /// <summary>The English name; the Swedish one where no English name is known.</summary>
    public required string English { get; init; }

    /// <summary>
    /// The code of the kind's own standard: SSYK-2012 (occupation groups), SCB (municipalities, regions), ISO 639-1 or
    /// else 639-3 (languages), B, CE and so on (driving licences), SUN 2020 (education), ISO 3166-1 alpha-2
    /// (countries). Null for the other kinds.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>Arbetsförmedlingen's older numeric id; null for newer concepts.</summary>
    public string? LegacyId { get; init; }

    /// <summary>ISCO-08 unit groups of an occupation group; empty for the other kinds.</summary>
    public IReadOnlyList<string> Isco { get; init; } = [];

    public string Label(Tongue language) => language == Tongue.English ? English : Swedish;

    public override string ToString() => $"{Swedish} ({Id})";
}

/// <summary>What a concept is.</summary>
public enum ConceptKind : byte
{
    /// <summary>An occupation name, finer than a group.</summary>
    Occupation,

    /// <summary>A unit group of SSYK 2012 (four digits).</summary>
    OccupationGroup,

    /// <summary>One of Arbetsförmedlingen's 21 occupation fields.</summary>
    OccupationField,

    /// <summary>Something a person can do.</summary>
    Skill,

    /// <summary>A proof that a course or test was passed: hot work, fork-lift, food hygiene.</summary>
    Certificate,

    /// <summary>A permission from an authority to practise: nurse, teacher, electrician.</summary>
    Licence,
    Language,
    DrivingLicence,

    /// <summary>A level of SUN 2020 (two digits).</summary>
    EducationLevel,

    /// <summary>A field of SUN 2020 (three digits).</summary>
    EducationField,
    Municipality,

    /// <summary>A county (<i>län</i>).</summary>
    Region,
    Country,
}

/// <summary>A set of concept kinds, to say which kinds are looked for.</summary>
[Flags]
public enum ConceptKinds
{
    None = 0,
    Occupation = 1 << ConceptKind.Occupation,
    OccupationGroup = 1 << ConceptKind.OccupationGroup,
    OccupationField = 1 << ConceptKind.OccupationField,
    Skill = 1 << ConceptKind.Skill,
    Certificate = 1 << ConceptKind.Certificate,
    Licence = 1 << ConceptKind.Licence,
    Language = 1 << ConceptKind.Language,
    DrivingLicence = 1 << ConceptKind.DrivingLicence,
    EducationLevel = 1 << ConceptKind.EducationLevel,
    EducationField = 1 << ConceptKind.EducationField,
    Municipality = 1 << ConceptKind.Municipality,
    Region = 1 << ConceptKind.Region,
    Country = 1 << ConceptKind.Country,

    Occupations = Occupation | OccupationGroup,
    Skills = Skill | Certificate | Licence,
    Educations = EducationLevel | EducationField,
    Places = Municipality | Region,
    All = (1 << (ConceptKind.Country + 1)) - 1,
}

/// <summary>The languages in which concepts have names.</summary>
public enum Tongue : byte
{
    Swedish,
    English,
}

/// <summary>Says whether a kind belongs to a set of kinds.</summary>
public static class ConceptKindSets
{
    public static bool Contains(this ConceptKinds kinds, ConceptKind kind) => ((int)kinds & (1 << (int)kind)) != 0;
}
