using System.Security.Cryptography;
using Grpc.Core;
using Matching.Fit;
using Matching.Ranking;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Arm = Matching.Matches.V1.Provenance.Types.Arm;
using State = Matching.Matches.V1.Model.Types.State;

namespace Matching.Matches;

/// <summary>
/// Holds the models that rank, and follows what the store says of them: the one place that switches. A new line-up is
/// read, tried and then exchanged as a whole, so that no request waits for it; what cannot be used leaves the last good
/// model in its place. Takes models out that leave their bounds.
/// </summary>
internal sealed class ModelShelf(
    MatchingStore store,
    StorePresence presence,
    ModelReader reader,
    ModelGuard guard,
    ModelMetrics metrics,
    IOptions<ModelBounds> bounds,
    TimeProvider clock,
    ILogger<ModelShelf> log) : BackgroundService, IHealthCheck
{
    /// <summary>Models beside the line-up that are kept read, for later pages and replays.</summary>
    private const int MaximumKept = 4;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly Dictionary<string, IRankingModel> _kept = new(StringComparer.Ordinal);
    private ModelLineup _current = new() { Champion = Expert, Rollout = Rollouts.Initial() };
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence = -1;

    /// <summary>The models that rank now. Take it once for a request.</summary>
    public ModelLineup Current => Volatile.Read(ref _current);

    /// <summary>Completes when other models rank.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    private static ServingModel Expert { get; } = new(FitEngine.ExpertModel, Watch: null);

    /// <summary>The resource name of a model.</summary>
    public static string NameOf(IRankingModel model) => $"models/{model.Name}";

    /// <summary>
    /// The seat of a list that goes on: with the model and arm that its first page had, as long as they can be had.
    /// </summary>
    public async Task<Seat> ResumeAsync(string subject, PageStart? start, CancellationToken cancellationToken)
    {
        var lineup = Current;
        var fresh = lineup.For(subject);
        if (start is null || (start.Model == fresh.Model.Name && start.Arm == fresh.Arm))
        {
            return fresh;
        }

        if (start.Model == Expert.Model.Name)
        {
            return new Seat(Expert.Model, start.Arm);
        }

        foreach (var serving in new[] { lineup.Champion, lineup.Challenger })
        {
            if (serving?.Model.Name == start.Model)
            {
                return new Seat(serving.Model, start.Arm, serving.Watch, lineup.Shadow);
            }
        }

        return await presence.TryAsync(() => FindAsync($"models/{start.Model}", cancellationToken)) is { } kept
            ? new Seat(kept, start.Arm)
            : fresh;
    }

    /// <summary>A model that is kept and may answer; null where there is none.</summary>
    public async Task<IRankingModel?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (name == Rollouts.Expert)
        {
            return Expert.Model;
        }

        lock (_kept)
        {
            if (_kept.GetValueOrDefault(name) is { } known)
            {
                return known;
            }
        }

        if (await store.FindModelAsync(name, cancellationToken) is not { Head.State: not State.Withdrawn } stored
            || Read(stored).Model is not { } model)
        {
            return null;
        }

        lock (_kept)
        {
            if (_kept.Count >= MaximumKept)
            {
                _kept.Remove(_kept.Keys.First());
            }

            _kept[name] = model;
        }

        return model;
    }

    /// <summary>Brings the line-up to what the store says now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var (rollout, sequence) = await store.ReadRolloutAsync(cancellationToken);
            _sequence = sequence;
            var before = Current;
            if (before.Rollout.Etag == rollout.Etag && before.Unusable.Count == 0 && before.Salt.Length > 0)
            {
                return;
            }

            var unusable = new Dictionary<string, string>(StringComparer.Ordinal);
            var after = new ModelLineup
            {
                Champion = await ChampionAsync(rollout, before, unusable, cancellationToken),
                Challenger = await UseAsync(rollout.Challenger, before, unusable, cancellationToken),
                ChallengerPercent = rollout.ChallengerPercent,
                Shadow = await ShadowAsync(rollout.Shadow, before, unusable, cancellationToken),
                Salt = await store.SecretAsync("arms", cancellationToken),
                Rollout = rollout,
                Unusable = unusable,
            };
            Volatile.Write(ref _current, after);
            lock (_kept)
            {
                // One that was withdrawn meanwhile must not go on with the lists it has begun.
                _kept.Clear();
            }

            if (after.Champion.Model != before.Champion.Model)
            {
                MatchingLog.ChampionChanged(log, before.Champion.Model.Name, after.Champion.Model.Name);
            }

            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _changed, next).TrySetResult();
        }
        finally
        {
            _refreshing.Release();
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            Current.Salt.Length == 0 ? HealthCheckResult.Unhealthy("The models have not been read yet.")
            : Current.Unusable.Count == 0 ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"Ranking with {Current.Champion.Model.Name}; unusable: {string.Join(", ", Current.Unusable.Keys)}."));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Show(() => Current);
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (RpcException error)
        {
            // A server that is away is waited for, as for everything else.
            MatchingLog.ModelsNotRead(log, error.Status.Detail);
        }

        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _refreshing.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(FollowAsync(stoppingToken), WithdrawAsync(stoppingToken));

    /// <summary>
    /// Follows the store's sequence. What could not be used is tried again with the next change, not all the time.
    /// </summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await store.WaitForModelChangeAsync(_sequence, cancellationToken);
                await RefreshAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException error)
            {
                MatchingLog.ModelsNotRead(log, error.Status.Detail);
                await Task.Delay(RetryDelay, clock, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WithdrawAsync(CancellationToken cancellationToken)
    {
        await foreach (var (model, reason) in guard.Leaving.ReadAllAsync(cancellationToken))
        {
            MatchingLog.ModelWithdrawn(log, model, reason);
            metrics.Withdrawn();
            while (!await TryWithdrawAsync(model, reason, cancellationToken))
            {
                await Task.Delay(RetryDelay, clock, cancellationToken);
            }
        }
    }

    private async Task<bool> TryWithdrawAsync(string model, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await store.ChangeRolloutAsync(
                requestId: "",
                request: null,
                etag: "",
                clock,
                rollout => Decisions.Withdraw(rollout, model, reason, clock.GetUtcNow()),
                cancellationToken);
            await RefreshAsync(cancellationToken);
            return true;
        }
        catch (RpcException error)
        {
            MatchingLog.ModelsNotRead(log, error.Status.Detail);
            return false;
        }
    }

    /// <summary>The champion; where it cannot be used the last good one, at the start the one before it.</summary>
    private async Task<ServingModel> ChampionAsync(
        V1.ModelRollout rollout,
        ModelLineup before,
        Dictionary<string, string> unusable,
        CancellationToken cancellationToken)
    {
        if (await UseAsync(rollout.Champion, before, unusable, cancellationToken) is { } champion)
        {
            return champion;
        }

        if (_current.Champion != Expert)
        {
            return before.Champion;
        }

        foreach (var previous in rollout.PreviousChampions)
        {
            if (await UseAsync(previous, before, unusable, cancellationToken) is { } usable)
            {
                return usable;
            }
        }

        return Expert;
    }

    private async Task<ShadowRun?> ShadowAsync(
        string name, ModelLineup before, Dictionary<string, string> unusable, CancellationToken cancellationToken)
    {
        if (before.Shadow is { } running && NameOf(running.Model) == name)
        {
            return running;
        }

        return await UseAsync(name, before, unusable, cancellationToken) is { } usable
            ? new ShadowRun(usable.Model)
            : null;
    }

    /// <summary>A model ready to answer, the same one where it answers already; null where it cannot be used.</summary>
    private async Task<ServingModel?> UseAsync(
        string name, ModelLineup before, Dictionary<string, string> unusable, CancellationToken cancellationToken)
    {
        if (name.Length == 0)
        {
            return null;
        }

        if (name == Rollouts.Expert)
        {
            return Expert;
        }

        foreach (var serving in new[] { before.Champion, before.Challenger })
        {
            if (serving is not null && NameOf(serving.Model) == name)
            {
                return serving;
            }
        }

        var stored = await store.FindModelAsync(name, cancellationToken);
        var (model, problem) = stored is null ? (null, "it is not in the store.") : Read(stored);
        if (model is null)
        {
            unusable[name] = problem;
            MatchingLog.ModelUnusable(log, name, problem);
            return null;
        }

        return new ServingModel(model, new ModelWatch(name, bounds.Value, stored!.Head.ReferenceQuantiles));
    }

    /// <summary>Makes the model of a stored bundle, or says why it cannot be used.</summary>
    public (IRankingModel? Model, string Problem) Read(StoredModel stored)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(stored.Bundle)) != stored.Head.BundleSha256)
        {
            return (null, "its bundle is not the one that was uploaded.");
        }

        var trial = ModelTrial.Of(reader, stored.Head.Name["models/".Length..], stored.Bundle);
        return trial.Problems.Count == 0 ? (trial.Model, "") : (null, trial.Problems[0].Message);
    }
}
