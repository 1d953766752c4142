using Matching.Ranking;

namespace Matching.Fit;

/// <summary>
/// The published weights: why these, docs/decisions/expert-model.md says. They add up to 100, so that a score is what a
/// pair has of 100 points.
/// </summary>
internal static class ExpertWeights
{
    /// <summary>Changes whenever a weight does: rankings and caches refer to it.</summary>
    private const string Name = "expert-1";

    public static ExpertModel Model { get; } = new(Name, [.. FeatureList.All.Select(Weight)]);

    private static ExpertWeight Weight(Feature feature)
    {
        var (weight, missing) = feature switch
        {
            OccupationRelation => (30, 0),
            OccupationYears => (4, 0),
            OccupationEvidence => (4, 0),
            WeakestMust => (5, 0.6),
            MustExperience => (3, 0.7),
            MustSkills => (5, 0.7),
            MustLanguages => (5, 0.7),
            MustLicences => (5, 0.7),
            MustDrivingLicences => (4, 0.7),
            MustEducation => (3, 0.7),
            Merits => (3, 0.4),
            RequirementSupport => (2, 0.45),
            LanguageMargin => (1, 0.5),
            SkillAffinity => (2, 0.3),
            PlaceFit => (9, 0.5),
            WishedOccupationFit => (7, 0.6),
            ExtentFit => (2, 0.8),
            KindFit => (5, 0.5),
            StartFit => (1, 0.9),
            _ => throw new InvalidOperationException($"{feature.Info.Name} has no weight."),
        };
        return new ExpertWeight(feature.Info.Name, weight, missing);
    }
}
