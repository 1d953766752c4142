using System.Collections.Immutable;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>Something that an opening asks for.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="Concept">What is asked for.</param>
/// <param name="Must">True where it is asked for, false where it is a merit.</param>
public readonly record struct Requirement(RequirementType Type, Concept Concept, bool Must)
{
    /// <summary>What a requirement weighs for which nothing is said.</summary>
    public const float DefaultWeight = 10;

    /// <summary>
    /// Its weight among the others of the same importance; 0 or less means <see cref="DefaultWeight"/>. What was read
    /// out of the text weighs less once in a document.
    /// </summary>
    public float Weight { get; init; } = DefaultWeight;

    /// <summary>For a language: the level without which the work cannot be done; none means B1.</summary>
    public Cefr RequiredLevel { get; init; }

    /// <summary>For a language: the level that is wished for; none means the required one.</summary>
    public Cefr DesiredLevel { get; init; }

    /// <summary>For experience: years of full-time work.</summary>
    public float MinYears { get; init; }

    /// <summary>Concepts of the same sort that are as good.</summary>
    public ImmutableArray<Concept> AcceptedEquivalents { get; init; } = [];

    public RequirementOrigin Origin { get; init; } = RequirementOrigin.Stated;

    /// <summary>The type that goes with a concept's kind.</summary>
    public static RequirementType TypeOf(Concept concept) => concept.Kind switch
    {
        ConceptKind.Occupation or ConceptKind.OccupationGroup => RequirementType.Experience,
        ConceptKind.Language => RequirementType.Language,
        ConceptKind.DrivingLicence => RequirementType.DrivingLicence,
        ConceptKind.Licence or ConceptKind.Certificate => RequirementType.Licence,
        ConceptKind.EducationLevel => RequirementType.EducationLevel,
        ConceptKind.EducationField => RequirementType.EducationField,
        _ => RequirementType.Skill,
    };
}

/// <summary>What a requirement is about. The numbers are those of <c>vacancy.v1.Requirement.Type</c>.</summary>
public enum RequirementType : byte
{
    /// <summary>Told by the concept; no document holds it.</summary>
    Unspecified,
    Experience,
    Skill,
    Language,
    DrivingLicence,

    /// <summary>A professional licence or a certificate.</summary>
    Licence,
    EducationLevel,
    EducationField,
}

/// <summary>
/// Who says that something is required. The numbers are those of <c>vacancy.v1.Requirement.Origin</c>.
/// </summary>
public enum RequirementOrigin : byte
{
    /// <summary>Counts as stated.</summary>
    Unspecified,
    Stated,

    /// <summary>Found in the ad's text by the engine.</summary>
    Extracted,

    /// <summary>The law asks for it in this occupation.</summary>
    Regulated,
}
