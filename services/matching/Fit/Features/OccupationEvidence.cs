namespace Matching.Fit;

/// <summary>How well the related occupation is supported.</summary>
internal sealed class OccupationEvidence : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "occupation_evidence",
        Side = CriterionSide.Requirement,
        Unit = "degree",
        Range = "relation × 0.4 found in text, 0.55 own word, 0.75 diploma, 0.85 employer, 1 validated",
        Missing = "Never missing: no occupation counts 0.",
        Why = "Validated competence is what makes a foreign or informal career count.",
    };

    public override float Of(in Comparison comparison) => comparison.Occupation.Support;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.Occupation ? new Part(1, Of(comparison)) : null;
}
