using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Matching.Profiles;

internal sealed partial class ProfileService
{
    private const string HouseholdCollection = "households";

    private static readonly IReadOnlySet<string> HouseholdOutputOnly =
        new HashSet<string>(StringComparer.Ordinal) { "name", "create_time", "update_time", "etag" };

    public override Task<Household> CreateHousehold(CreateHouseholdRequest request, ServerCallContext context)
    {
        var household = Known(request.Household, Household.Parser);
        CheckMembers(household);
        return store.WriteAsync(
            write => Requests.OnceAsync(write, request.RequestId, request, clock, async () =>
            {
                household.Name = $"{HouseholdCollection}/{ResourceId.New(clock)}";
                household.CreateTime = household.UpdateTime = clock.GetUtcNow().ToTimestamp();
                return (household.Name, await SaveAsync(write, household));
            }),
            context.CancellationToken);
    }

    public override async Task<Household> GetHousehold(GetHouseholdRequest request, ServerCallContext context)
    {
        var name = HouseholdName(request.Name, "name");
        return await store.ReadAsync(
            async connection => ToWire(await ProfileStore.FindAsync(connection, name, Household.Parser)
                ?? throw ProfileErrors.HouseholdNotFound(name)),
            context.CancellationToken);
    }

    public override Task<Household> UpdateHousehold(UpdateHouseholdRequest request, ServerCallContext context)
    {
        var incoming = Known(request.Household, Household.Parser);
        var name = HouseholdName(incoming.Name, "household.name");
        return store.WriteAsync(
            async write =>
            {
                var stored = await ProfileStore.FindAsync(write.Connection, name, Household.Parser, write.Transaction)
                    ?? throw ProfileErrors.HouseholdNotFound(name);
                Etag.Check(incoming.Etag, stored.Version, name);
                var household = UpdateMask.Apply(
                    stored.Value, incoming, request.UpdateMask, HouseholdOutputOnly, "update_mask");
                CheckMembers(household);
                household.UpdateTime = clock.GetUtcNow().ToTimestamp();
                return await SaveAsync(write, household);
            },
            context.CancellationToken);
    }

    public override async Task<Empty> DeleteHousehold(DeleteHouseholdRequest request, ServerCallContext context)
    {
        var name = HouseholdName(request.Name, "name");
        return await store.WriteAsync(
            async write =>
            {
                _ = await ProfileStore.FindAsync(write.Connection, name, Household.Parser, write.Transaction)
                    ?? throw ProfileErrors.HouseholdNotFound(name);
                await ProfileStore.EraseAsync(write, name, clock.GetUtcNow());
                return new Empty();
            },
            context.CancellationToken);
    }

    private static void CheckMembers(Household household)
    {
        var errors = new FieldErrors();
        for (var i = 0; i < household.Members.Count && i < 2; i++)
        {
            var member = household.Members[i];
            if (ResourceId.TryParse(member.Candidate, CandidateCollection, out var id))
            {
                member.Candidate = $"{CandidateCollection}/{id}";
            }
            else
            {
                errors.Add($"household.members[{i}].candidate", "NAME_INVALID", "must look like candidates/{id}.");
            }

            if (member.Sharing == Household.Types.Sharing.Unspecified || !System.Enum.IsDefined(member.Sharing))
            {
                errors.Add($"household.members[{i}].sharing", "REQUIRED",
                    "has to be chosen: SHARING_OUTLOOK, SHARING_OPENINGS or SHARING_REASONS.");
            }
        }

        if (household.Members.Count != 2 || household.Members[0].Candidate == household.Members[1].Candidate)
        {
            errors.Add("household.members", "NOT_TWO", "must be two different candidates.");
        }

        errors.ThrowIfAny();
    }

    /// <summary>Saves a household whose members exist and have agreed to joint answers.</summary>
    private static async Task<Household> SaveAsync(Write write, Household household)
    {
        foreach (var member in household.Members)
        {
            var candidate = await ProfileStore.FindAsync(
                write.Connection, member.Candidate, Candidate.Parser, write.Transaction)
                ?? throw ProfileErrors.CandidateNotFound(member.Candidate);
            if (candidate.Value.Consents.All(consent => consent.Purpose != Consent.Types.Purpose.Household))
            {
                throw ProfileErrors.NoHouseholdConsent(member.Candidate);
            }
        }

        household.Etag = "";
        await ProfileStore.SaveMembersAsync(write, household);
        return ToWire(new Stored<Household>(household, await ProfileStore.SaveAsync(write, household.Name, household)));
    }

    private static Household ToWire(Stored<Household> stored)
    {
        stored.Value.Etag = Etag.Of(stored.Version);
        return stored.Value;
    }

    private static string HouseholdName(string name, string field) =>
        $"{HouseholdCollection}/{ResourceId.Parse(name, HouseholdCollection, field)}";
}
