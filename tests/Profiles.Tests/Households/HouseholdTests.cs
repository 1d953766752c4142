using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Matching.Profiles.V1;
using Sharing = Matching.Profiles.V1.Household.Types.Sharing;

namespace Profiles.Tests.Households;

public sealed class HouseholdTests : ProfileTest
{
    private const string Nobody = "candidates/019aa0c8-6f00-7abc-8def-0123456789ab";
    private const string NoHousehold = "households/019aa0c8-6f00-7abc-8def-0123456789ab";

    [Fact]
    public async Task Create_TwoWhoAgree_IsAnsweredAndCanBeRead()
    {
        var (first, second) = (await CreateSharerAsync(), await CreateSharerAsync());

        var created = await CreateHouseholdAsync(first.Name, second.Name);

        Assert.Matches("^households/[0-9a-f-]{36}$", created.Name);
        Assert.Equal((Now, Now, "\"1\""), (created.CreateTime, created.UpdateTime, created.Etag));
        Assert.Equal([first.Name, second.Name], created.Members.Select(member => member.Candidate));
        Assert.Equal(created, await Client.GetHouseholdAsync(new GetHouseholdRequest { Name = created.Name }));
    }

    [Fact]
    public async Task Create_OneHasNotAgreed_FailsAndSaysWho()
    {
        var (first, second) = (await CreateSharerAsync(), await CreateAsync());

        var failure = await Failure.OfAsync(() => CreateHouseholdAsync(first.Name, second.Name));

        Assert.Equal((StatusCode.FailedPrecondition, "CONSENT_MISSING"), (failure.Code, failure.Reason));
        Assert.Equal((second.Name, "PURPOSE_HOUSEHOLD"), (failure.Metadata["resource"], failure.Metadata["purpose"]));
    }

    [Fact]
    public async Task Create_OneIsNotThere_IsNotFound()
    {
        var first = await CreateSharerAsync();

        var failure = await Failure.OfAsync(() => CreateHouseholdAsync(first.Name, Nobody));

        Assert.Equal((StatusCode.NotFound, "CANDIDATE_NOT_FOUND"), (failure.Code, failure.Reason));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10_000)]
    public async Task Create_NotTwo_IsRefused(int members)
    {
        var names = Enumerable.Range(0, members).Select(i => $"candidates/019aa0c8-6f00-7abc-8def-{i:000000000000}")
            .ToArray();

        var failure = await FailsAsync(HouseholdOf(names));

        Assert.Equal((StatusCode.InvalidArgument, "NOT_TWO"), (failure.Code, failure.Reason));
        Assert.Equal(["household.members"], failure.Fields);
    }

    [Fact]
    public async Task Create_TheSamePersonTwice_IsRefusedHoweverItIsWritten()
    {
        var first = await CreateSharerAsync();
        var shouted = "candidates/" + first.Name["candidates/".Length..].ToUpperInvariant();

        Assert.Equal("NOT_TWO", (await FailsAsync(HouseholdOf(first.Name, first.Name))).Reason);
        Assert.Equal("NOT_TWO", (await FailsAsync(HouseholdOf(first.Name, shouted))).Reason);
    }

    [Fact]
    public async Task Create_NameInCapitals_IsStoredAsItIs()
    {
        var (first, second) = (await CreateSharerAsync(), await CreateSharerAsync());

        var created = await CreateHouseholdAsync(
            first.Name, "candidates/" + second.Name["candidates/".Length..].ToUpperInvariant());

        Assert.Equal(second.Name, created.Members[1].Candidate);
    }

    [Theory]
    [InlineData(Sharing.Unspecified)]
    [InlineData((Sharing)9)]
    public async Task Create_SharingNotChosen_IsRefused(Sharing sharing)
    {
        var household = HouseholdOf((await CreateSharerAsync()).Name, (await CreateSharerAsync()).Name);
        household.Members[1].Sharing = sharing;

        var failure = await FailsAsync(household);

        Assert.Equal((StatusCode.InvalidArgument, "REQUIRED"), (failure.Code, failure.Reason));
        Assert.Equal(["household.members[1].sharing"], failure.Fields);
    }

    [Fact]
    public async Task Create_EverythingWrong_IsToldAtOnce()
    {
        var household = new Household { Members = { new Household.Types.Member { Candidate = "me" } } };

        var failure = await FailsAsync(household);

        Assert.Equal(
            ["household.members[0].candidate", "household.members[0].sharing", "household.members"], failure.Fields);
    }

    [Fact]
    public async Task Create_SameRequestId_GivesTheFirstAnswer()
    {
        const string RequestId = "7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3c";
        var (first, second) = (await CreateSharerAsync(), await CreateSharerAsync());

        var created = await CreateHouseholdAsync(first.Name, second.Name, RequestId);

        Assert.Equal(created, await CreateHouseholdAsync(first.Name, second.Name, RequestId));
        Assert.Equal(3, (await ChangesAsync()).Count);
    }

    [Fact]
    public async Task Update_Sharing_ChangesItAndTheVersion()
    {
        var created = await CreateHouseholdAsync((await CreateSharerAsync()).Name, (await CreateSharerAsync()).Name);
        var wanted = created.Clone();
        wanted.Members[0].Sharing = Sharing.Reasons;
        Service.Clock.Advance(TimeSpan.FromMinutes(1));

        var updated = await UpdateAsync(wanted, "members");

        Assert.Equal([Sharing.Reasons, Sharing.Outlook], updated.Members.Select(member => member.Sharing));
        Assert.Equal((created.CreateTime, Now, "\"2\""), (updated.CreateTime, updated.UpdateTime, updated.Etag));
        var stale = await Failure.OfAsync(() => UpdateAsync(wanted, "members"));
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (stale.Code, stale.Reason));
    }

    [Fact]
    public async Task Update_OtherMembers_MovesTheHouseholdToThem()
    {
        var people = await Task.WhenAll(CreateSharerAsync(), CreateSharerAsync(), CreateSharerAsync());
        var created = await CreateHouseholdAsync(people[0].Name, people[1].Name);
        var wanted = HouseholdOf(people[0].Name, people[2].Name);
        wanted.Name = created.Name;

        await UpdateAsync(wanted);

        Assert.Equal([created.Name], await HouseholdsOfAsync(people[2].Name));
        Assert.Empty(await HouseholdsOfAsync(people[1].Name));
        await DeleteAsync(people[1].Name);
        Assert.Equal(
            created.Name, (await Client.GetHouseholdAsync(new GetHouseholdRequest { Name = created.Name })).Name);
    }

    [Theory]
    [InlineData("sharing", "UNKNOWN_PATH")]
    [InlineData("members.sharing", "UNKNOWN_PATH")]
    [InlineData("*", "NOT_TWO")]
    public async Task Update_WrongMaskOrResult_IsRefused(string path, string reason)
    {
        var created = await CreateHouseholdAsync((await CreateSharerAsync()).Name, (await CreateSharerAsync()).Name);

        var failure = await Failure.OfAsync(() => UpdateAsync(new Household { Name = created.Name }, path));

        Assert.Equal((StatusCode.InvalidArgument, reason), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task Delete_AMember_DeletesTheHouseholdAndKeepsTheOther()
    {
        var (first, second) = (await CreateSharerAsync(), await CreateSharerAsync());
        var household = await CreateHouseholdAsync(first.Name, second.Name);
        var since = (await ChangesAsync()).Max(change => change.Sequence);

        await DeleteAsync(first.Name);

        Assert.Equal(second, await GetAsync(second.Name));
        Assert.Empty(await HouseholdsOfAsync(second.Name));
        Assert.Equal("HOUSEHOLD_NOT_FOUND", (await Failure.OfAsync(async () =>
            await Client.GetHouseholdAsync(new GetHouseholdRequest { Name = household.Name }))).Reason);
        var changes = await ChangesAsync(since);
        Assert.All(changes, change => Assert.True(change.Deleted));
        Assert.Equal([household.Name, first.Name], changes.Select(change => change.Name));
    }

    [Fact]
    public async Task Delete_AHousehold_KeepsItsMembers()
    {
        var (first, second) = (await CreateSharerAsync(), await CreateSharerAsync());
        var household = await CreateHouseholdAsync(first.Name, second.Name);

        await Client.DeleteHouseholdAsync(new DeleteHouseholdRequest { Name = household.Name });

        Assert.Equal(first, await GetAsync(first.Name));
        Assert.Empty(await HouseholdsOfAsync(first.Name));
        Assert.Equal(StatusCode.NotFound, (await Failure.OfAsync(async () =>
            await Client.DeleteHouseholdAsync(new DeleteHouseholdRequest { Name = household.Name }))).Code);
    }

    [Fact]
    public async Task Any_HouseholdIsNotThere_IsNotFound()
    {
        Func<Task>[] calls =
        [
            async () => await Client.GetHouseholdAsync(new GetHouseholdRequest { Name = NoHousehold }),
            () => UpdateAsync(new Household { Name = NoHousehold }),
            async () => await Client.DeleteHouseholdAsync(new DeleteHouseholdRequest { Name = NoHousehold }),
        ];
        foreach (var call in calls)
        {
            var failure = await Failure.OfAsync(call);
            Assert.Equal((StatusCode.NotFound, "HOUSEHOLD_NOT_FOUND"), (failure.Code, failure.Reason));
        }
    }

    [Fact]
    public async Task Any_NameIsNoHouseholds_IsRefused()
    {
        Assert.Equal(["name"], (await Failure.OfAsync(async () =>
            await Client.GetHouseholdAsync(new GetHouseholdRequest { Name = Nobody }))).Fields);
        Assert.Equal(
            ["household.name"], (await Failure.OfAsync(() => UpdateAsync(new Household { Name = "mine" }))).Fields);
        Assert.Equal(["name"], (await Failure.OfAsync(async () =>
            await Client.DeleteHouseholdAsync(new DeleteHouseholdRequest()))).Fields);
    }

    private Task<Household> UpdateAsync(Household household, params string[] paths) =>
        Client.UpdateHouseholdAsync(new UpdateHouseholdRequest
        {
            Household = household,
            UpdateMask = paths.Length == 0 ? null : new FieldMask { Paths = { paths } },
        }).ResponseAsync;

    private Task<Failure> FailsAsync(Household household) => Failure.OfAsync(async () =>
        await Client.CreateHouseholdAsync(new CreateHouseholdRequest { Household = household }));

    private async Task<IReadOnlyList<string>> HouseholdsOfAsync(string candidate) =>
        (await Client.ExportCandidateAsync(new ExportCandidateRequest { Name = candidate })).Households;
}
