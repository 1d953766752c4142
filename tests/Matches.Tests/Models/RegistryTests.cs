using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Matching.Fit;
using Matching.Ranking;

namespace Matching.Matches.Tests;

/// <summary>What may become a model, what of it is kept, and how what is refused is named.</summary>
public sealed class RegistryTests : RegionTest
{
    [Fact]
    public async Task CreateModel_AGoodBundle_IsKeptAsItCame()
    {
        var bundle = ModelKit.Bundle("trees-1", new Step("place", 0.5, -2, 2));

        var created = await Here.Models.CreateModelAsync(ModelKit.Request("trees-1", bundle));
        await Here.Host.RestartAsync();
        var stored = await Here.ModelAsync("trees-1");
        var returned = await Here.Models.GetModelBundleAsync(
            new V1.GetModelBundleRequest { Name = "models/trees-1/bundle" });

        Assert.Equal(bundle, returned.Bundle.ToByteArray());
        Assert.Equal(returned.Sha256, created.BundleSha256);
        Assert.Equal((V1.Model.Types.Type.Lambdamart, V1.Model.Types.State.Inactive), (stored.Type, stored.State));
        Assert.Equal((FitEngine.FeatureListId, 7L, "# Card"), (stored.FeatureList, stored.Training.Seed, stored.Card));
        Assert.Equal(0.8, stored.Metrics["ndcg10"]);
        Assert.Equal(
            ("Ada", V1.ModelDecision.Types.Action.Create), (stored.Decisions.Single().Decider, stored.Decisions[0].Action));
        Assert.Equal("models/expert-1", (await Here.RolloutAsync()).Champion);
    }

    [Fact]
    public async Task CreateModel_BadBundles_AreRefusedByName()
    {
        var good = ModelKit.Bundle("bad", new Step("place", 0.5, -2, 2));
        var swapped = ModelKit.Names.Take(2).Reverse().Concat(ModelKit.Names.Skip(2)).ToList();
        var cases = new (string Reason, string Word, byte[] Bundle)[]
        {
            ("BUNDLE_INVALID", "line", Encoding.UTF8.GetBytes("nothing of a model")),
            ("BUNDLE_INVALID", "", good[..^40]),
            ("BUNDLE_INVALID", "other", ModelKit.Bundle("other", new Step("place", 0.5, -2, 2))),
            ("BUNDLE_INVALID", "occupation_years", ModelKit.Bundle("bad", swapped, null, new Step("place", 0.5, -2, 2))),
            ("BUNDLE_INVALID", "age", ModelKit.Bundle("bad", [.. ModelKit.Names, "age"], null, new Step("age", 0.5, -2, 2))),
            ("NOT_MONOTONE", "place", ModelKit.Bundle("bad", new Step("place", 0.5, 20, -20))),
            ("SCORES_OUT_OF_RANGE", "20", ModelKit.Bundle("bad", new Step("place", 0.5, 0, 20_000))),
        };

        foreach (var (reason, word, bundle) in cases)
        {
            var failure = await Failure.OfAsync(
                () => Here.Models.CreateModelAsync(ModelKit.Request("bad", bundle)).ResponseAsync);

            Assert.Equal((StatusCode.InvalidArgument, reason), (failure.Code, failure.Reason));
            Assert.Contains(word, failure.Message, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Single((await Here.Matches.ListModelsAsync(new V1.ListModelsRequest())).Models);
    }

    [Fact]
    public async Task CreateModel_BadFields_AreAllNamedAtOnce()
    {
        var request = new V1.CreateModelRequest
        {
            ModelId = "Expert 1",
            Model = new V1.Model
            {
                Card = new string('x', 100_001),
                Metrics = { ["ndcg10"] = double.NaN },
                Training = new V1.ModelTraining { DataSha256 = "abc" },
                Evaluation = new V1.ModelEvaluation
                {
                    Overall = new V1.ModelEvaluation.Types.Difference { Lower = 1, Upper = -1 },
                },
            },
        };

        var failure = await Failure.OfAsync(() => Here.Models.CreateModelAsync(request).ResponseAsync);

        Assert.Equal(
            [
                "bundle", "model.card", "model.evaluation.overall", "model.metrics", "model.training.code_version",
                "model.training.data_sha256", "model_id",
            ],
            failure.Fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CreateModel_Repeated_GivesTheFirstAnswer()
    {
        var request = ModelKit.Request("trees-1", ModelKit.Bundle("trees-1", new Step("place", 0.5, -2, 2)));
        request.RequestId = "0193457a-0000-7000-8000-000000000001";
        var first = await Here.Models.CreateModelAsync(request);
        var again = await Here.Models.CreateModelAsync(request);
        request.Bundle = ByteString.CopyFrom(ModelKit.Bundle("trees-1", new Step("place", 0.4, -2, 2)));
        var other = await Failure.OfAsync(() => Here.Models.CreateModelAsync(request).ResponseAsync);
        request.RequestId = "";
        var same = await Failure.OfAsync(() => Here.Models.CreateModelAsync(request).ResponseAsync);

        Assert.Equal(first, again);
        Assert.Equal("REQUEST_ID_REUSED", other.Reason);
        Assert.Equal((StatusCode.AlreadyExists, "MODEL_EXISTS"), (same.Code, same.Reason));
    }

    [Fact]
    public async Task CreateModel_ValidateOnly_KeepsNothing()
    {
        var request = ModelKit.Request("trees-1", ModelKit.Bundle("trees-1", new Step("place", 0.5, -2, 2)));
        request.ValidateOnly = true;

        var tried = await Here.Models.CreateModelAsync(request);

        Assert.Equal("models/trees-1", tried.Name);
        Assert.Equal("MODEL_NOT_FOUND", (await Failure.OfAsync(() => Here.ModelAsync("trees-1"))).Reason);
    }

    [Fact]
    public async Task ListModels_InPages_HasTheExpertAmongThem()
    {
        foreach (var name in new[] { "a-1", "trees-1", "trees-2", "zz" })
        {
            await Here.CreateAsync(name, new Step("place", 0.5, -2, 2));
        }

        var names = new List<string>();
        var token = "";
        do
        {
            var page = await Here.Matches.ListModelsAsync(new V1.ListModelsRequest { PageSize = 2, PageToken = token });
            Assert.All(page.Models, model => Assert.Empty(model.Card));
            names.AddRange(page.Models.Select(model => model.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(["models/a-1", "models/expert-1", "models/trees-1", "models/trees-2", "models/zz"], names);
    }

    [Fact]
    public async Task GetModelBundle_OfTheExpert_SaysThatItHasNone()
    {
        var failure = await Failure.OfAsync(() => Here.Models.GetModelBundleAsync(
            new V1.GetModelBundleRequest { Name = "models/expert-1/bundle" }).ResponseAsync);

        Assert.Equal((StatusCode.NotFound, "BUNDLE_NOT_FOUND"), (failure.Code, failure.Reason));
    }

    /// <summary>The probes find what is wrong wherever it lies, not only where a test has put it.</summary>
    [Fact]
    public void Trial_OfEachFeatureTurnedRound_NamesIt()
    {
        foreach (var feature in ModelKit.Names)
        {
            var weight = FitEngine.ExpertModel.Weights.Single(w => w.Feature == feature).Weight;
            var bundle = ModelKit.Bundle("bad", new Step(feature, 0.3, 2 * weight + 1, 0));

            var trial = ModelTrial.Of(ModelBundles.Read, "bad", bundle);

            var problem = Assert.Single(trial.Problems);
            Assert.Equal("NOT_MONOTONE", problem.Reason);
            Assert.Contains($"raising {feature} ", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Trial_OfBadModels_SaysWhatIsWrong()
    {
        string? Reason(IRankingModel model) =>
            ModelTrial.Of((_, _) => model, "m", default).Problems is [var problem, ..] ? problem.Reason : null;

        Assert.Equal("SCORE_INVALID", Reason(new TurncoatModel("m") { Now = TurncoatModel.Mood.NoNumber }));
        Assert.Equal("SCORE_INVALID", Reason(new TurncoatModel("m") { Now = TurncoatModel.Mood.Throwing }));
        Assert.Equal("NOT_ADDITIVE", Reason(new TurncoatModel("m") { Now = TurncoatModel.Mood.Shifted }));
        Assert.Null(Reason(new TurncoatModel("m")));
        Assert.Equal(
            "SCORES_CONSTANT",
            Reason(new ExpertModel("m", [.. ModelKit.Names.Select(name => new ExpertWeight(name, 0, 0))])));
    }
}
