using Grpc.Core;
using Matching.Profiles.V1;

namespace Matching.Profiles;

internal sealed partial class ProfileService
{
    private const int ChangesPerRead = 256;

    public override async Task StreamProfileChanges(
        StreamProfileChangesRequest request,
        IServerStreamWriter<ProfileChange> responseStream,
        ServerCallContext context)
    {
        var since = Math.Max(0, request.SinceSequence);
        while (true)
        {
            var changes = await store.ReadAsync(
                async connection =>
                {
                    var rows = await ProfileStore.ChangesAsync(connection, since, ChangesPerRead);
                    var results = await ProfileStore.ResultsAsync(connection, [.. rows.Select(row => row.Name)]);
                    return rows.ConvertAll(row => ToChange(row, results[row.Name]));
                },
                context.CancellationToken);
            foreach (var change in changes)
            {
                await responseStream.WriteAsync(change, context.CancellationToken);
                since = change.Sequence;
            }

            if (changes.Count == ChangesPerRead)
            {
                continue;
            }

            if (request.StopAtEnd)
            {
                return;
            }

            await store.WaitForChangeAsync(since, context.CancellationToken);
        }
    }

    private static ProfileChange ToChange(ChangedRow row, IEnumerable<ValidationResult> results)
    {
        var change = new ProfileChange { Sequence = row.Sequence, Name = row.Name, Version = row.Version };
        if (row.Data is null)
        {
            change.Deleted = true;
        }
        else if (row.Name.StartsWith(HouseholdCollection, StringComparison.Ordinal))
        {
            change.Household = Household.Parser.ParseFrom(row.Data);
        }
        else
        {
            var candidate = Candidate.Parser.ParseFrom(row.Data);
            candidate.GivenName = "";
            candidate.FamilyName = "";
            candidate.Email = "";
            change.Candidate = new CandidateState { Candidate = candidate, ValidationResults = { results } };
        }

        return change;
    }
}
