using Grpc.Core;
using Matching.Competence;
using Matching.Profiles.V1;

namespace Matching.Matches;

/// <summary>Reads the feed of candidates and households into the index, and erasures into the store.</summary>
internal sealed class ProfileFeedReader(
    ProfileService.ProfileServiceClient profiles,
    MatchingStore store,
    Erasures erasures,
    MatchIndex index,
    Taxonomy taxonomy,
    TimeProvider clock,
    ILogger<ProfileFeedReader> log)
    : FeedReader<ProfileChange>("profile", () => new MatchIndex(taxonomy, clock), index, log)
{
    private const string Candidates = "candidates/";

    /// <summary>So many names are compared at a time.</summary>
    private const int PageSize = 1_000;

    private volatile bool _compared;

    /// <summary>
    /// Forgets the candidates who were erased so long ago that the feed no longer says so, once after each reading from
    /// nothing: the owner is asked about those of whom the store knows something and the index does not.
    /// </summary>
    public async Task ForgetErasedAsync(CancellationToken cancellationToken)
    {
        var after = "";
        while (!_compared)
        {
            var page = await store.ListCandidatesAsync(after, PageSize, cancellationToken);
            foreach (var name in page.Where(name => Index.FindCandidate(name) is null))
            {
                try
                {
                    await profiles.GetCandidateAsync(
                        new GetCandidateRequest { Name = name }, cancellationToken: cancellationToken);
                }
                catch (RpcException error) when (error.StatusCode is StatusCode.NotFound)
                {
                    await erasures.ForgetInStoreAsync(name, cancellationToken);
                    erasures.ForgetInCache(name);
                }
            }

            _compared = page.Count < PageSize;
            after = page.LastOrDefault() ?? after;
        }
    }

    protected override long SequenceOf(MatchIndex target) => target.ProfileSequence;

    protected override (string Name, long Sequence) PlaceOf(ProfileChange change) => (change.Name, change.Sequence);

    protected override AsyncServerStreamingCall<ProfileChange> Open(
        long sinceSequence, bool stopAtEnd, CancellationToken cancellationToken) =>
        profiles.StreamProfileChanges(
            new StreamProfileChangesRequest { SinceSequence = sinceSequence, StopAtEnd = stopAtEnd },
            cancellationToken: cancellationToken);

    protected override async Task ApplyAsync(
        MatchIndex target, ProfileChange change, CancellationToken cancellationToken)
    {
        // Forgotten here before the feed moves on: an erasure that is interrupted is told again.
        var erases = change.Deleted && change.Name.StartsWith(Candidates, StringComparison.Ordinal);
        if (erases)
        {
            await erasures.ForgetInStoreAsync(change.Name, cancellationToken);
        }

        target.Apply(change);
        if (erases)
        {
            erasures.ForgetInCache(change.Name);
        }

        var time = change.Candidate?.Candidate.UpdateTime ?? change.Household?.UpdateTime;
        if (IsRead && time is { } written)
        {
            MatchingTelemetry.Applied(Feed, written.ToDateTimeOffset(), clock.GetUtcNow());
        }
    }

    protected override void Skip(MatchIndex target, string name, long sequence) => target.SkipProfile(name, sequence);

    protected override void Replace(MatchIndex fresh)
    {
        Index.ReplaceProfiles(fresh);
        _compared = false;
    }
}
