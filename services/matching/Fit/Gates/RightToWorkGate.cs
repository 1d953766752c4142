namespace Matching.Fit;

/// <summary>The candidate may work in Sweden. Who has not said passes: the employer asks.</summary>
internal sealed class RightToWorkGate : Gate
{
    public override GateType Type => GateType.RightToWork;

    public override bool Passes(in Pair pair) => pair.Candidate.RightToWork != RightToWork.NotHeld;
}
