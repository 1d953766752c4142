namespace Matching.Fit;

/// <summary>How far required language levels are met.</summary>
internal sealed class MustLanguages : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "must_languages",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 none met, 1 all met",
        Missing = "The opening asks for nothing of the sort.",
        Why = "Only where the opening asks for a level; one level short is near, two are far.",
    };

    public override float Of(in Comparison comparison) => comparison.Languages.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { Must: true, Type: RequirementType.Language } requirement
            ? new Part(requirement.Weight, draft.Assessment.Degree)
            : null;
}
