using Grpc.Core;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    public override async Task<V1.MatchCandidatesResponse> MatchCandidates(
        V1.MatchCandidatesRequest request, ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, StandardPage, MaximumPage);
        var tongue = Language.Parse(request.LanguageCode);
        var opening = await OpeningAsync(request.Vacancy, "vacancy");
        var now = Sweden.Now(clock);
        var from = Paging.Read(request.PageToken, opening.Name, size);
        var seat = await models.ResumeAsync(opening.Name, from, context.CancellationToken);
        var ranked = await hot.RankAsync(ranker.CandidatesFor(opening, now), opening.Version, filter: [], seat);
        var id = ResourceId.New(clock);
        var firstPage = from?.FirstPage ?? id;
        var (page, start, next) = Paging.Cut(ranked.Items, size, from, ranked.Seat, firstPage, opening.Name, size);

        var explainer = new Explainer(engine, ranked.Seat.Model, now, tongue);
        var response = new V1.MatchCandidatesResponse
        {
            Matches = { explainer.Candidates(page, opening, Consents.EmployerSearch) },
            GateCounts = { ToWire(ranked.GateCounts) },
            TotalSize = ranked.Items.Count,
            NextPageToken = next,
            Provenance = Provenance(ranked.Seat),
        };
        response.Ranking = await KeepAsync(
            Shown(
                id,
                firstPage,
                opening.Name,
                now,
                response.Provenance,
                page,
                start,
                item => (item.On(Ranker.Day(now)), opening.Opening)),
            context.CancellationToken);
        return response;
    }
}
