namespace Matching.Fit;

/// <summary>The requirement that is met least.</summary>
internal sealed class WeakestMust : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "weakest_must",
        Side = CriterionSide.Requirement,
        Unit = "degree",
        Range = "0 one is not met at all, 1 all are met",
        Missing = "The opening requires nothing.",
        Why = "One missing requirement stops an application however well the others are met, which a mean hides.",
    };

    public override float Of(in Comparison comparison) => comparison.Weakest;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Requirement is { Must: true } && draft.Assessment.Degree <= comparison.Weakest
            ? new Part(1, draft.Assessment.Degree)
            : null;
}
