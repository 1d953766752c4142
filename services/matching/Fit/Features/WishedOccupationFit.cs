namespace Matching.Fit;

/// <summary>How related the opening is to an occupation that the candidate wants.</summary>
internal sealed class WishedOccupationFit : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "wished_occupation",
        Side = CriterionSide.Wish,
        Unit = "degree",
        Range = "0 unrelated, 0.3 distant, 0.5 fair, 0.7 close, 0.9 same group, 1 same occupation",
        Missing = "The candidate names no wished occupation.",
        Why = "What somebody wants next weighs beside what they have done; who wants to change must be able to.",
    };

    public override float Of(in Comparison comparison)
    {
        if (comparison.Pair.Candidate.WishedOccupations.IsEmpty)
        {
            return float.NaN;
        }

        var best = 0.0;
        foreach (var wished in comparison.Pair.Candidate.WishedOccupations.AsSpan())
        {
            best = Math.Max(best, comparison.Pair.Taxonomy.Relatedness(comparison.Pair.Opening.Occupation, wished));
        }

        return (float)best;
    }

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.WishedOccupation ? new Part(1, Of(comparison)) : null;
}
