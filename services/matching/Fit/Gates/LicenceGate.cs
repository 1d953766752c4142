namespace Matching.Fit;

/// <summary>The candidate holds every licence that the law asks for in the occupation.</summary>
internal sealed class LicenceGate : HoldingGate
{
    public override GateType Type => GateType.Licence;

    public override bool Watches(Opening opening, in Requirement requirement) =>
        requirement.Origin == RequirementOrigin.Regulated;
}
