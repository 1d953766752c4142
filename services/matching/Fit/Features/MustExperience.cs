namespace Matching.Fit;

/// <summary>How far required experience is met.</summary>
internal sealed class MustExperience : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "must_experience",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 none met, 1 all met",
        Missing = "The opening asks for nothing of the sort.",
        Why = "Employers who ask for years mean them; experience from related work counts as far as it is related.",
    };

    public override float Of(in Comparison comparison) => comparison.Experience.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { Must: true, Type: RequirementType.Experience } requirement
            ? new Part(requirement.Weight, draft.Assessment.Degree)
            : null;
}
