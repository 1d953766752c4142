namespace Matching.Fit;

/// <summary>How much of the way from required to wished language levels is covered.</summary>
internal sealed class LanguageMargin : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "language_margin",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 the required level or less, 1 the wished level",
        Missing = "The opening wishes for no more than it requires.",
        Why = "Some ads can be done at B1 and wish for C1.",
    };

    public override float Of(in Comparison comparison) => comparison.Margin.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { Type: RequirementType.Language } requirement
            && requirement.DesiredLevel > requirement.RequiredLevel
            ? new Part(requirement.Weight, draft.Assessment.Margin)
            : null;
}
