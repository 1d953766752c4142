using System.Security.Cryptography;
using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Matching.Hosting;
using Action = Matching.Matches.V1.ModelDecision.Types.Action;
using State = Matching.Matches.V1.Model.Types.State;

namespace Matching.Matches;

/// <summary>
/// The part that keeps the trained models, which of them rank, and what was decided. Every change of them takes a place
/// in the feed's sequence, which replicas follow.
/// </summary>
internal sealed partial class MatchingStore
{
    /// <summary>At most so many models are kept.</summary>
    private const int MaximumModels = 1000;

    /// <summary>Completes when something about models has changed since a sequence, on any replica.</summary>
    public Task WaitForModelChangeAsync(long since, CancellationToken cancellationToken) =>
        database.WaitForChangeAsync(since, cancellationToken);

    /// <summary>The rollout, its etag the version, with the place in the feed that it is at least as new as.</summary>
    public Task<(V1.ModelRollout Rollout, long Sequence)> ReadRolloutAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var sequence = await connection.ExecuteScalarAsync<long>("SELECT sequence FROM feed");
                var row = await connection.QuerySingleOrDefaultAsync<(long, byte[])?>(
                    "SELECT version, head FROM model_rollout");
                return (ToRollout(row), sequence);
            },
            cancellationToken);

    /// <summary>A random key that is made at the first asking and kept for good.</summary>
    public async Task<byte[]> SecretAsync(string name, CancellationToken cancellationToken)
    {
        const string Select = "SELECT value FROM secrets WHERE name = @name";
        return await database.ReadAsync(
                connection => connection.QuerySingleOrDefaultAsync<byte[]?>(Select, new { name }), cancellationToken)
            ?? await database.WriteAsync(
                async write =>
                {
                    await write.Connection.ExecuteAsync(
                        "INSERT INTO secrets (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING",
                        new { name, value = RandomNumberGenerator.GetBytes(32) },
                        write.Transaction);
                    return await write.Connection.QuerySingleAsync<byte[]>(Select, new { name }, write.Transaction);
                },
                cancellationToken);
    }

    /// <summary>A model with its bundle; null where there is none.</summary>
    public Task<StoredModel?> FindModelAsync(string name, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => await connection.QuerySingleOrDefaultAsync<(long State, byte[] Head, byte[] Bundle)?>(
            "SELECT state, head, bundle FROM models WHERE name = @name", new { name }) is var (state, head, bundle)
            ? new StoredModel(ToModel(name, state, head), bundle)
            : null,
        cancellationToken);

    /// <summary>Models after a name, in the order of names, without their bundles.</summary>
    public Task<List<V1.Model>> ListModelsAsync(string after, int count, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection => (await connection.QueryAsync<(string Name, long State, byte[] Head)>(
                    "SELECT name, state, head FROM models WHERE name > @after ORDER BY name LIMIT @count",
                    new { after, count }))
                .Select(row => ToModel(row.Name, row.State, row.Head))
                .ToList(),
            cancellationToken);

    /// <summary>What was decided about a model, or at all, the latest first.</summary>
    /// <param name="model">Null for all.</param>
    public Task<List<V1.ModelDecision>> ListDecisionsAsync(
        string? model, int count, CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (await connection.QueryAsync<byte[]>(
                "SELECT data FROM model_decisions WHERE @model IS NULL OR model = @model OR previous = @model "
                    + "ORDER BY sequence DESC LIMIT @count",
                new { model, count }))
            .Select(V1.ModelDecision.Parser.ParseFrom)
            .ToList(),
        cancellationToken);

    /// <summary>Saves a model that was tried.</summary>
    public Task<V1.Model> CreateModelAsync(
        V1.CreateModelRequest request,
        V1.Model model,
        V1.ModelDecision decision,
        TimeProvider clock,
        CancellationToken cancellationToken) => database.WriteAsync(
        write => Requests.OnceAsync(write, request.RequestId, Identity(request), clock, async () =>
        {
            var counts = await write.Connection.QuerySingleAsync<(long All, long Same)>(
                "SELECT COUNT(*), COUNT(CASE WHEN name = @Name THEN 1 END) FROM models",
                new { model.Name },
                write.Transaction);
            if (counts.Same > 0)
            {
                throw ModelErrors.Exists(model.Name);
            }

            if (counts.All >= MaximumModels)
            {
                throw ModelErrors.TooMany(MaximumModels);
            }

            await write.Connection.ExecuteAsync(
                "INSERT INTO models (name, state, head, bundle) VALUES (@Name, @state, @head, @bundle)",
                new
                {
                    model.Name,
                    state = (long)State.Inactive,
                    head = model.ToByteArray(),
                    bundle = request.Bundle.ToByteArray(),
                },
                write.Transaction);
            await DecideAsync(write, decision);
            return (model.Name, model);
        }),
        cancellationToken);

    /// <summary>Changes the rollout, with what was decided, in one transaction.</summary>
    /// <param name="request">The request that asks for it, by which a repeat is known; null for the service itself.
    /// </param>
    /// <param name="change">Changes the rollout and tells the decisions; none means that there was nothing to change.
    /// </param>
    public Task<V1.ModelRollout> ChangeRolloutAsync(
        string requestId,
        IMessage? request,
        string etag,
        TimeProvider clock,
        Func<V1.ModelRollout, IReadOnlyList<V1.ModelDecision>> change,
        CancellationToken cancellationToken)
    {
        return database.WriteAsync(
            write => request is null
                ? ChangeAsync(write)
                : Requests.OnceAsync(
                    write, requestId, request, clock, async () => (Rollouts.Name, await ChangeAsync(write))),
            cancellationToken);

        async Task<V1.ModelRollout> ChangeAsync(Write write)
        {
            var row = await write.Connection.QuerySingleOrDefaultAsync<(long Version, byte[] Head)?>(
                "SELECT version, head FROM model_rollout", transaction: write.Transaction);
            var version = row?.Version ?? 0;
            Etag.Check(etag, version, Rollouts.Name);
            var rollout = ToRollout(row);
            var decisions = change(rollout);
            if (decisions.Count == 0)
            {
                return rollout;
            }

            rollout.UpdateTime = clock.GetUtcNow().ToTimestamp();
            rollout.Etag = Etag.Of(version + 1);
            await write.Connection.ExecuteAsync(
                "INSERT INTO model_rollout (id, version, head) VALUES (1, @version, @head) "
                    + "ON CONFLICT (id) DO UPDATE SET version = excluded.version, head = excluded.head",
                new { version = version + 1, head = rollout.ToByteArray() },
                write.Transaction);
            foreach (var decision in decisions)
            {
                await DecideAsync(write, decision);
            }

            return rollout;
        }
    }

    private static async Task DecideAsync(Write write, V1.ModelDecision decision)
    {
        decision.Sequence = write.NextSequence();
        await write.Connection.ExecuteAsync(
            "INSERT INTO model_decisions (sequence, model, previous, data) "
                + "VALUES (@Sequence, @Model, @previous, @data)",
            new
            {
                decision.Sequence,
                decision.Model,
                previous = decision.PreviousChampion,
                data = decision.ToByteArray(),
            },
            write.Transaction);
        switch (decision.Action)
        {
            case Action.Promote:
                await StandAsync(write, decision.PreviousChampion, State.Retired);
                await StandAsync(write, decision.Model, State.Inactive);
                await ApproveAsync(write, decision);
                break;
            case Action.Rollback:
                await StandAsync(write, decision.PreviousChampion, State.Retired);
                await StandAsync(write, decision.Model, State.Inactive);
                break;
            case Action.Withdraw:
                await StandAsync(write, decision.Model, State.Withdrawn);
                break;
            case Action.Challenge or Action.Shadow:
                await StandAsync(write, decision.Model, State.Inactive);
                break;
        }
    }

    private static Task<int> StandAsync(Write write, string model, State state) => write.Connection.ExecuteAsync(
        "UPDATE models SET state = @state WHERE name = @model",
        new { model, state = (long)state },
        write.Transaction);

    private static async Task ApproveAsync(Write write, V1.ModelDecision decision)
    {
        var head = await write.Connection.QuerySingleOrDefaultAsync<byte[]?>(
            "SELECT head FROM models WHERE name = @Model", new { decision.Model }, write.Transaction);
        if (head is not null)
        {
            var model = V1.Model.Parser.ParseFrom(head);
            model.Approval = decision;
            await write.Connection.ExecuteAsync(
                "UPDATE models SET head = @head WHERE name = @Model",
                new { decision.Model, head = model.ToByteArray() },
                write.Transaction);
        }
    }

    /// <summary>The request without its megabytes: their hash tells them from others.</summary>
    private static V1.CreateModelRequest Identity(V1.CreateModelRequest request)
    {
        var identity = request.Clone();
        identity.Bundle = ByteString.CopyFrom(SHA256.HashData(request.Bundle.Span));
        return identity;
    }

    private static V1.ModelRollout ToRollout((long Version, byte[] Head)? row)
    {
        if (row is not var (version, head))
        {
            var initial = Rollouts.Initial();
            initial.Etag = Etag.Of(0);
            return initial;
        }

        var rollout = V1.ModelRollout.Parser.ParseFrom(head);
        rollout.Etag = Etag.Of(version);
        return rollout;
    }

    /// <summary>A row that cannot be read any more is still told of.</summary>
    private static V1.Model ToModel(string name, long state, byte[] head)
    {
        try
        {
            var model = V1.Model.Parser.ParseFrom(head);
            model.State = (State)state;
            return model;
        }
        catch (InvalidProtocolBufferException)
        {
            return new V1.Model { Name = name, State = State.Withdrawn, Description = "Its entry cannot be read." };
        }
    }
}

/// <summary>A model as it is kept.</summary>
internal sealed record StoredModel(V1.Model Head, byte[] Bundle);
