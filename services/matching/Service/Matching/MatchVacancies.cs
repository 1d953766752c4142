using Grpc.Core;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    public override async Task<V1.MatchVacanciesResponse> MatchVacancies(
        V1.MatchVacanciesRequest request, ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, StandardPage, MaximumPage);
        var tongue = Language.Parse(request.LanguageCode);
        var filter = new VacancyFilterReader(request.Filter, taxonomy);
        var stored = await CandidateAsync(request.Candidate, "candidate");
        CheckMayBeMatched(stored);
        var now = Sweden.Now(clock);
        var from = Paging.Read(request.PageToken, stored.Name, request.Filter, size);
        var seat = await models.ResumeAsync(stored.Name, from, context.CancellationToken);
        var candidate = filter.Apply(stored, taxonomy, now);
        var ranked = await hot.RankAsync(
            ranker.OpeningsFor(candidate, now, Consents.Matching, filter.Accept),
            stored.Version,
            filter.Identity,
            seat);
        var items = filter.MaximumPerEmployer == 0
            ? ranked.Items
            : Paging.Spread(ranked.Items, size, filter.MaximumPerEmployer, opening => opening.Opening.Employer);
        var id = ResourceId.New(clock);
        var firstPage = from?.FirstPage ?? id;
        var (page, start, next) =
            Paging.Cut(items, size, from, ranked.Seat, firstPage, stored.Name, request.Filter, size);

        var explainer = new Explainer(engine, ranked.Seat.Model, now, tongue);
        var response = new V1.MatchVacanciesResponse
        {
            Matches = { explainer.Openings(candidate, page, Consents.Matching) },
            GateCounts = { ToWire(ranked.GateCounts) },
            TotalSize = ranked.Items.Count,
            NextPageToken = next,
            Provenance = Provenance(ranked.Seat),
        };
        if (request.PageToken.Length == 0)
        {
            response.NearMisses.Add(explainer.NearMisses(candidate, ranked.NearMisses, Consents.Matching));
        }

        response.Ranking = await KeepAsync(
            Shown(
                id,
                firstPage,
                stored.Name,
                now,
                response.Provenance,
                page,
                start,
                item => (candidate.On(Ranker.Day(now)), item.Opening)),
            context.CancellationToken);
        return response;
    }

    /// <summary>Keeps what is shown; answers its name, empty where the store is away.</summary>
    private async Task<string> KeepAsync(V1.Ranking shown, CancellationToken cancellationToken) =>
        await presence.TryAsync(() => store.SaveRankingAsync(shown, cancellationToken)) ?? "";

    /// <summary>A page as it is kept: what was shown, in which order, with the features of this moment.</summary>
    private V1.Ranking Shown<TEntry>(
        string id,
        string firstPage,
        string subject,
        DateTimeOffset now,
        V1.Provenance provenance,
        List<Scored<TEntry>> page,
        int start,
        Func<TEntry, (Candidate Candidate, Opening Opening)> pair)
        where TEntry : class, IEntry
    {
        var ranking = new V1.Ranking
        {
            Name = $"rankings/{id}",
            FirstPage = $"rankings/{firstPage}",
            Subject = subject,
            CreateTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(now),
            FeatureNames = { FitEngine.Features.Select(feature => feature.Name) },
            Provenance = provenance,
        };
        var features = new float[FitEngine.Features.Count];
        for (var i = 0; i < page.Count; i++)
        {
            var (candidate, opening) = pair(page[i].Entry);
            engine.Extract(candidate, opening, now, features);
            ranking.Items.Add(new V1.Ranking.Types.Item
            {
                Resource = page[i].Entry.Name,
                Position = start + i + 1,
                Score = page[i].Score,
                Features = { features },
                Municipality = opening.Place?.Municipality.Code ?? "",
                OccupationField = taxonomy.FieldOf(opening.Occupation)?.Id ?? "",
            });
        }

        return ranking;
    }
}
