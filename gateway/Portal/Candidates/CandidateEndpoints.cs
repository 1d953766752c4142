using Grpc.Core;
using Matching.Gateway.Portal.Language;
using Matching.Gateway.Portal.Parts;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Gateway.Portal.Candidates;

/// <summary>Answers the pages about stored candidates: what is known, what suits, and why.</summary>
internal static class CandidateEndpoints
{
    private const int ShownMatches = 20;

    public static async Task<RazorComponentResult> ListAsync(
        string? occupation,
        int? page,
        Visit visit,
        CandidateDirectory directory,
        ConceptLabels labels,
        CancellationToken cancellationToken)
    {
        var everybody = await directory.GetAsync(cancellationToken);
        var shown = everybody.Candidates
            .Where(person => string.IsNullOrWhiteSpace(occupation)
                || person.Label.Contains(occupation.Trim(), StringComparison.OrdinalIgnoreCase));
        var pages = Pager.Of([.. shown], page);
        return new RazorComponentResult<CandidatesPage>(new
        {
            Occupation = occupation?.Trim() ?? "",
            Labels = everybody.Candidates.Select(person => person.Label).Where(label => label.Length > 0).Distinct()
                .Order().ToArray(),
            Pages = pages with { Items = await labels.TranslateAsync(pages.Items, visit.Tongue, cancellationToken) },
            everybody.IsCut,
        });
    }

    public static async Task<IResult> ShowAsync(
        string id,
        string? page,
        string? explain,
        Visit visit,
        ProfileService.ProfileServiceClient profiles,
        MatchingService.MatchingServiceClient matching,
        ConceptLabels labels,
        CancellationToken cancellationToken)
    {
        if (explain?.Split('/')[^1].Trim() is { Length: > 0 } vacancy)
        {
            return Results.Redirect(
                visit.Href($"/candidates/{Uri.EscapeDataString(id)}/vacancies/{Uri.EscapeDataString(vacancy)}"));
        }

        var name = $"candidates/{id}";
        var candidate = await profiles.GetCandidateAsync(
            new GetCandidateRequest { Name = name }, cancellationToken: cancellationToken);
        var validations = profiles.ListValidationResultsAsync(
            new ListValidationResultsRequest { Parent = name }, cancellationToken: cancellationToken).ResponseAsync;
        var matches = MatchAsync(matching, name, page, visit, cancellationToken);
        var households = HouseholdsAsync(profiles, candidate, cancellationToken);
        await labels.TranslateAsync(candidate, visit.Tongue, cancellationToken);
        return new RazorComponentResult<CandidatePage>(new
        {
            Candidate = candidate,
            Validations = (await validations).ValidationResults,
            Households = await households,
            Matches = await matches,
            IsFirstPage = string.IsNullOrEmpty(page),
        });
    }

    public static async Task<RazorComponentResult> ExplainAsync(
        string id,
        string vacancy,
        Visit visit,
        ProfileService.ProfileServiceClient profiles,
        MatchingService.MatchingServiceClient matching,
        ConceptLabels labels,
        CancellationToken cancellationToken)
    {
        var name = $"candidates/{id}";
        var explained = matching.ExplainMatchAsync(
            new ExplainMatchRequest { Candidate = name, Vacancy = $"vacancies/{vacancy}", LanguageCode = visit.Code },
            cancellationToken: cancellationToken).ResponseAsync;
        var candidate = await profiles.GetCandidateAsync(
            new GetCandidateRequest { Name = name }, cancellationToken: cancellationToken);
        await labels.TranslateAsync(candidate, visit.Tongue, cancellationToken);
        return new RazorComponentResult<ExplainPage>(new { Candidate = candidate, Explained = await explained });
    }

    /// <summary>Null where the person does not consent to matching.</summary>
    private static async Task<MatchVacanciesResponse?> MatchAsync(
        MatchingService.MatchingServiceClient matching,
        string candidate,
        string? pageToken,
        Visit visit,
        CancellationToken cancellationToken)
    {
        try
        {
            return await matching.MatchVacanciesAsync(
                new MatchVacanciesRequest
                {
                    Candidate = candidate,
                    PageSize = ShownMatches,
                    PageToken = pageToken ?? "",
                    LanguageCode = visit.Code,
                },
                cancellationToken: cancellationToken);
        }
        catch (RpcException error) when (
            error.StatusCode is StatusCode.FailedPrecondition or StatusCode.PermissionDenied)
        {
            return null;
        }
    }

    /// <summary>
    /// Only the export tells which household somebody belongs to; it is asked only of those who agree to one.
    /// </summary>
    private static async Task<IReadOnlyList<string>> HouseholdsAsync(
        ProfileService.ProfileServiceClient profiles, Candidate candidate, CancellationToken cancellationToken)
    {
        if (candidate.Consents.All(consent => consent.Purpose != Consent.Types.Purpose.Household))
        {
            return [];
        }

        var export = await profiles.ExportCandidateAsync(
            new ExportCandidateRequest { Name = candidate.Name }, cancellationToken: cancellationToken);
        return export.Households;
    }
}
