namespace Matching.Fit;

/// <summary>How far the candidate can start in time.</summary>
internal sealed class StartFit : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "start",
        Side = CriterionSide.Wish,
        Unit = "days after the likely start, which is 30 days after the deadline",
        Range = "1 in time, 0 half a year late",
        Missing = "The candidate can start at once, or has not said.",
        Why = "Employers wait some weeks for the right person, seldom half a year.",
    };

    public override float Of(in Comparison comparison)
    {
        const int NoticeDays = 30;
        const float PatienceDays = 180;
        if (comparison.Pair.Candidate.EarliestStart is not { } earliest)
        {
            return float.NaN;
        }

        var last = comparison.Pair.Opening.Deadline ?? comparison.Pair.Opening.OpenUntil ?? comparison.Pair.Now;
        var late = earliest.DayNumber - DateOnly.FromDateTime(last.DateTime).DayNumber - NoticeDays;
        return Math.Max(0, 1 - Math.Max(0, late) / PatienceDays);
    }

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.Start ? new Part(1, Of(comparison)) : null;
}
