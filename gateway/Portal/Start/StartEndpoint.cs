using Grpc.Core;
using Matching.Gateway.Portal.Candidates;
using Matching.Gateway.Portal.Language;
using Matching.Gateway.Portal.Vacancies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Gateway.Portal.Start;

/// <summary>
/// Answers the start page. Its figures and examples are an extra: it stands without the services too.
/// </summary>
internal static class StartEndpoint
{
    private const int ShownPeople = 6;

    public static async Task<RazorComponentResult> ShowAsync(
        Visit visit,
        OpenVacancies vacancies,
        CandidateDirectory candidates,
        ConceptLabels labels,
        ILogger<StartPage> log,
        CancellationToken cancellationToken)
    {
        VacancyList? open = null;
        IReadOnlyList<CandidateLine> people = [];
        try
        {
            open = await vacancies.GetAsync(cancellationToken);
            var everybody = await candidates.GetAsync(cancellationToken);
            people = await labels.TranslateAsync(
                [.. everybody.Candidates.Where(person => person.Years > 0).DistinctBy(person => person.Field)
                    .Take(ShownPeople)],
                visit.Tongue,
                cancellationToken);
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            PortalLog.ServiceDown(log, error.StatusCode, "/");
        }

        return new RazorComponentResult<StartPage>(new { Open = open, People = people });
    }
}
