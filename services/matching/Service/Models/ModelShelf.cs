using Matching.Fit;
using Matching.Ranking;

namespace Matching.Matches;

/// <summary>
/// The ranking models there are, and which one answers. For now one: the expert model with its published weights.
/// </summary>
internal sealed class ModelShelf
{
    /// <summary>The model that answers.</summary>
    public IRankingModel Active { get; } = FitEngine.ExpertModel;

    /// <summary>The resource name of a model.</summary>
    public static string NameOf(IRankingModel model) => $"models/{model.Name}";

    /// <summary>The models as they are published.</summary>
    public static IReadOnlyList<V1.Model> List() => [ToWire(FitEngine.ExpertModel)];

    private static V1.Model ToWire(ExpertModel model) => new()
    {
        Name = NameOf(model),
        Type = V1.Model.Types.Type.Expert,
        State = V1.Model.Types.State.Active,
        BaseScore = model.BaseScore,
        Description =
            "Weights that employment experience suggests, published in docs/decisions/expert-model.md. Additive "
            + "and monotone: meeting more never lowers a score, and validated competence never counts for less than "
            + "a claim.",
        Features =
        {
            FitEngine.Features.Zip(model.Weights, (feature, weight) => new V1.Model.Types.Feature
            {
                Name = feature.Name,
                Description =
                    $"{feature.Why} Unit: {feature.Unit}; range: {feature.Range}; when absent: {feature.Missing}",
                MonotoneDirection = feature.Direction,
                Weight = weight.Weight,
                MissingValue = weight.Missing,
            }),
        },
    };
}
