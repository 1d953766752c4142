using Microsoft.AspNetCore.Http.HttpResults;
using Matching.Gateway.Portal.Language;
using Matching.Gateway.Portal.Problems;
using Matching.Matches.V1;
using Matching.Profiles.V1;

namespace Matching.Gateway.Portal.Households;

/// <summary>Answers what places offer two people who move together, as one of them or a helper may see it.</summary>
internal static class HouseholdEndpoint
{
    /// <summary>Names the member who asks; absent for somebody who helps both.</summary>
    public const string ViewerKey = "viewer";

    public static async Task<IResult> ShowAsync(
        string id,
        string? viewer,
        Visit visit,
        ProfileService.ProfileServiceClient profiles,
        MatchingService.MatchingServiceClient matching,
        CancellationToken cancellationToken)
    {
        var household = await profiles.GetHouseholdAsync(
            new GetHouseholdRequest { Name = $"households/{id}" }, cancellationToken: cancellationToken);
        var asks = household.Members.FirstOrDefault(member => member.Candidate == $"candidates/{viewer}")?.Candidate
            ?? "";
        if (viewer is not null && asks.Length == 0)
        {
            return ProblemPages.NotFound();
        }

        var answer = await matching.MatchTandemAsync(
            new MatchTandemRequest { Household = household.Name, Viewer = asks, LanguageCode = visit.Code },
            cancellationToken: cancellationToken);
        return new RazorComponentResult<HouseholdPage>(
            new { Household = household, Viewer = asks, answer.Places });
    }
}
