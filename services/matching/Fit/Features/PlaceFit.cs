namespace Matching.Fit;

/// <summary>How near the work lies to where the candidate would live.</summary>
internal sealed class PlaceFit : Feature
{
    public override FeatureInfo Info { get; } = new()
    {
        Name = "place",
        Side = CriterionSide.Wish,
        Unit = "minutes by car, decaying",
        Range = "1 up to 10 minutes, 0.67 at 30, 0.37 at 60, 0.2 at 90; 1 where the work is done from anywhere "
            + "and that is wanted; half of it is given where the candidate would move anywhere",
        Missing = "The place of the work, or where the candidate would live, is not known.",
        Why = "Travel every day decides whether a job is taken and kept; only time counts, never the address.",
    };

    public override float Of(in Comparison comparison)
    {
        const float NearMinutes = 10;
        const float DecayMinutes = 50;
        var (candidate, opening) = (comparison.Pair.Candidate, comparison.Pair.Opening);
        if (opening.Remote && candidate.Remote)
        {
            return 1;
        }

        if (candidate.Anywhere && candidate.Places.IsEmpty)
        {
            return opening.Place is null ? float.NaN : 1;
        }

        if (!comparison.IsTravelKnown)
        {
            return float.NaN;
        }

        var decay = MathF.Exp(-Math.Max(0, (float)comparison.Travel.Minutes - NearMinutes) / DecayMinutes);
        return candidate.Anywhere ? (1 + decay) / 2 : decay;
    }

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.Place ? new Part(1, Of(comparison)) : null;
}
