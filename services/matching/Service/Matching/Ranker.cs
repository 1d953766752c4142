using System.Diagnostics;
using System.Numerics;
using Matching.Competence;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Gates, retrieves and ranks, in both directions. Retrieval is exact: every opening that experience, wishes,
/// education or skills can serve is looked at. Pure but for the index it reads.
/// </summary>
internal sealed class Ranker(MatchIndex index, FitEngine engine, ModelGuard guard, Taxonomy taxonomy)
{
    private readonly ILookup<int, int> _groupsBySkill = taxonomy.Concepts
        .Where(concept => concept.Kind == ConceptKind.OccupationGroup)
        .SelectMany(group => taxonomy.SkillsOf(group).Select(skill => (Skill: skill.Index, Group: group.Index)))
        .ToLookup(pair => pair.Skill, pair => pair.Group);

    /// <summary>What is asked for a candidate.</summary>
    /// <param name="needed">What the candidate must have agreed to.</param>
    /// <param name="accept">Which openings to look at; null means all.</param>
    public ListQuery<OpeningEntry> OpeningsFor(
        CandidateEntry candidate, DateTimeOffset now, Consents needed, Predicate<OpeningEntry>? accept)
    {
        var document = candidate.On(Day(now));
        return new ListQuery<OpeningEntry>(
            candidate.Name,
            index.Openings,
            ConceptsServedBy(document),
            accept,
            opening => (document, opening.Opening),
            now,
            needed);
    }

    /// <summary>What is asked for an opening.</summary>
    public ListQuery<CandidateEntry> CandidatesFor(OpeningEntry opening, DateTimeOffset now) => new(
        opening.Name,
        index.Candidates,
        ConceptsServing(opening.Opening),
        Accept: null,
        candidate => (candidate.On(Day(now)), opening.Opening),
        now,
        Consents.EmployerSearch);

    /// <summary>Ranks the openings for a candidate; see <see cref="OpeningsFor"/>.</summary>
    /// <param name="seat">The model; the expert model where that fails.</param>
    public RankedList<OpeningEntry> RankOpenings(
        CandidateEntry candidate, DateTimeOffset now, Consents needed, Predicate<OpeningEntry>? accept, Seat seat) =>
        Rank(OpeningsFor(candidate, now, needed, accept), seat);

    /// <summary>Ranks what is asked for.</summary>
    public RankedList<TEntry> Rank<TEntry>(ListQuery<TEntry> query, Seat seat)
        where TEntry : class, IEntry =>
        Rank(query, index.Read(() => query.Shelf.WithAny(query.Keys)), seat).List;

    /// <summary>The calendar day that validity is judged on.</summary>
    public static DateOnly Day(DateTimeOffset now) => Sweden.DayOf(now);

    /// <summary>The seat for one pair: with the expert model where the model of the seat fails on it.</summary>
    public Seat SeatOf(Candidate candidate, Opening opening, DateTimeOffset now, string subject, Seat seat)
    {
        Span<float> features = stackalloc float[FitEngine.Features.Count];
        engine.Extract(candidate, opening, now, features);
        if (GuardedScoring.TryScore(seat.Model, features, stackalloc double[1], out var failure))
        {
            return seat;
        }

        guard.Failed(seat, subject, failure);
        return Seat.Fallback;
    }

    /// <summary>Ranks what was retrieved, and tells what became of each document.</summary>
    public (RankedList<TEntry> List, Outcomes<TEntry> Outcomes) Rank<TEntry>(
        ListQuery<TEntry> query, List<TEntry> retrieved, Seat seat)
        where TEntry : class, IEntry
    {
        var begun = Stopwatch.GetTimestamp();
        using var sheet = new ScoreSheet<TEntry>(seat);
        if (!TryJudge(query, retrieved, sheet))
        {
            // The whole list anew: never a page by two models.
            guard.Failed(seat, query.Subject, sheet.Failure!);
            return Rank(query, retrieved, Seat.Fallback);
        }

        var scoring = TimeSpan.FromMicroseconds(sheet.Microseconds);
        MatchingTelemetry.Took("retrieve", Stopwatch.GetElapsedTime(begun) - scoring);
        MatchingTelemetry.Took("score", scoring);
        guard.Ranked(
            seat,
            query.Subject,
            sheet.Rows,
            sheet.Microseconds,
            [.. sheet.Outcomes.Ranked.Take(ModelWatch.ScoresPerList).Select(item => item.Score)],
            sheet.Sample());
        return (sheet.Outcomes.ToList(seat), sheet.Outcomes);
    }

    /// <summary>Gates and scores documents that were retrieved, and puts them in order.</summary>
    /// <returns>False when the model has failed on one of them.</returns>
    public bool TryJudge<TEntry>(ListQuery<TEntry> query, List<TEntry> retrieved, ScoreSheet<TEntry> sheet)
        where TEntry : class, IEntry
    {
        var (now, needed) = (query.Now, query.Needed);
        foreach (var entry in retrieved)
        {
            if (query.Accept?.Invoke(entry) == false)
            {
                continue;
            }

            var (candidate, opening) = query.Pair(entry);
            engine.Extract(candidate, opening, now, sheet.Row);
            if (query.Keys is not null && !FitEngine.IsRelevant(sheet.Row))
            {
                continue;
            }

            var failed = engine.FailedGates(candidate, opening, now, needed);
            GateType? gate = failed == GateTypes.None ? null : (GateType)BitOperations.TrailingZeroCount((uint)failed);
            if (gate is { } closed && !engine.IsNearMiss(candidate, opening, now, needed))
            {
                sheet.Outcomes.KeptOut.Add((entry.Key, closed));
                continue;
            }

            if (!sheet.Keep(entry, gate))
            {
                break;
            }
        }

        if (!sheet.TryFinish())
        {
            return false;
        }

        sheet.Outcomes.Sort();
        return true;
    }

    /// <summary>
    /// What a candidate could work with; null where nothing is said that could tell, and everything is open.
    /// </summary>
    private HashSet<int>? ConceptsServedBy(Candidate candidate)
    {
        var keys = new HashSet<int>();
        var experience = candidate.Occupations.Select(held => held.Occupation)
            .Concat(candidate.Educations.Select(education => education.Occupation).OfType<Concept>());
        foreach (var occupation in experience)
        {
            keys.Add(occupation.Index);
            keys.UnionWith(taxonomy.OpeningsServedBy(occupation).Select(related => related.Concept.Index));
        }

        foreach (var wished in candidate.WishedOccupations)
        {
            keys.Add(wished.Index);
            keys.UnionWith(taxonomy.OpeningsServedBy(wished).Select(related => related.Concept.Index));
        }

        // A skill serves where it is asked for, and where it matters in the work and nothing is asked for.
        keys.UnionWith(candidate.Skills.Select(held => held.Skill.Index));
        keys.UnionWith(candidate.Skills.SelectMany(held => _groupsBySkill[held.Skill.Index]));
        keys.UnionWith(candidate.Licences
            .Where(held => held.Licence.Kind != ConceptKind.DrivingLicence)
            .Select(held => held.Licence.Index));
        keys.UnionWith(candidate.Educations
            .Select(education => education.Field).OfType<Concept>()
            .SelectMany(taxonomy.GroupsPreparedBy)
            .Select(group => group.Index));
        return keys.Count == 0 ? null : keys;
    }

    private HashSet<int> ConceptsServing(Opening opening)
    {
        var keys = new HashSet<int> { opening.Occupation.Index };
        if (opening.Group is { } group)
        {
            keys.Add(group.Index);
            keys.UnionWith(taxonomy.SkillsOf(group).Select(skill => skill.Index));
        }

        keys.UnionWith(taxonomy.ExperienceServing(opening.Occupation).Select(related => related.Concept.Index));
        keys.UnionWith(opening.Requirements
            .Where(requirement => requirement.Type == RequirementType.Skill)
            .SelectMany(requirement => requirement.AcceptedEquivalents.Append(requirement.Concept))
            .Select(concept => concept.Index));
        return keys;
    }
}

/// <summary>A document with its score. Best first; newer before older where scores are equal, then by name.</summary>
internal readonly record struct Scored<TEntry>(TEntry Entry, double Score, long Recency)
    where TEntry : class, IEntry
{
    public static int BestFirst(Scored<TEntry> a, Scored<TEntry> b) => a.ComparePlace(b.Score, b.Recency, b.Entry.Name);

    /// <summary>Negative where this stands before what has that score, recency and name.</summary>
    public int ComparePlace(double score, long recency, string name)
    {
        var byScore = score.CompareTo(Score);
        var byRecency = byScore != 0 ? byScore : recency.CompareTo(Recency);
        return byRecency != 0 ? byRecency : string.CompareOrdinal(Entry.Name, name);
    }
}

/// <summary>The outcome of a ranking.</summary>
/// <param name="Seat">The model that scored, and the arm.</param>
/// <param name="Items">Best first.</param>
/// <param name="NearMisses">What one closable gap keeps out, best first.</param>
/// <param name="GateCounts">How many failed each gate first, by <see cref="GateType"/>.</param>
internal sealed record RankedList<TEntry>(
    Seat Seat,
    List<Scored<TEntry>> Items,
    IReadOnlyList<Scored<TEntry>> NearMisses,
    IReadOnlyList<int> GateCounts)
    where TEntry : class, IEntry;
