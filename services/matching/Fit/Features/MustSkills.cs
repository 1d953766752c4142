namespace Matching.Fit;

/// <summary>How far required skills are met.</summary>
internal sealed class MustSkills : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "must_skills",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 none met, 1 all met",
        Missing = "The opening asks for nothing of the sort.",
        Why = "What the work consists of, where the ad says it.",
    };

    public override float Of(in Comparison comparison) => comparison.Skills.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { Must: true, Type: RequirementType.Skill } requirement
            ? new Part(requirement.Weight, draft.Assessment.Degree)
            : null;
}
