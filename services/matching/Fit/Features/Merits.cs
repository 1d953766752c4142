namespace Matching.Fit;

/// <summary>How far merits are met.</summary>
internal sealed class Merits : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "merits",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 none met, 1 all met",
        Missing = "The opening names no merits.",
        Why = "Decides between people who meet what is required, and should do no more.",
    };

    public override float Of(in Comparison comparison) => comparison.Merits.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { Must: false } requirement ? new Part(requirement.Weight, draft.Assessment.Degree) : null;
}
