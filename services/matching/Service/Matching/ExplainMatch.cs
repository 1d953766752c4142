using Grpc.Core;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    public override async Task<V1.ExplainMatchResponse> ExplainMatch(
        V1.ExplainMatchRequest request, ServerCallContext context)
    {
        var tongue = Language.Parse(request.LanguageCode);
        var candidate = await CandidateAsync(request.Candidate, "candidate");
        var opening = await OpeningAsync(request.Vacancy, "vacancy");
        var now = Sweden.Now(clock);
        var seat = ranker.SeatOf(
            candidate.On(Ranker.Day(now)),
            opening.Opening,
            now,
            candidate.Name,
            models.Current.For(candidate.Name).Unshadowed);
        var explainer = new Explainer(engine, seat.Model, now, tongue);
        var report = explainer.Report(candidate, opening, Consents.Matching);
        return new V1.ExplainMatchResponse
        {
            Match = explainer.Opening(candidate, opening, report),
            Gates =
            {
                report.Gates.Select(gate => new V1.Gate
                {
                    Type = gate.Type,
                    Passed = gate.Passed,
                    Explanation = gate.Explanation,
                    Concept = gate.Concept?.Id ?? "",
                }),
            },
            Matched = report.Gates.All(gate => gate.Passed) && FitEngine.IsRelevant([.. report.Features]),
            Provenance = Provenance(seat),
        };
    }
}
