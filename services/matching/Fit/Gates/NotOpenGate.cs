namespace Matching.Fit;

/// <summary>The opening is visible and the deadline has not passed.</summary>
internal sealed class NotOpenGate : Gate
{
    public override GateType Type => GateType.NotOpen;

    public override bool Passes(in Pair pair)
    {
        var opening = pair.Opening;
        return !(pair.Now < opening.OpenFrom) && !(pair.Now >= opening.OpenUntil) && !(pair.Now > opening.Deadline);
    }
}
