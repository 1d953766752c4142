using Grpc.Core;
using Matching.Fit;
using Matching.Hosting;
using Matching.Profiles.V1;
using Sharing = Matching.Profiles.V1.Household.Types.Sharing;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    public override async Task<V1.MatchTandemResponse> MatchTandem(
        V1.MatchTandemRequest request, ServerCallContext context)
    {
        var places = PageSize.Clamp(request.PageSize, standard: 10, maximum: 50);
        var openings = PageSize.Clamp(request.OpeningsPerPlace, standard: 3, maximum: 10, "openings_per_place");
        var tongue = Language.Parse(request.LanguageCode);
        var name = $"households/{ResourceId.Parse(request.Household, "households", "household")}";
        await feeder.CatchUpAsync();
        var household = index.FindHousehold(name) ?? throw MatchingErrors.HouseholdNotFound(name);
        if (request.Viewer.Length > 0 && household.Members.All(member => member.Candidate != request.Viewer))
        {
            throw RpcErrors.InvalidField("viewer", "NOT_A_MEMBER", "is not a member of the household.");
        }

        var members = household.Members.Select(member => Member(member, request.Viewer)).ToList();
        var now = Sweden.Now(clock);
        var (ranked, seat) = tandem.Rank(
            members,
            now,
            Consents.Matching,
            places,
            openings,
            models.Current.For(subject: null).Unshadowed,
            other => new Explainer(engine, other.Model, now, tongue),
            tongue);
        return new V1.MatchTandemResponse
        {
            Places = { ranked },
            Provenance = Provenance(seat),
        };
    }

    /// <summary>
    /// A member, with what the viewer may see of them: all of their own, of the other's what is shared.
    /// </summary>
    private TandemMember Member(Household.Types.Member member, string viewer)
    {
        var candidate = index.FindCandidate(member.Candidate)
            ?? throw MatchingErrors.CandidateNotFound(member.Candidate);
        CheckConsent(candidate, Consents.Matching, "PURPOSE_MATCHING");
        CheckConsent(candidate, Consents.Household, "PURPOSE_HOUSEHOLD");
        var own = member.Candidate == viewer;
        if (own)
        {
            // Of the other one it would tell what is not shared: their openings fail the gate, and nothing says which
            // one.
            CheckRightToWork(candidate);
        }

        return new TandemMember(
            candidate,
            ShowsOpenings: own || member.Sharing >= Sharing.Openings,
            ShowsReasons: own || member.Sharing >= Sharing.Reasons);
    }
}
