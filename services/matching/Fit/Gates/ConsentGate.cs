namespace Matching.Fit;

/// <summary>The candidate has agreed to what the answer is for.</summary>
internal sealed class ConsentGate : Gate
{
    public override GateType Type => GateType.Consent;

    public override bool Passes(in Pair pair) => (pair.Candidate.Consents & pair.Needed) == pair.Needed;
}
