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
    /// <summary>At most so many near misses are told.</summary>
    private const int MaximumNearMisses = 5;

    private readonly ILookup<int, int> _groupsBySkill = taxonomy.Concepts
        .Where(concept => concept.Kind == ConceptKind.OccupationGroup)
        .SelectMany(group => taxonomy.SkillsOf(group).Select(skill => (Skill: skill.Index, Group: group.Index)))
        .ToLookup(pair => pair.Skill, pair => pair.Group);

    /// <summary>Ranks the openings for a candidate.</summary>
    /// <param name="needed">What the candidate must have agreed to.</param>
    /// <param name="accept">Which openings to look at; null means all.</param>
    /// <param name="seat">The model; the expert model where that fails.</param>
    public RankedList<OpeningEntry> RankOpenings(
        CandidateEntry candidate, DateTimeOffset now, Consents needed, Predicate<OpeningEntry>? accept, Seat seat)
    {
        var document = candidate.On(Day(now));
        var keys = ConceptsServedBy(document);
        return Rank(
            seat,
            candidate.Name,
            index.Openings(keys),
            accept,
            opening => (document, opening.Opening),
            opening => opening.PublishTime.UtcTicks,
            everything: keys is null,
            now,
            needed);
    }

    /// <summary>Ranks the candidates for an opening.</summary>
    public RankedList<CandidateEntry> RankCandidates(OpeningEntry opening, DateTimeOffset now, Seat seat) => Rank(
        seat,
        opening.Name,
        index.Candidates(ConceptsServing(opening.Opening)),
        accept: null,
        candidate => (candidate.On(Day(now)), opening.Opening),
        _ => 0,
        everything: false,
        now,
        Consents.EmployerSearch);

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

    private RankedList<TEntry> Rank<TEntry>(
        Seat seat,
        string subject,
        List<TEntry> retrieved,
        Predicate<TEntry>? accept,
        Func<TEntry, (Candidate Candidate, Opening Opening)> pair,
        Func<TEntry, long> recency,
        bool everything,
        DateTimeOffset now,
        Consents needed)
        where TEntry : class, IEntry
    {
        using var sheet = new ScoreSheet<TEntry>(seat);
        var gateCounts = new int[Enum.GetValues<GateType>().Length];
        foreach (var entry in retrieved)
        {
            if (accept?.Invoke(entry) == false)
            {
                continue;
            }

            var (candidate, opening) = pair(entry);
            engine.Extract(candidate, opening, now, sheet.Row);
            if (!everything && !FitEngine.IsRelevant(sheet.Row))
            {
                continue;
            }

            var failed = engine.FailedGates(candidate, opening, now, needed);
            if (failed != GateTypes.None)
            {
                gateCounts[BitOperations.TrailingZeroCount((uint)failed)]++;
                if (!engine.IsNearMiss(candidate, opening, now, needed))
                {
                    continue;
                }
            }

            if (!sheet.Keep(entry, recency(entry), nearMiss: failed != GateTypes.None))
            {
                break;
            }
        }

        if (!sheet.TryFinish())
        {
            // The whole list anew: never a page by two models.
            guard.Failed(seat, subject, sheet.Failure);
            return Rank(Seat.Fallback, subject, retrieved, accept, pair, recency, everything, now, needed);
        }

        sheet.Ranked.Sort(Scored<TEntry>.BestFirst);
        sheet.NearMisses.Sort(Scored<TEntry>.BestFirst);
        guard.Ranked(
            seat,
            subject,
            sheet.Rows,
            sheet.Microseconds,
            [.. sheet.Ranked.Take(ModelWatch.ScoresPerList).Select(item => item.Score)],
            sheet.Sample());
        return new RankedList<TEntry>(
            seat, sheet.Ranked, [.. sheet.NearMisses.Take(MaximumNearMisses)], gateCounts);
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
