using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    public override Task<V1.Model> GetModel(V1.GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(ModelShelf.List().FirstOrDefault(model => model.Name == request.Name)
            ?? throw MatchingErrors.ModelNotFound(request.Name));

    public override Task<V1.ListModelsResponse> ListModels(V1.ListModelsRequest request, ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, standard: 50, maximum: 100);
        var after = PageToken.Decode(request.PageToken, "models") ?? "";
        var rest = ModelShelf.List()
            .Where(model => string.CompareOrdinal(model.Name, after) > 0)
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .ToList();
        return Task.FromResult(new V1.ListModelsResponse
        {
            Models = { rest.Take(size) },
            NextPageToken = rest.Count > size ? PageToken.Encode(rest[size - 1].Name, "models") : "",
        });
    }
}
