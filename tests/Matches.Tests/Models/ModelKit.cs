using System.Collections.Immutable;
using Google.Protobuf;
using Matching.Fit;
using Matching.Ranking;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Matches.Tests;

/// <summary>Small trained models, made by hand, in bundles as the trainer writes them.</summary>
internal static class ModelKit
{
    public static IReadOnlyList<string> Names { get; } = [.. FitEngine.Features.Select(feature => feature.Name)];

    /// <summary>A model that gives points for features above thresholds, on top of the expert model.</summary>
    public static byte[] Bundle(string name, params Step[] steps) => Bundle(name, Names, null, steps);

    public static byte[] Bundle(
        string name, IReadOnlyList<string> names, Calibration? calibration, params Step[] steps)
    {
        var trees = new TreeEnsemble(names, steps.Select(step => Stump(names.ToList().IndexOf(step.Feature), step)));
        var header = new RankingModelHeader
        {
            Model = name,
            FeatureNames = [.. names],
            Prior = FitEngine.ExpertModel.Name,
            PointsPerRaw = 10,
            Calibration = calibration,
            DataHash = new string('a', 64),
            CodeVersion = "test",
            Seed = 1,
            Created = World.Now,
        };
        using var stream = new MemoryStream();
        new RankingModelFile(header, trees).Write(stream);
        return stream.ToArray();
    }

    public static V1.CreateModelRequest Request(string name, byte[] bundle) => new()
    {
        ModelId = name,
        Bundle = ByteString.CopyFrom(bundle),
        Decider = "Ada",
        Model = new V1.Model
        {
            Description = "Made by hand.",
            Card = "# Card",
            Training = new V1.ModelTraining { DataSha256 = new string('a', 64), CodeVersion = "abc", Seed = 7, Source = "hand" },
            Metrics = { ["ndcg10"] = 0.8 },
        },
    };

    public static async Task<V1.Model> CreateAsync(this Region region, string name, params Step[] steps) =>
        await region.Models.CreateModelAsync(Request(name, Bundle(name, steps)));

    /// <summary>Makes a model the champion against all objections.</summary>
    public static async Task<V1.PromoteModelResponse> PromoteAsync(this Region region, string name) =>
        await region.Models.PromoteModelAsync(new V1.PromoteModelRequest
        {
            Name = $"models/{name}",
            Decider = "Ada",
            Reason = "a test",
            Override = true,
        });

    public static async Task<V1.ModelRollout> UpdateAsync(this Region region, V1.ModelRollout rollout)
    {
        rollout.Name = "modelRollout";
        return await region.Models.UpdateModelRolloutAsync(
            new V1.UpdateModelRolloutRequest { Rollout = rollout, Decider = "Ada" });
    }

    public static async Task<V1.ModelRollout> RolloutAsync(this Region region) =>
        await region.Models.GetModelRolloutAsync(new V1.GetModelRolloutRequest { Name = "modelRollout" });

    public static async Task<V1.ModelReport> ReportAsync(this Region region, string name) =>
        await region.Models.GetModelReportAsync(new V1.GetModelReportRequest { Name = $"models/{name}/report" });

    public static async Task<V1.Model> ModelAsync(this Region region, string name) =>
        await region.Matches.GetModelAsync(new V1.GetModelRequest { Name = $"models/{name}" });

    /// <summary>What takes note of lists, with nobody to tell.</summary>
    public static ModelGuard Guard() => new ServiceCollection()
        .AddLogging()
        .AddMetrics()
        .AddSingleton<ModelMetrics>()
        .AddSingleton<ShadowScorer>()
        .AddSingleton<ModelGuard>()
        .BuildServiceProvider()
        .GetRequiredService<ModelGuard>();

    /// <summary>What is unknown counts as below the threshold.</summary>
    private static Tree Stump(int feature, Step step) => new()
    {
        SplitFeature = [feature],
        Threshold = [step.Threshold],
        DecisionType = [Tree.DefaultLeft | ((byte)MissingType.NaN << Tree.MissingShift)],
        LeftChild = [~0],
        RightChild = [~1],
        InternalCount = [100],
        InternalValue = [0],
        LeafValue = [step.Below / 10, step.Above / 10],
        LeafCount = [50, 50],
    };
}

/// <summary>Points that a feature is worth below and above a threshold.</summary>
internal readonly record struct Step(string Feature, double Threshold, double Below, double Above);

/// <summary>
/// The expert model, until a test turns it bad: then it fails, answers no numbers, or moves its scores.
/// </summary>
internal sealed class TurncoatModel(string name) : IRankingModel
{
    public enum Mood
    {
        Good,
        NoNumber,
        Throwing,
        Shifted,
    }

    public Mood Now { get; set; }

    public string Name => name;

    public IReadOnlyList<string> FeatureNames => ModelKit.Names;

    public double BaseScore => FitEngine.ExpertModel.BaseScore;

    public double Score(ReadOnlySpan<float> features) => Turn(FitEngine.ExpertModel.Score(features));

    public double Score(ReadOnlySpan<float> features, Span<double> contributions) =>
        Turn(FitEngine.ExpertModel.Score(features, contributions));

    private double Turn(double score) => Now switch
    {
        Mood.NoNumber => double.NaN,
        Mood.Throwing => throw new InvalidOperationException("Out of trees."),
        Mood.Shifted => score - 60,
        _ => score,
    };
}
