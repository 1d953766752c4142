namespace Matching.Fit;

/// <summary>The candidate holds every licence that the law asks for in the occupation.</summary>
internal sealed class LicenceGate : HoldingGate
{
    /// <summary>
    /// How close to the work one must be for the licence to be all that is missing: close work, or its education.
    /// </summary>
    private const float Close = 0.7f;

    public override GateType Type => GateType.Licence;

    /// <summary>
    /// A licence to practise is within reach of who has done the work or studied for it, elsewhere maybe.
    /// </summary>
    public override bool IsClosable(in Pair pair) => Assessor.Occupation(pair).Degree >= Close && base.IsClosable(pair);

    public override bool Watches(Opening opening, in Requirement requirement) =>
        requirement.Origin == RequirementOrigin.Regulated;
}
