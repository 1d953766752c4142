namespace Matching.Fit;

/// <summary>How far the kind of opening is what the candidate wants.</summary>
internal sealed class KindFit : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "kind",
        Side = CriterionSide.Wish,
        Unit = "degree",
        Range = "1 a named kind; where none was named 1 a job, 0.75 seasonal work; else 0",
        Missing = "Never missing.",
        Why = "Whoever names no kind takes a job before a season, and either before an internship.",
    };

    public override float Of(in Comparison comparison)
    {
        var (candidate, opening) = (comparison.Pair.Candidate, comparison.Pair.Opening);
        if (!candidate.WishedKinds.IsEmpty)
        {
            return candidate.WishedKinds.Contains(opening.Kind) ? 1 : 0;
        }

        return opening.Kind switch
        {
            OpeningKind.Job => 1,
            OpeningKind.Seasonal => 0.75f,
            _ => 0,
        };
    }

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.Kind ? new Part(1, Of(comparison)) : null;
}
