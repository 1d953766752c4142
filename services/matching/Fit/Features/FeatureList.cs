namespace Matching.Fit;

/// <summary>
/// The closed list of features, in the order of rows and models. What is not here is never looked at.
/// </summary>
internal static class FeatureList
{
    public static Feature[] All { get; } =
    [
        new OccupationRelation(),
        new OccupationYears(),
        new OccupationEvidence(),
        new WeakestMust(),
        new MustExperience(),
        new MustSkills(),
        new MustLanguages(),
        new MustLicences(),
        new MustDrivingLicences(),
        new MustEducation(),
        new Merits(),
        new RequirementSupport(),
        new LanguageMargin(),
        new SkillAffinity(),
        new PlaceFit(),
        new WishedOccupationFit(),
        new ExtentFit(),
        new KindFit(),
        new StartFit(),
    ];

    /// <summary>The place of a feature in a row.</summary>
    public static int IndexOf<T>()
        where T : Feature => Array.FindIndex(All, static f => f is T);
}
