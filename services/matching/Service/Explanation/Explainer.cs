using System.Globalization;
using Matching.Competence;
using Matching.Fit;
using Matching.Ranking;
using Importance = Matching.Vacancies.V1.Requirement.Types.Importance;

namespace Matching.Matches;

/// <summary>
/// Turns pairs into the matches that an answer shows: score, criteria, gaps and travel, in one language. What an answer
/// shows is explained together, because trees explain a page of rows in half the time of as many rows alone.
/// </summary>
internal sealed class Explainer(FitEngine engine, IRankingModel model, DateTimeOffset now, Tongue tongue)
{
    private const int MaximumOccupations = 5;

    /// <summary>The openings as matches of the candidate.</summary>
    public IEnumerable<V1.Match> Openings(
        CandidateEntry candidate, IEnumerable<Scored<OpeningEntry>> openings, Consents needed)
    {
        List<OpeningEntry> shown = [.. openings.Select(item => item.Entry)];
        var document = candidate.On(Ranker.Day(now));
        var reports = Explain([.. shown.Select(opening => (document, opening.Opening))], needed);
        return shown.Zip(reports, (opening, report) => Opening(candidate, opening, report));
    }

    /// <summary>The opening as a match of the candidate, from a report that is there already.</summary>
    public V1.Match Opening(CandidateEntry candidate, OpeningEntry opening, FitReport report)
    {
        var match = ToWire(report);
        match.Vacancy = opening.Name;
        match.Candidate = candidate.Name;
        match.VacancyBrief = Brief(opening);
        return match;
    }

    /// <summary>The candidates as matches of the opening.</summary>
    public IEnumerable<V1.Match> Candidates(
        IEnumerable<Scored<CandidateEntry>> candidates, OpeningEntry opening, Consents needed)
    {
        List<(string Name, Candidate Document)> shown =
            [.. candidates.Select(item => (item.Entry.Name, item.Entry.On(Ranker.Day(now))))];
        var reports = Explain([.. shown.Select(candidate => (candidate.Document, opening.Opening))], needed);
        return shown.Zip(reports, (candidate, report) =>
        {
            var match = ToWire(report);
            match.Vacancy = opening.Name;
            match.Candidate = candidate.Name;
            match.CandidateBrief = Brief(candidate.Document);
            return match;
        });
    }

    /// <summary>The openings, each with the gap that keeps it out.</summary>
    public IEnumerable<V1.NearMiss> NearMisses(
        CandidateEntry candidate, IEnumerable<Scored<OpeningEntry>> openings, Consents needed) =>
        Openings(candidate, openings, needed).Select(match => new V1.NearMiss
        {
            Match = match,
            Gap = match.Gaps.FirstOrDefault(gap => gap.Blocking) ?? match.Gaps.FirstOrDefault(),
        });

    /// <summary>Only which opening it is: no score and no reason.</summary>
    public V1.Match Bare(OpeningEntry opening) => new() { Vacancy = opening.Name, VacancyBrief = Brief(opening) };

    public FitReport Report(CandidateEntry candidate, OpeningEntry opening, Consents needed) =>
        engine.Explain(candidate.On(Ranker.Day(now)), opening.Opening, model, now, needed, tongue);

    private IReadOnlyList<FitReport> Explain(
        IReadOnlyList<(Candidate Candidate, Opening Opening)> pairs, Consents needed)
    {
        using var stage = new Stage("explain");
        return engine.Explain(pairs, model, now, needed, tongue);
    }

    private V1.Match ToWire(FitReport report)
    {
        var match = Compose(report);
        if ((model as TrainedModel)?.Probability(report.Score) is { } probability)
        {
            match.SuccessProbability = probability;
        }

        return match;
    }

    private V1.Match Compose(FitReport report) => new()
    {
        Score = report.Score,
        BaseScore = report.BaseScore,
        RequirementFit = report.RequirementFit,
        WishFit = report.WishFit,
        Criteria = { report.Criteria.Select(ToWire) },
        Gaps = { report.Gaps.Select(ToWire) },
        Travel = report.Travel is not { } travel ? null : new V1.Travel
        {
            DistanceKm = Math.Round(travel.Kilometres, 1),
            DurationMinutes = Math.Round(travel.Minutes),
            Estimated = travel.Estimated,
            OriginLabel = travel.Origin.Label(tongue),
        },
    };

    private static V1.Criterion ToWire(Criterion criterion) => new()
    {
        Type = criterion.Type,
        Side = (V1.Criterion.Types.Side)criterion.Side,
        Concept = criterion.Concept?.Id ?? "",
        Label = criterion.Label,
        Importance = criterion.Must switch
        {
            true => Importance.Must,
            false => Importance.Nice,
            null => Importance.Unspecified,
        },
        Status = (V1.Criterion.Types.Status)criterion.Status,
        Degree = criterion.Degree,
        Held = criterion.Held,
        Evidence = (Competence.V1.Evidence)criterion.Evidence,
        RequiredLevel = (Competence.V1.CefrLevel)criterion.RequiredLevel,
        HeldLevel = (Competence.V1.CefrLevel)criterion.HeldLevel,
        Contribution = criterion.Contribution,
        Origin = (Vacancies.V1.Requirement.Types.Origin)criterion.Origin,
        Explanation = criterion.Explanation,
    };

    private static V1.Gap ToWire(Gap gap) => new()
    {
        Type = gap.Type,
        Concept = gap.Concept?.Id ?? "",
        Label = gap.Label,
        Blocking = gap.Blocking,
        Action = (V1.Gap.Types.Action)gap.Action,
        Explanation = gap.Explanation,
    };

    private V1.VacancyBrief Brief(OpeningEntry opening)
    {
        var brief = opening.Brief.Clone();
        brief.OccupationLabel = opening.Opening.Occupation.Label(tongue);
        return brief;
    }

    private V1.CandidateBrief Brief(Candidate candidate) => new()
    {
        HomeLabel = candidate.Home?.Municipality.Label(tongue) ?? "",
        Occupations =
        {
            candidate.Occupations
                .GroupBy(held => held.Occupation)
                .Select(group => (Occupation: group.Key, Years: group.Sum(held => held.Years)))
                .OrderByDescending(held => held.Years)
                .Take(MaximumOccupations)
                .Select(held => held.Years > 0
                    ? $"{held.Occupation.Label(tongue)}, {held.Years.ToString("0.#", Culture)} "
                        + (tongue == Tongue.English ? "years" : "år")
                    : held.Occupation.Label(tongue)),
        },
    };

    private CultureInfo Culture => CultureInfo.GetCultureInfo(tongue == Tongue.English ? "en-GB" : "sv-SE");
}
