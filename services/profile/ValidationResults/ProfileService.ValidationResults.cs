using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Matching.Profiles;

internal sealed partial class ProfileService
{
    private const int MaximumResults = 100;
    private const string ResultCollection = "validationResults";

    public override Task<ValidationResult> CreateValidationResult(
        CreateValidationResultRequest request, ServerCallContext context)
    {
        var candidate = CandidateName(request.Parent, "parent");
        var result = Known(request.ValidationResult, ValidationResult.Parser);
        ValidationResultRules.Check(result, taxonomy, clock.GetUtcNow());
        return store.WriteAsync(
            write => Requests.OnceAsync(write, request.RequestId, request, clock, async () =>
            {
                _ = await ProfileStore.FindAsync(write.Connection, candidate, Candidate.Parser, write.Transaction)
                    ?? throw ProfileErrors.CandidateNotFound(candidate);
                var existing = await ProfileStore.ResultsAsync(write.Connection, [candidate], write.Transaction);
                if (existing[candidate].Count() >= MaximumResults)
                {
                    throw ProfileErrors.TooManyValidationResults(candidate, MaximumResults);
                }

                result.Name = $"{candidate}/{ResultCollection}/{ResourceId.New(clock)}";
                result.CreateTime = clock.GetUtcNow().ToTimestamp();
                await ProfileStore.SaveResultAsync(write, candidate, result);
                return (result.Name, result);
            }),
            context.CancellationToken);
    }

    public override async Task<ValidationResult> GetValidationResult(
        GetValidationResultRequest request, ServerCallContext context)
    {
        var (_, name) = ResultName(request.Name);
        return await store.ReadAsync(
            async connection => await ProfileStore.FindResultAsync(connection, name)
                ?? throw ProfileErrors.ValidationResultNotFound(name),
            context.CancellationToken);
    }

    public override async Task<ListValidationResultsResponse> ListValidationResults(
        ListValidationResultsRequest request, ServerCallContext context)
    {
        var candidate = CandidateName(request.Parent, "parent");
        return await store.ReadAsync(
            async connection =>
            {
                _ = await ProfileStore.FindAsync(connection, candidate, Candidate.Parser)
                    ?? throw ProfileErrors.CandidateNotFound(candidate);
                var results = await ProfileStore.ResultsAsync(connection, [candidate]);
                return new ListValidationResultsResponse { ValidationResults = { results[candidate] } };
            },
            context.CancellationToken);
    }

    public override async Task<Empty> DeleteValidationResult(
        DeleteValidationResultRequest request, ServerCallContext context)
    {
        var (candidate, name) = ResultName(request.Name);
        return await store.WriteAsync(
            async write => await ProfileStore.EraseResultAsync(write, candidate, name)
                ? new Empty()
                : throw ProfileErrors.ValidationResultNotFound(name),
            context.CancellationToken);
    }

    private static (string Candidate, string Name) ResultName(string name)
    {
        var split = name.IndexOf($"/{ResultCollection}/", StringComparison.Ordinal);
        if (split < 0)
        {
            throw RpcErrors.InvalidField(
                "name", "NAME_INVALID", $"must look like {CandidateCollection}/{{id}}/{ResultCollection}/{{id}}.");
        }

        var candidate = CandidateName(name[..split], "name");
        return (candidate,
            $"{candidate}/{ResultCollection}/{ResourceId.Parse(name[(split + 1)..], ResultCollection, "name")}");
    }
}
