using Grpc.Core;
using Matching.Competence.V1;
using Matching.Matches.V1;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Gateway.Portal.About;

/// <summary>Answers how matches are counted, with the weights in use. It stands without the services too.</summary>
internal static class AboutEndpoint
{
    public static async Task<RazorComponentResult> ShowAsync(
        MatchingService.MatchingServiceClient matching,
        CompetenceService.CompetenceServiceClient competence,
        ILogger<AboutPage> log,
        CancellationToken cancellationToken)
    {
        Model? model = null;
        var taxonomy = "";
        try
        {
            var models = await matching.ListModelsAsync(new ListModelsRequest(), cancellationToken: cancellationToken);
            model = models.Models.FirstOrDefault(candidate => candidate.State == Model.Types.State.Active);

            // Any search tells which version answers.
            var found = await competence.SearchConceptsAsync(
                new SearchConceptsRequest { Query = "Sverige", PageSize = 1 }, cancellationToken: cancellationToken);
            taxonomy = found.TaxonomyVersion;
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            PortalLog.ServiceDown(log, error.StatusCode, "/about");
        }

        return new RazorComponentResult<AboutPage>(new { Model = model, TaxonomyVersion = taxonomy });
    }
}
