using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Matching.Profiles;

internal sealed partial class ProfileService
{
    private const string CandidateCollection = "candidates";

    public override Task<Candidate> CreateCandidate(CreateCandidateRequest request, ServerCallContext context)
    {
        if (request.Candidate is null)
        {
            throw RpcErrors.InvalidField("candidate", "REQUIRED", "is required; it may be empty.");
        }

        var candidate = Known(request.Candidate, Candidate.Parser);
        CheckCandidate(candidate, previous: null);
        return store.WriteAsync(
            write => Requests.OnceAsync(write, request.RequestId, request, clock, async () =>
            {
                candidate.Name = $"{CandidateCollection}/{ResourceId.New(clock)}";
                candidate.CreateTime = candidate.UpdateTime = clock.GetUtcNow().ToTimestamp();
                return (candidate.Name, await SaveAsync(write, candidate));
            }),
            context.CancellationToken);
    }

    public override async Task<Candidate> GetCandidate(GetCandidateRequest request, ServerCallContext context)
    {
        var name = CandidateName(request.Name, "name");
        return await store.ReadAsync(
            async connection => ToWire(await ProfileStore.FindAsync(connection, name, Candidate.Parser)
                ?? throw ProfileErrors.CandidateNotFound(name)),
            context.CancellationToken);
    }

    public override async Task<ListCandidatesResponse> ListCandidates(
        ListCandidatesRequest request, ServerCallContext context)
    {
        var size = PageSize.Clamp(request.PageSize, standard: 50, maximum: 1000);
        _ = long.TryParse(
            PageToken.Decode(request.PageToken, CandidateCollection), CultureInfo.InvariantCulture, out var after);
        var page = await store.ReadAsync(
            connection => ProfileStore.ListCandidatesAsync(connection, after, size + 1), context.CancellationToken);
        var response =
            new ListCandidatesResponse { Candidates = { page.Take(size).Select(row => ToWire(row.Candidate)) } };
        if (page.Count > size)
        {
            response.NextPageToken = PageToken.Encode(
                page[size - 1].Created.ToString(CultureInfo.InvariantCulture), CandidateCollection);
        }

        return response;
    }

    public override Task<Candidate> UpdateCandidate(UpdateCandidateRequest request, ServerCallContext context)
    {
        var incoming = Known(request.Candidate, Candidate.Parser);
        var name = CandidateName(incoming.Name, "candidate.name");
        return store.WriteAsync(
            async write =>
            {
                var stored = await ProfileStore.FindAsync(write.Connection, name, Candidate.Parser, write.Transaction)
                    ?? throw ProfileErrors.CandidateNotFound(name);
                Etag.Check(incoming.Etag, stored.Version, name);
                var candidate = UpdateMask.Apply(
                    stored.Value, incoming, request.UpdateMask, CandidateRules.OutputOnly, "update_mask");
                CheckCandidate(candidate, stored.Value);
                candidate.UpdateTime = clock.GetUtcNow().ToTimestamp();
                return await SaveAsync(write, candidate);
            },
            context.CancellationToken);
    }

    public override async Task<Empty> DeleteCandidate(DeleteCandidateRequest request, ServerCallContext context)
    {
        var name = CandidateName(request.Name, "name");
        return await store.WriteAsync(
            async write =>
            {
                var stored = await ProfileStore.FindAsync(write.Connection, name, Candidate.Parser, write.Transaction)
                    ?? throw ProfileErrors.CandidateNotFound(name);
                Etag.Check(request.Etag, stored.Version, name);

                // A household is two people: without one of them there is none.
                foreach (
                    var household in await ProfileStore.HouseholdsOfAsync(write.Connection, name, write.Transaction))
                {
                    await ProfileStore.EraseAsync(write, household, clock.GetUtcNow());
                }

                await ProfileStore.EraseAsync(write, name, clock.GetUtcNow());
                return new Empty();
            },
            context.CancellationToken);
    }

    public override async Task<ExportCandidateResponse> ExportCandidate(
        ExportCandidateRequest request, ServerCallContext context)
    {
        var name = CandidateName(request.Name, "name");
        return await store.ReadAsync(
            async connection => new ExportCandidateResponse
            {
                Candidate = ToWire(await ProfileStore.FindAsync(connection, name, Candidate.Parser)
                    ?? throw ProfileErrors.CandidateNotFound(name)),
                ValidationResults = { (await ProfileStore.ResultsAsync(connection, [name]))[name] },
                Households = { await ProfileStore.HouseholdsOfAsync(connection, name) },
            },
            context.CancellationToken);
    }

    private void CheckCandidate(Candidate candidate, Candidate? previous)
    {
        var errors = new FieldErrors();
        CandidateRules.Check(candidate, previous, "candidate", errors, taxonomy, clock.GetUtcNow());
        errors.ThrowIfAny();
    }

    private static async Task<Candidate> SaveAsync(Write write, Candidate candidate)
    {
        candidate.Etag = "";
        return ToWire(new Stored<Candidate>(candidate, await ProfileStore.SaveAsync(write, candidate.Name, candidate)));
    }

    private static Candidate ToWire(Stored<Candidate> stored)
    {
        stored.Value.Etag = Etag.Of(stored.Version);
        return stored.Value;
    }

    private static string CandidateName(string name, string field) =>
        $"{CandidateCollection}/{ResourceId.Parse(name, CandidateCollection, field)}";
}
