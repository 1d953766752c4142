using Grpc.Core;
using Matching.Competence.V1;
using Matching.Matches.V1;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Gateway.Portal.About;

/// <summary>Answers how matches are counted, with the weights in use. It stands without the services too.</summary>
internal static class AboutEndpoint
{
    private const int MaximumModels = 100;

    public static async Task<RazorComponentResult> ShowAsync(
        MatchingService.MatchingServiceClient matching,
        CompetenceService.CompetenceServiceClient competence,
        ILogger<AboutPage> log,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<Model> all = [];
        Model? model = null;
        var taxonomy = "";
        try
        {
            var models = await matching.ListModelsAsync(
                new ListModelsRequest { PageSize = MaximumModels }, cancellationToken: cancellationToken);
            all = models.Models;
            model = all.FirstOrDefault(candidate => candidate.State == Model.Types.State.Active);
            if (model?.Type == Model.Types.Type.Lambdamart)
            {
                // Lists leave the card out.
                model = await matching.GetModelAsync(
                    new GetModelRequest { Name = model.Name }, cancellationToken: cancellationToken);
            }

            // Any search tells which version answers.
            var found = await competence.SearchConceptsAsync(
                new SearchConceptsRequest { Query = "Sverige", PageSize = 1 }, cancellationToken: cancellationToken);
            taxonomy = found.TaxonomyVersion;
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            PortalLog.ServiceDown(log, error.StatusCode, "/about");
        }

        return new RazorComponentResult<AboutPage>(new { Model = model, Models = all, TaxonomyVersion = taxonomy });
    }
}
