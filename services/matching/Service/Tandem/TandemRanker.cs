using Matching.Competence;
using Matching.Fit;

namespace Matching.Matches;

/// <summary>
/// Ranks places to live by what they offer two people. A place counts for a person by the openings within the person's
/// travel from it; both must find something good for a place to be good, so the joint score is the harmonic mean.
/// </summary>
internal sealed class TandemRanker(Ranker ranker, RegionOptions region, Taxonomy taxonomy)
{
    /// <summary>How many of a person's best openings at a place count.</summary>
    private const int CountedOpenings = 5;

    /// <summary>
    /// A score at or below which an opening offers nothing, and at or above which it is as good as they get.
    /// </summary>
    private const double WorthlessScore = 25, PerfectScore = 85;

    /// <summary>The chance that even a perfect opening comes to nothing, for this or that reason.</summary>
    private const double Doubt = 0.4;

    private const double JointStep = 0.05;

    /// <summary>
    /// Ranks places, all of them by one model; answers at most <paramref name="maximum"/>, none without something for
    /// both.
    /// </summary>
    /// <returns>The places, and the seat that ranked them: the expert model where the given one failed.</returns>
    public (IReadOnlyList<V1.TandemPlace> Places, Seat Seat) Rank(
        IReadOnlyList<TandemMember> members,
        DateTimeOffset now,
        Consents needed,
        int maximum,
        int openingsPerPlace,
        Seat seat,
        Func<Seat, Explainer> explainerOf,
        Tongue tongue)
    {
        var offered = Municipalities(members)
            .Select(place => (
                Place: place,
                Offers: members
                    .Select(member => Offer(LivingIn(member.Candidate, place, now), now, needed, seat))
                    .ToList()))
            .ToList();
        if (seat != Seat.Fallback && offered.Exists(place => place.Offers.Exists(offer => offer.Seat != seat)))
        {
            return Rank(members, now, needed, maximum, openingsPerPlace, Seat.Fallback, explainerOf, tongue);
        }

        var explainer = explainerOf(seat);
        var places = offered
            .Select(
                place => (place.Place, place.Offers, Joint: HarmonicMean(place.Offers[0].Value, place.Offers[1].Value)))
            .Where(place => place.Joint > 0)
            .OrderByDescending(place => place.Joint)
            .ThenBy(place => place.Place.Code, StringComparer.Ordinal)
            .Take(maximum)
            .Select(place => new V1.TandemPlace
            {
                Municipality = place.Place.Code ?? "",
                MunicipalityLabel = place.Place.Label(tongue),
                JointScore = Math.Round(Math.Round(place.Joint / JointStep) * JointStep, 2),
                Members =
                {
                    members.Zip(place.Offers, (member, offer) =>
                        ToWire(member, offer, openingsPerPlace, needed, explainer)),
                },
            })
            .ToList();
        return (places, seat);
    }

    private static V1.TandemPlace.Types.Member ToWire(
        TandemMember member,
        PlaceOffer offer,
        int openingsPerPlace,
        Consents needed,
        Explainer explainer)
    {
        var wire =
            new V1.TandemPlace.Types.Member { Candidate = member.Candidate.Name, Outlook = Outlook(offer.Value) };
        if (member.ShowsOpenings)
        {
            wire.OpeningCount = offer.Openings.Count;
            var shown = offer.Openings.Take(openingsPerPlace);
            wire.Matches.Add(member.ShowsReasons
                ? explainer.Openings(offer.Candidate, shown, needed)
                : shown.Select(item => explainer.Bare(item.Entry)));
        }

        return wire;
    }

    /// <summary>
    /// The municipalities to look at: where either would live, or the whole region where one of them is open to it or
    /// neither has said.
    /// </summary>
    private IEnumerable<Concept> Municipalities(IReadOnlyList<TandemMember> members)
    {
        var wishes = members.Select(member => member.Candidate.Facts).ToList();
        var named = wishes
            .SelectMany(
                facts => facts.Wishes.Places.Count > 0 ? facts.Wishes.Places : facts.Home is { } home ? [home] : [])
            .SelectMany(place => place.Place.Kind == ConceptKind.Region
                ? taxonomy.Places.MunicipalitiesIn(place.Place)
                : [place.Place])
            .ToHashSet();
        return named.Count == 0 || wishes.Any(facts => facts.Wishes.Anywhere)
            ? named.Union(region.Municipalities)
            : named;
    }

    private PlaceOffer Offer(CandidateEntry candidate, DateTimeOffset now, Consents needed, Seat seat)
    {
        var ranked = ranker.RankOpenings(candidate, now, needed, accept: null, seat);
        var openings = ranked.Items;

        // The chance that at least one of the best comes true (noisy or).
        var nothing = 1.0;
        foreach (var item in openings.Take(CountedOpenings))
        {
            var quality = Math.Clamp((item.Score - WorthlessScore) / (PerfectScore - WorthlessScore), 0, 1);
            nothing *= 1 - ((1 - Doubt) * quality);
        }

        return new PlaceOffer(candidate, 1 - nothing, openings, ranked.Seat);
    }

    /// <summary>The person as if they lived in a place and looked for work from there.</summary>
    private CandidateEntry LivingIn(CandidateEntry candidate, Concept place, DateTimeOffset now)
    {
        var wishes = candidate.Facts.Wishes with { Anywhere = false, Places = [new PlaceFact(place)] };
        return new CandidateEntry(candidate.Name, candidate.Facts with { Wishes = wishes }, taxonomy, Ranker.Day(now));
    }

    private static double HarmonicMean(double a, double b) => a <= 0 || b <= 0 ? 0 : 2 * a * b / (a + b);

    private static V1.TandemPlace.Types.Outlook Outlook(double value) => value switch
    {
        <= 0 => V1.TandemPlace.Types.Outlook.None,
        < 0.4 => V1.TandemPlace.Types.Outlook.Some,
        < 0.75 => V1.TandemPlace.Types.Outlook.Good,
        _ => V1.TandemPlace.Types.Outlook.Strong,
    };

    /// <summary>What a place offers one person.</summary>
    /// <param name="Candidate">The person as if they lived there.</param>
    /// <param name="Value">0 to 1.</param>
    /// <param name="Openings">The openings within reach, best first.</param>
    /// <param name="Seat">What ranked them.</param>
    private sealed record PlaceOffer(
        CandidateEntry Candidate, double Value, List<Scored<OpeningEntry>> Openings, Seat Seat);
}

/// <summary>One of two people, and what of theirs the answer may show.</summary>
internal sealed record TandemMember(CandidateEntry Candidate, bool ShowsOpenings, bool ShowsReasons);
