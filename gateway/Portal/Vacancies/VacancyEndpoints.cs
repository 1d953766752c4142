using Grpc.Core;
using Matching.Gateway.Portal.Language;
using Matching.Gateway.Portal.Parts;
using Matching.Matches.V1;
using Matching.Vacancies.V1;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Gateway.Portal.Vacancies;

/// <summary>Answers the pages about openings: the list, and one with what it asks for and whom it suits.</summary>
internal static class VacancyEndpoints
{
    private const int ShownCandidates = 10;
    private const int MaximumWords = 10;

    public static async Task<RazorComponentResult> ListAsync(
        string? municipality,
        string? occupation,
        string? text,
        int? page,
        Visit visit,
        OpenVacancies vacancies,
        ConceptLabels labels,
        CancellationToken cancellationToken)
    {
        var open = await vacancies.GetAsync(cancellationToken);
        var filter = new VacancyFilterForm(municipality ?? "", occupation?.Trim() ?? "", text?.Trim() ?? "");
        var words = filter.Text.Split(
            ' ', MaximumWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var pages = Pager.Of(
            [
                .. open.Vacancies.Where(line =>
                    (filter.Municipality.Length == 0 || line.Municipality == filter.Municipality)
                    && line.OccupationLabel.Contains(filter.Occupation, StringComparison.OrdinalIgnoreCase)
                    && line.Has(words)),
            ],
            page);
        var found =
            await labels.FindAsync(pages.Items.Select(line => line.Occupation), visit.Tongue, cancellationToken);
        return new RazorComponentResult<VacanciesPage>(new
        {
            Open = open,
            Filter = filter,
            Pages = pages with
            {
                Items = [.. pages.Items.Select(line => line with
                {
                    OccupationLabel = found.GetValueOrDefault(line.Occupation, line.OccupationLabel),
                })],
            },
        });
    }

    public static async Task<RazorComponentResult> ShowAsync(
        string id,
        Visit visit,
        VacancyService.VacancyServiceClient vacancies,
        MatchingService.MatchingServiceClient matching,
        ConceptLabels labels,
        CancellationToken cancellationToken)
    {
        var vacancy = await vacancies.GetVacancyAsync(
            new GetVacancyRequest { Name = $"vacancies/{id}" }, cancellationToken: cancellationToken);
        var found = await labels.FindAsync(
            [vacancy.Occupation, .. vacancy.Requirements.Select(asked => asked.Concept)],
            visit.Tongue,
            cancellationToken);
        vacancy.OccupationLabel = found.GetValueOrDefault(vacancy.Occupation, vacancy.OccupationLabel);
        foreach (var asked in vacancy.Requirements)
        {
            asked.Label = found.GetValueOrDefault(asked.Concept, asked.Label);
        }

        return new RazorComponentResult<VacancyPage>(new
        {
            Vacancy = vacancy,
            Candidates = await MatchAsync(matching, vacancy.Name, visit, cancellationToken),
        });
    }

    /// <summary>Null where the opening is not matched: it is closed, or not yet in the index.</summary>
    private static async Task<MatchCandidatesResponse?> MatchAsync(
        MatchingService.MatchingServiceClient matching,
        string vacancy,
        Visit visit,
        CancellationToken cancellationToken)
    {
        try
        {
            return await matching.MatchCandidatesAsync(
                new MatchCandidatesRequest { Vacancy = vacancy, PageSize = ShownCandidates, LanguageCode = visit.Code },
                cancellationToken: cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            return null;
        }
    }
}

/// <summary>What a list of openings is narrowed by.</summary>
/// <param name="Municipality">An SCB code.</param>
/// <param name="Occupation">A part of a label.</param>
/// <param name="Text">Words.</param>
public sealed record VacancyFilterForm(string Municipality, string Occupation, string Text)
{
    public bool IsEmpty => Municipality.Length == 0 && Occupation.Length == 0 && Text.Length == 0;
}
