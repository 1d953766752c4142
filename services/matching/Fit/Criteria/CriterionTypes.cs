namespace Matching.Fit;

/// <summary>The types of criteria and gaps, as they are told.</summary>
public static class CriterionTypes
{
    // What openings ask for.
    public const string Occupation = "OCCUPATION";
    public const string Experience = "EXPERIENCE";
    public const string Skill = "SKILL";
    public const string Language = "LANGUAGE";
    public const string DrivingLicence = "DRIVING_LICENCE";
    public const string Licence = "LICENCE";
    public const string EducationLevel = "EDUCATION_LEVEL";
    public const string EducationField = "EDUCATION_FIELD";

    /// <summary>Skills that matter in the occupation, where the ad names none.</summary>
    public const string SkillAffinity = "SKILL_AFFINITY";

    // What candidates want.
    public const string Place = "PLACE";
    public const string WishedOccupation = "WISHED_OCCUPATION";
    public const string Extent = "EXTENT";
    public const string Kind = "KIND";
    public const string Start = "START";

    /// <summary>What a trained model makes of something that nobody asked about.</summary>
    public const string NotAsked = "NOT_ASKED";
}
