using Grpc.Core;
using Matching.Hosting;

namespace Matching.Matches;

internal sealed partial class MatchingService
{
    /// <summary>At most so many decisions are told of one model.</summary>
    private const int MaximumDecisions = 50;

    public override async Task<V1.Model> GetModel(V1.GetModelRequest request, ServerCallContext context)
    {
        var rollout = models.Current.Rollout;
        V1.Model model;
        if (request.Name == Rollouts.Expert)
        {
            model = ModelWords.Expert(rollout);
        }
        else
        {
            var stored = await store.FindModelAsync(request.Name, context.CancellationToken)
                ?? throw ModelErrors.NotFound(request.Name);
            model = ModelWords.Trained(stored.Head, rollout);
        }

        model.Decisions.Add(
            await store.ListDecisionsAsync(request.Name, MaximumDecisions, context.CancellationToken));
        return model;
    }

    public override async Task<V1.ListModelsResponse> ListModels(
        V1.ListModelsRequest request, ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, standard: 50, maximum: 100);
        var after = PageToken.Decode(request.PageToken, "models") ?? "";
        var rollout = models.Current.Rollout;
        var trained = await store.ListModelsAsync(after, size + 1, context.CancellationToken);
        var rest = trained.Select(model => ModelWords.Trained(model, rollout))
            .Concat(string.CompareOrdinal(Rollouts.Expert, after) > 0 ? [ModelWords.Expert(rollout)] : [])
            .OrderBy(model => model.Name, StringComparer.Ordinal)
            .ToList();
        var page = rest.Take(size).ToList();
        foreach (var model in page)
        {
            model.Card = "";
        }

        return new V1.ListModelsResponse
        {
            Models = { page },
            NextPageToken = rest.Count > size ? PageToken.Encode(page[^1].Name, "models") : "",
        };
    }
}
