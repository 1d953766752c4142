using Grpc.Core;
using Matching.Competence;
using Matching.Fit;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>
/// Serves matches in every direction. Each direction has its part of this class in its own file. What a ranking
/// showed is on disk before it is answered, so that feedback and replays can refer to it; while the store is away
/// matches go on without.
/// </summary>
internal sealed partial class MatchingService(
    MatchIndex index,
    IndexFeeder feeder,
    Ranker ranker,
    HotLists hot,
    FitEngine engine,
    CandidateReader reader,
    TandemRanker tandem,
    ModelShelf models,
    MatchingStore store,
    StorePresence presence,
    Taxonomy taxonomy,
    TimeProvider clock)
    : V1.MatchingService.MatchingServiceBase
{
    private const int StandardPage = 20;
    private const int MaximumPage = 100;

    /// <summary>Finds a stored candidate who agrees to be matched and may work.</summary>
    private async Task<CandidateEntry> CandidateAsync(string name, string field)
    {
        var id = ResourceId.Parse(name, "candidates", field);
        await feeder.CatchUpAsync();
        return index.FindCandidate($"candidates/{id}") ?? throw MatchingErrors.CandidateNotFound(name);
    }

    private static void CheckMayBeMatched(CandidateEntry candidate)
    {
        CheckConsent(candidate, Consents.Matching, "PURPOSE_MATCHING");
        CheckRightToWork(candidate);
    }

    private static void CheckConsent(CandidateEntry candidate, Consents needed, string purpose)
    {
        if (!candidate.Facts.Consents.HasFlag(needed))
        {
            throw MatchingErrors.ConsentMissing(candidate.Name, purpose);
        }
    }

    private static void CheckRightToWork(CandidateEntry candidate)
    {
        if (candidate.Facts.RightToWork == RightToWork.NotHeld)
        {
            throw MatchingErrors.RightToWorkMissing(candidate.Name);
        }
    }

    private async Task<OpeningEntry> OpeningAsync(string name, string field)
    {
        var isId = ResourceId.TryParse(name, "vacancies", out var id);
        var isSourceId = name.StartsWith("vacancies/", StringComparison.Ordinal)
            && name.Contains(':', StringComparison.Ordinal);
        if (!isId && !isSourceId)
        {
            throw RpcErrors.InvalidField(
                field, "NAME_INVALID", "must look like vacancies/{id} or vacancies/{system}:{external_id}.");
        }

        await feeder.CatchUpAsync();
        return index.FindOpening(isId ? $"vacancies/{id}" : name) ?? throw MatchingErrors.VacancyNotOpen(name);
    }

    private V1.Provenance Provenance(Seat seat) => new()
    {
        Model = seat.ModelName,
        Arm = seat.Arm,
        FeatureList = FitEngine.FeatureListId,
        TaxonomyVersion = taxonomy.Version,
        VacancySequence = index.VacancySequence,
        ProfileSequence = index.ProfileSequence,
    };

    private static IEnumerable<V1.GateCount> ToWire(IReadOnlyList<int> gateCounts) =>
        gateCounts
            .Select((count, gate) => new V1.GateCount { Type = NameOf((GateType)gate), Count = count })
            .Where(gate => gate.Count > 0);

    private static string NameOf(GateType gate) => gate switch
    {
        GateType.Consent => "CONSENT",
        GateType.RightToWork => "RIGHT_TO_WORK",
        GateType.NotOpen => "NOT_OPEN",
        GateType.Kind => "KIND",
        GateType.Reach => "REACH",
        GateType.Licence => "LICENCE",
        GateType.DrivingLicence => "DRIVING_LICENCE",
        _ => throw new ArgumentOutOfRangeException(nameof(gate)),
    };
}
