namespace Matching.Fit;

/// <summary>
/// How related the best of what the candidate has worked as or studied for is to the opening's occupation.
/// </summary>
internal sealed class OccupationRelation : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "occupation_relation",
        Side = CriterionSide.Requirement,
        Unit = "degree",
        Range = "0 unrelated, 0.3 distant, 0.5 fair, 0.7 close, 0.9 same group, 1 same occupation; "
            + "by education 0.8 of it",
        Missing = "Never missing: no occupation counts 0.",
        Why = "The first thing anybody asks: has this person done the work, or work like it?",
    };

    public override float Of(in Comparison comparison) => comparison.Occupation.Degree;

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.Occupation ? new Part(1, Of(comparison)) : null;
}
