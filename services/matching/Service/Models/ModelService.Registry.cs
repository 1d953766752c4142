using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Fit;
using Matching.Hosting;
using Action = Matching.Matches.V1.ModelDecision.Types.Action;
using State = Matching.Matches.V1.Model.Types.State;

namespace Matching.Matches;

internal sealed partial class ModelService
{
    private static readonly TimeSpan StandardReportWindow = TimeSpan.FromDays(30);

    public override async Task<V1.Model> CreateModel(V1.CreateModelRequest request, ServerCallContext context)
    {
        var errors = ModelFields.Check(request);
        errors.ThrowIfAny();
        var (trained, problems) = ModelTrial.Of(reader, request.ModelId, request.Bundle.Memory);
        foreach (var problem in problems)
        {
            errors.Add(problem.Field, problem.Reason, problem.Message);
        }

        errors.ThrowIfAny();
        var told = request.Model;
        var model = new V1.Model
        {
            Name = $"models/{request.ModelId}",
            Type = V1.Model.Types.Type.Lambdamart,
            State = State.Inactive,
            Features = { ModelWords.Features() },
            BaseScore = trained!.BaseScore,
            Description = told.Description,
            FeatureList = FitEngine.FeatureListId,
            CreateTime = clock.GetUtcNow().ToTimestamp(),
            BundleSha256 = Convert.ToHexStringLower(SHA256.HashData(request.Bundle.Span)),
            BundleBytes = request.Bundle.Length,
            Training = told.Training,
            Metrics = { told.Metrics },
            Card = told.Card,
            Evaluation = told.Evaluation,
            Calibration = ModelBundles.CalibrationOf(trained),
            ReferenceQuantiles = { await review.ReferenceAsync(trained, context.CancellationToken) },
        };
        if (request.ValidateOnly)
        {
            return model;
        }

        var decision = Decide(Action.Create, model.Name, shelf.Current.Rollout.Champion, request.Decider, "");
        return await store.CreateModelAsync(request, model, decision, clock, context.CancellationToken);
    }

    public override async Task<V1.ModelBundle> GetModelBundle(
        V1.GetModelBundleRequest request, ServerCallContext context)
    {
        var name = ModelFields.ParseChild(request.Name, "bundle");
        if (name == Rollouts.Expert)
        {
            throw ModelErrors.NoBundle(name);
        }

        var stored = await store.FindModelAsync(name, context.CancellationToken) ?? throw ModelErrors.NotFound(name);
        return new V1.ModelBundle
        {
            Name = request.Name,
            Bundle = UnsafeByteOperations.UnsafeWrap(stored.Bundle),
            Sha256 = stored.Head.BundleSha256,
        };
    }

    public override async Task<V1.ModelReport> GetModelReport(
        V1.GetModelReportRequest request, ServerCallContext context)
    {
        var name = ModelFields.ParseChild(request.Name, "report");
        if (name != Rollouts.Expert && await store.FindModelAsync(name, context.CancellationToken) is null)
        {
            throw ModelErrors.NotFound(name);
        }

        var errors = new FieldErrors();
        var end = WireTime.Read(request.EndTime, clock.GetUtcNow(), "end_time", errors);
        var start = WireTime.Read(request.StartTime, end - StandardReportWindow, "start_time", errors);
        errors.ThrowIfAny();
        var lineup = shelf.Current;
        var watch = new[] { lineup.Champion.Watch, lineup.Challenger?.Watch }.FirstOrDefault(w => w?.Model == name);
        return new V1.ModelReport
        {
            Name = request.Name,
            StartTime = start.ToTimestamp(),
            EndTime = end.ToTimestamp(),
            Arms = { await store.CountRankingsAsync(name, start, end, context.CancellationToken) },
            Watch = watch?.ToWire(),
            Shadow = lineup.Shadow is { } shadow && ModelShelf.NameOf(shadow.Model) == name ? shadow.ToWire() : null,
        };
    }
}
