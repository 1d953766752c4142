namespace Matching.Fit;

/// <summary>
/// The candidate holds the lorry or bus licence that an opening requires: without it the work itself would be unlawful.
/// A missing B is only a criterion, and so is any licence where the work is learnt.
/// </summary>
internal sealed class DrivingLicenceGate : HoldingGate
{
    public override GateType Type => GateType.DrivingLicence;

    public override bool Watches(Opening opening, in Requirement requirement) =>
        requirement is { Must: true, Type: RequirementType.DrivingLicence, Concept.Code: ['C' or 'D', ..] }
        && opening.Kind is OpeningKind.Job or OpeningKind.Seasonal;
}
