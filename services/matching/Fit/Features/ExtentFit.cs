namespace Matching.Fit;

/// <summary>How far the extent is what the candidate wants.</summary>
internal sealed class ExtentFit : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "extent",
        Side = CriterionSide.Wish,
        Unit = "percent of full time outside the wish",
        Range = "1 within the wish, 0 when 50 percent of full time outside it",
        Missing = "The candidate has no wish about it.",
        Why = "Half a job is no job for many, and full time none for some.",
    };

    public override float Of(in Comparison comparison)
    {
        const float Span = 50;
        var (candidate, opening) = (comparison.Pair.Candidate, comparison.Pair.Opening);
        if (candidate is { MinExtentPercent: 0, MaxExtentPercent: 100 })
        {
            return float.NaN;
        }

        var above = opening.MinExtentPercent - candidate.MaxExtentPercent;
        var below = candidate.MinExtentPercent - opening.MaxExtentPercent;
        return Math.Max(0, 1 - Math.Max(0, Math.Max(above, below)) / Span);
    }

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.Extent ? new Part(1, Of(comparison)) : null;
}
