using Matching.Fit;
using State = Matching.Matches.V1.Model.Types.State;

namespace Matching.Matches;

/// <summary>Models as they are published.</summary>
internal static class ModelWords
{
    /// <summary>The expert model with its weights.</summary>
    public static V1.Model Expert(V1.ModelRollout rollout)
    {
        var model = FitEngine.ExpertModel;
        var wire = new V1.Model
        {
            Name = Rollouts.Expert,
            Type = V1.Model.Types.Type.Expert,
            State = StateOf(Rollouts.Expert, State.Retired, rollout),
            BaseScore = model.BaseScore,
            FeatureList = FitEngine.FeatureListId,
            Description =
                "Weights that employment experience suggests, published in docs/decisions/expert-model.md. Additive "
                + "and monotone: meeting more never lowers a score, and validated competence never counts for less "
                + "than a claim.",
            Features = { Features() },
        };
        foreach (var (feature, weight) in wire.Features.Zip(model.Weights))
        {
            feature.Weight = weight.Weight;
            feature.MissingValue = weight.Missing;
        }

        return wire;
    }

    /// <summary>A trained model as it is stored, with the state that the rollout gives it.</summary>
    public static V1.Model Trained(V1.Model stored, V1.ModelRollout rollout)
    {
        stored.State = StateOf(stored.Name, stored.State, rollout);
        return stored;
    }

    /// <summary>The closed list of features: what they measure, and which way they may move a score.</summary>
    public static IEnumerable<V1.Model.Types.Feature> Features() =>
        FitEngine.Features.Select(feature => new V1.Model.Types.Feature
        {
            Name = feature.Name,
            Description = $"{feature.Why} Unit: {feature.Unit}; range: {feature.Range}; when absent: {feature.Missing}",
            MonotoneDirection = feature.Direction,
        });

    private static State StateOf(string name, State otherwise, V1.ModelRollout rollout) =>
        rollout.Champion == name ? State.Active
        : rollout.Challenger == name ? State.Challenger
        : rollout.Shadow == name ? State.Shadow
        : otherwise;
}
