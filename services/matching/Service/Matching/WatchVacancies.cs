using Grpc.Core;
using Matching.Fit;
using Matching.Hosting;
using UpdateType = Matching.Matches.V1.WatchVacanciesResponse.Types.Type;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    /// <summary>Changes that come closer together than this are told together.</summary>
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Time alone opens and closes openings: it is looked at again this often, also where nothing has changed.
    /// </summary>
    private static readonly TimeSpan WatchRefresh = TimeSpan.FromMinutes(1);

    public override async Task WatchVacancies(
        V1.WatchVacanciesRequest request,
        IServerStreamWriter<V1.WatchVacanciesResponse> responseStream,
        ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, StandardPage, MaximumPage);
        var tongue = Language.Parse(request.LanguageCode);
        var name = (await CandidateAsync(request.Candidate, "candidate")).Name;
        var told = new Dictionary<string, V1.Match>(StringComparer.Ordinal);
        for (var first = true; ; first = false)
        {
            Task nextChange = Task.WhenAny(index.NextChange, models.NextChange);
            var candidate = index.FindCandidate(name) ?? throw MatchingErrors.CandidateNotFound(name);
            CheckMayBeMatched(candidate);
            var now = Sweden.Now(clock);
            var seat = models.Current.For(name).Unshadowed;
            var ranked = ranker.RankOpenings(candidate, now, Consents.Matching, accept: null, seat);
            var explainer = new Explainer(engine, ranked.Seat.Model, now, tongue);
            var current = explainer.Openings(candidate, ranked.Items.Take(size), Consents.Matching).ToList();
            foreach (var match in current
                .Where(match => !told.TryGetValue(match.Vacancy, out var before) || !before.Equals(match)))
            {
                await WriteAsync(UpdateType.Changed, match);
            }

            foreach (var gone in told.Keys.Except(current.Select(match => match.Vacancy)).ToList())
            {
                await WriteAsync(UpdateType.Removed, new V1.Match { Vacancy = gone });
            }

            told = current.ToDictionary(match => match.Vacancy, StringComparer.Ordinal);
            if (first)
            {
                await WriteAsync(UpdateType.Current, match: null);
            }

            await nextChange.WaitAsync(WatchRefresh, clock, context.CancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(WatchInterval, context.CancellationToken);
        }

        Task WriteAsync(UpdateType type, V1.Match? match) => responseStream.WriteAsync(
            new V1.WatchVacanciesResponse { Type = type, Match = match }, context.CancellationToken);
    }
}
