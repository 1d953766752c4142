namespace Matching.Fit;

/// <summary>How well what meets the requirements is supported.</summary>
internal sealed class RequirementSupport : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "requirement_support",
        Side = CriterionSide.Requirement,
        Unit = "share of weight",
        Range = "0 nothing met, 0.55 all met by own word, 1 all met and validated; merits weigh half",
        Missing = "The opening asks for nothing.",
        Why = "Validated is never worth less than declared, for each single requirement.",
    };

    public override float Of(in Comparison comparison) => comparison.Support.Mean;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { } requirement
            ? new Part(
                requirement.Must ? requirement.Weight : requirement.Weight * Comparison.MeritShare,
                draft.Assessment.Support)
            : null;
}
