namespace Matching.Fit;

/// <summary>
/// The opening is of a kind that the candidate wants; jobs, seasons and internships where none was named.
/// </summary>
internal sealed class KindGate : Gate
{
    public override GateType Type => GateType.Kind;

    public override bool Passes(in Pair pair) =>
        pair.Candidate.WishedKinds.IsEmpty
            ? pair.Opening.Kind is OpeningKind.Job or OpeningKind.Seasonal or OpeningKind.Internship
            : pair.Candidate.WishedKinds.Contains(pair.Opening.Kind);
}
