using Matching.Competence;

namespace Matching.Fit;

/// <summary>Says how far it is to work, fast enough to be asked for every pair.</summary>
internal sealed class Roads
{
    // Where no road is known: how much longer roads are than the great circle, and how fast one drives.
    private const double RoadPerAir = 1.3;
    private const double MinutesPerKilometre = 60 / 75.0;

    private readonly Places _places;
    private readonly Spot?[] _centres;

    public Roads(Taxonomy taxonomy)
    {
        _places = taxonomy.Places;
        _centres = new Spot?[taxonomy.Concepts.Count];
        foreach (var municipality in _places.Municipalities)
        {
            _centres[municipality.Index] = new Spot(municipality, null, _places);
        }
    }

    /// <summary>
    /// From the nearest of the places where the candidate would live, else from home; false where a place is not known.
    /// </summary>
    public bool TryTravel(Candidate candidate, Opening opening, out Travel travel)
    {
        travel = new Travel(double.PositiveInfinity, double.PositiveInfinity, Estimated: true, Origin: null!);
        if (opening.Place is not { } work)
        {
            return false;
        }

        if (candidate.Places.IsEmpty)
        {
            if (candidate.Home is not { } home)
            {
                return false;
            }

            travel = Between(home, work);
            return true;
        }

        foreach (ref readonly var place in candidate.Places.AsSpan())
        {
            var way = Between(place, work);
            if (way.Minutes < travel.Minutes)
            {
                travel = way;
            }
        }

        return true;
    }

    private Travel Between(in Spot from, in Spot to)
    {
        var vague = !from.IsLocality || !to.IsLocality;
        if (from.Municipality == to.Municipality && !vague)
        {
            var kilometres = RoadPerAir * from.KilometresTo(to);
            return new Travel(kilometres, kilometres * MinutesPerKilometre, Estimated: true, from.Municipality);
        }

        var road = _places.Distance(from.Municipality, to.Municipality);
        if ((from.IsCentre && to.IsCentre) || from.Municipality == to.Municipality)
        {
            return new Travel(road.Kilometres, road.Minutes, road.Estimated || vague, from.Municipality);
        }

        // Beside the main localities the road is as much longer than the air line as it is between them.
        var share = from.KilometresTo(to) / Math.Max(1, Centre(from).KilometresTo(Centre(to)));
        return new Travel(road.Kilometres * share, road.Minutes * share, Estimated: true, from.Municipality);
    }

    private Spot Centre(in Spot spot) => _centres[spot.Municipality.Index]!.Value;
}
