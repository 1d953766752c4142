using System.Data.Common;
using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Matching.Profiles;

internal sealed partial class ProfileService
{
    private const int ChangesPerRead = 256;

    private readonly FeedTeller<ProfileChange> _feed =
        new(database, ReadChangesAsync, change => change.Sequence);

    public override Task StreamProfileChanges(
        StreamProfileChangesRequest request,
        IServerStreamWriter<ProfileChange> responseStream,
        ServerCallContext context) =>
        _feed.TellAsync(request.SinceSequence, request.StopAtEnd, responseStream, context);

    private static async Task<(IReadOnlyList<ProfileChange> Changes, bool HasMore)> ReadChangesAsync(
        DbConnection connection, long sinceSequence)
    {
        var rows = await ProfileStore.ChangesAsync(connection, sinceSequence, ChangesPerRead);
        var results = await ProfileStore.ResultsAsync(connection, [.. rows.Select(row => row.Name)]);
        return (rows.ConvertAll(row => ToChange(row, results[row.Name])), rows.Count == ChangesPerRead);
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
