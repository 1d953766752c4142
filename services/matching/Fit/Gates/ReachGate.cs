using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// The work lies where the candidate would live or travel to, or is done from anywhere and that is wanted. What is not
/// known keeps nobody out.
/// </summary>
internal sealed class ReachGate : Gate
{
    /// <summary>A work place within so many times the wished travel is near enough to tell about.</summary>
    private const double NearlyReached = 2;

    /// <summary>An estimate keeps nobody out by a hair.</summary>
    private const double EstimateTolerance = 1.1;

    public override GateType Type => GateType.Reach;

    public override bool Passes(in Pair pair)
    {
        var (candidate, opening) = (pair.Candidate, pair.Opening);
        if (opening.Remote && candidate.Remote)
        {
            return true;
        }

        if (opening.Place is not { } work)
        {
            return !opening.Abroad && !opening.Remote;
        }

        return (candidate.Anywhere && (pair.Engine.Region?.Contains(work.Municipality) ?? true))
            || !pair.Engine.Roads.TryTravel(candidate, opening, out var travel)
            || Reaches(pair, travel, candidate.RadiusKilometres);
    }

    public override bool IsClosable(in Pair pair) =>
        pair.Opening.Place is null
            ? pair.Opening.Remote
            : pair.Engine.Roads.TryTravel(pair.Candidate, pair.Opening, out var travel)
                && Reaches(pair, travel, NearlyReached * pair.Candidate.RadiusKilometres);

    public override Concept? Subject(in Pair pair) => pair.Opening.Place?.Municipality;

    /// <summary>
    /// The own municipality is reached however short the wished travel, unless it is a long way inside it.
    /// </summary>
    private static bool Reaches(in Pair pair, in Travel travel, double kilometres)
    {
        var inside = travel.Origin == pair.Opening.Place?.Municipality
            ? pair.Taxonomy.Places.Distance(travel.Origin, travel.Origin).Kilometres
            : 0;
        return travel.Kilometres <= Math.Max(kilometres, inside) * (travel.Estimated ? EstimateTolerance : 1);
    }
}
