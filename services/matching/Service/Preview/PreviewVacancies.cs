using Grpc.Core;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    private const int PreviewPlaces = 10;
    private const int PreviewOpeningsPerPlace = 3;

    public override async Task<V1.PreviewVacanciesResponse> PreviewVacancies(
        V1.PreviewVacanciesRequest request, ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, StandardPage, MaximumPage);
        var tongue = Language.Parse(request.LanguageCode);
        var filter = new VacancyFilterReader(request.Filter, taxonomy);
        var (self, partner) = reader.Read(request, context.CancellationToken);
        await feeder.CatchUpAsync();
        var now = Sweden.Now(clock);
        var candidate = filter.Apply(Entry("self", self, now), taxonomy, now);
        var seat = models.Current.For(subject: null);
        var ranked = ranker.RankOpenings(candidate, now, Consents.None, filter.Accept, seat);
        var items = filter.MaximumPerEmployer == 0
            ? ranked.Items
            : Paging.Spread(ranked.Items, size, filter.MaximumPerEmployer, opening => opening.Opening.Employer);
        var explainer = new Explainer(engine, ranked.Seat.Model, now, tongue);
        var response = new V1.PreviewVacanciesResponse
        {
            Candidate = self,
            Partner = partner,
            Matches = { explainer.Openings(candidate, items.Take(size), Consents.None).Select(Anonymous) },
            GateCounts = { ToWire(ranked.GateCounts) },
            TotalSize = ranked.Items.Count,
            Provenance = Provenance(ranked.Seat),
        };
        foreach (var nearMiss in explainer.NearMisses(candidate, ranked.NearMisses, Consents.None))
        {
            Anonymous(nearMiss.Match);
            response.NearMisses.Add(nearMiss);
        }

        if (partner is not null)
        {
            // One visitor told of both: nothing is hidden from who wrote it.
            TandemMember[] members =
            [
                new(candidate, ShowsOpenings: true, ShowsReasons: true),
                new(Entry("partner", partner, now), ShowsOpenings: true, ShowsReasons: true),
            ];
            var (places, _) = tandem.Rank(
                members,
                now,
                Consents.None,
                PreviewPlaces,
                PreviewOpeningsPerPlace,
                ranked.Seat.Unshadowed,
                other => new Explainer(engine, other.Model, now, tongue),
                tongue);
            response.Places.Add(places);
        }

        return response;
    }

    private CandidateEntry Entry(string name, Profiles.V1.Candidate candidate, DateTimeOffset now) =>
        new(name, CandidateEntry.ToFacts(candidate, [], taxonomy), taxonomy, Ranker.Day(now));

    private static V1.Match Anonymous(V1.Match match)
    {
        match.Candidate = "";
        return match;
    }
}
