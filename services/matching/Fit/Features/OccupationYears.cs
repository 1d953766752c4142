namespace Matching.Fit;

/// <summary>How long the candidate has done this work or work like it.</summary>
internal sealed class OccupationYears : Feature
{
    /// <summary>So many related years are 63 % of a full career's worth: the first years teach most.</summary>
    private const float Scale = 4;

    public override FeatureInfo Info { get; } = new()
    {
        Name = "occupation_years",
        Side = CriterionSide.Requirement,
        Unit = "years, each as far as it is related, saturating",
        Range = "0 none; 0.22 one year, 0.63 four, 0.92 ten in the same occupation; at most the relation",
        Missing = "Never missing: years that are not stated count 0.",
        Why = "Experience matters, most in the first years. When it was is not looked at: gaps are nobody's business.",
    };

    public override float Of(in Comparison comparison) =>
        comparison.Occupation.Degree * (1 - MathF.Exp(-comparison.Occupation.Years / Scale));

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.Occupation ? new Part(1, Of(comparison)) : null;
}
