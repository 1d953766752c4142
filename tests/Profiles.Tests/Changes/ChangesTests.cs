using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Matching.Profiles.V1;

namespace Profiles.Tests.Changes;

public sealed class ChangesTests : ProfileTest
{
    [Fact]
    public async Task Stream_NothingStored_EndsAtOnce() => Assert.Empty(await ChangesAsync());

    [Fact]
    public async Task Stream_ManyChangesOfOnePerson_AreToldAsTheLast()
    {
        var first = await CreateAsync(new Candidate { Home = "2280" });
        var second = await CreateAsync();
        await UpdateAsync(new Candidate { Name = first.Name, Home = "2281" });
        await UpdateAsync(new Candidate { Name = first.Name, Home = "2283" });

        var changes = await ChangesAsync();

        Assert.Equal([(2, second.Name, 1), (4, first.Name, 3)], changes.Select(c => (c.Sequence, c.Name, c.Version)));
        Assert.Equal("2283", changes[1].Candidate.Candidate.Home);
    }

    [Fact]
    public async Task Stream_Always_LeavesOutNameAndContactDetailsAndWhatIsNotKnown()
    {
        var smuggled = Candidate.Parser.ParseFrom(
        [
            .. new Candidate
            {
                GivenName = "marker given",
                FamilyName = "marker family",
                Email = "marker@example.org",
            }.ToByteArray(),

            // Field 900 and, inside a skill, field 901: text in fields that no version has.
            .. Field(900, "marker unknown"),
            .. Field(6, [.. new SkillClaim { Skill = "plastsvetsning" }.ToByteArray(), .. Field(901, "marker nested")]),
        ]);
        var created = await CreateAsync(smuggled);
        await UpdateAsync(new Candidate(smuggled) { Name = created.Name });
        await ValidateAsync(created.Name);

        var changes = await ChangesAsync();

        Assert.Equal("Plastsvetsning", changes.Single().Candidate.Candidate.Skills.Single().Label);
        Assert.DoesNotContain(
            "marker", Encoding.UTF8.GetString(changes.Single().ToByteArray()), StringComparison.Ordinal);
        Assert.Equal("marker given", (await GetAsync(created.Name)).GivenName);
    }

    [Fact]
    public async Task Stream_AValidationResult_IsTheCandidatesChange()
    {
        var candidate = await CreateAsync();
        var first = await ValidateAsync(candidate.Name);
        var second = await ValidateAsync(candidate.Name);

        var change = Assert.Single(await ChangesAsync());

        Assert.Equal((candidate.Name, 3), (change.Name, change.Version));
        Assert.Equal([first, second], change.Candidate.ValidationResults);
    }

    [Fact]
    public async Task Stream_AnErasedPerson_IsATombstone()
    {
        var candidate = await CreateAsync(new Candidate { GivenName = "Oksana" });
        await ValidateAsync(candidate.Name);
        await DeleteAsync(candidate.Name);

        var change = Assert.Single(await ChangesAsync());

        Assert.Equal(new ProfileChange { Sequence = 3, Name = candidate.Name, Version = 3, Deleted = true }, change);
    }

    [Fact]
    public async Task Stream_AHousehold_IsToldWithItsMembers()
    {
        var (first, second) = (await CreateSharerAsync(), await CreateSharerAsync());
        var household = await CreateHouseholdAsync(first.Name, second.Name);

        var change = (await ChangesAsync())[^1];

        Assert.Equal((household.Name, 1), (change.Name, change.Version));
        Assert.Equal(household.Members, change.Household.Members);
    }

    [Theory]
    [Seeds(3)]
    public async Task Stream_SinceAnySequence_IsWhatChangedAfterItInOrder(int seed)
    {
        var random = new Random(seed);
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        var living = new List<string>();
        long sequence = 0;
        while (sequence < 120)
        {
            var name = living.Count == 0 ? "" : living[random.Next(living.Count)];
            switch (random.Next(living.Count == 0 ? 1 : 6))
            {
                case 0 or 1:
                    name = (await CreateAsync()).Name;
                    living.Add(name);
                    break;
                case 2:
                    await UpdateAsync(new Candidate { Name = name, Home = "2280" });
                    break;
                case 3:
                    await ValidateAsync(name);
                    break;
                case 4:
                    await Failure.OfAsync(() => UpdateAsync(new Candidate { Name = name, Home = "Atlantis" }));
                    continue;
                default:
                    await DeleteAsync(name);
                    living.Remove(name);
                    break;
            }

            last[name] = ++sequence;
        }

        foreach (var since in new[] { 0, 1, random.Next(120), 119, 120 })
        {
            Assert.Equal(
                last.Where(pair => pair.Value > since).OrderBy(pair => pair.Value)
                    .Select(pair => (pair.Value, pair.Key)),
                (await ChangesAsync(since)).Select(change => (change.Sequence, change.Name)));
        }

        Assert.Equal("NEGATIVE", (await Failure.OfAsync(() => ChangesAsync(-5))).Reason);
        foreach (var beyond in new[] { 121, long.MaxValue })
        {
            Assert.Equal("FEED_TRUNCATED", (await Failure.OfAsync(() => ChangesAsync(beyond))).Reason);
        }
    }

    [Fact]
    public async Task Stream_MoreThanOneReadHolds_TellsAll()
    {
        var names = (await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => CreateAsync())))
            .Select(candidate => candidate.Name);

        var changes = await ChangesAsync();

        Assert.Equal(names.Order(), changes.Select(change => change.Name).Order());
        Assert.Equal(Enumerable.Range(1, 600).Select(i => (long)i), changes.Select(change => change.Sequence));
    }

    [Fact]
    public async Task Stream_StaysOpen_TellsEachChangeAsItIsMade()
    {
        await CreateAsync();
        using var call = Client.StreamProfileChanges(new StreamProfileChangesRequest { SinceSequence = 1 });
        var next = call.ResponseStream.MoveNext(CancellationToken.None);
        Assert.False(next.IsCompleted);

        for (var i = 2; i < 30; i++)
        {
            var created = await CreateAsync();

            Assert.True(await next.WaitAsync(Deadline));
            Assert.Equal((i, created.Name), (call.ResponseStream.Current.Sequence, call.ResponseStream.Current.Name));
            next = call.ResponseStream.MoveNext(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Stream_FollowedWhileManyWrite_EndsWithTheTruth()
    {
        const int Writers = 8;
        using var call = Client.StreamProfileChanges(new StreamProfileChangesRequest());
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            var candidate = await CreateAsync();
            for (var i = 0; i < 15; i++)
            {
                await UpdateAsync(new Candidate { Name = candidate.Name, GivenName = $"{i}" });
                await ValidateAsync(candidate.Name);
            }

            await DeleteAsync(candidate.Name);
        }));

        var (sequence, deleted) = (0L, 0);
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        while (deleted < Writers && await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Deadline))
        {
            var change = call.ResponseStream.Current;
            Assert.True(change.Sequence > sequence, $"{change.Sequence} after {sequence}");
            Assert.True(change.Version > versions.GetValueOrDefault(change.Name), $"{change}");
            (sequence, versions[change.Name]) = (change.Sequence, change.Version);
            deleted += change.Deleted ? 1 : 0;
        }

        await writing;
        Assert.All(versions.Values, version => Assert.Equal(32, version));
    }

    [Fact]
    public async Task Stop_WhileAStreamIsOpen_EndsItAsUnavailableAtOnce()
    {
        await CreateAsync();
        using var call = Client.StreamProfileChanges(new StreamProfileChangesRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        await Service.App.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        var failure = await Failure.OfAsync(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.Unavailable, failure.Code);
    }

    [Fact]
    public async Task Stream_AnErasureOfLongAgo_IsNoLongerToldAndWhoMayHaveMissedItBeginsAgain()
    {
        var kept = await CreateAsync();
        var erased = await CreateAsync();
        await DeleteAsync(erased.Name);
        var other = await CreateAsync();
        Service.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(2, (await ChangesAsync(since: 1)).Count);

        await DeleteAsync(other.Name);

        Assert.Equal([kept.Name, other.Name], (await ChangesAsync()).Select(change => change.Name));
        Assert.Equal(other.Name, Assert.Single(await ChangesAsync(since: 3)).Name);
        var failure = await Failure.OfAsync(() => ChangesAsync(since: 2));
        Assert.Equal((StatusCode.OutOfRange, "FEED_TRUNCATED"), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task Stream_BeyondTheEnd_SaysThatTheReaderKnowsMoreThanThereIs()
    {
        await CreateAsync();

        var failure = await Failure.OfAsync(() => ChangesAsync(since: 2));

        Assert.Equal((StatusCode.OutOfRange, "FEED_TRUNCATED"), (failure.Code, failure.Reason));
        Assert.Empty(await ChangesAsync(since: 1));
    }

    [Fact]
    public async Task Stream_FromNothing_SaysWhereItEndsBeforeItBegins()
    {
        await CreateAsync();
        await CreateAsync();
        using var call = Client.StreamProfileChanges(new StreamProfileChangesRequest());

        var headers = await call.ResponseHeadersAsync.WaitAsync(Deadline);

        Assert.Equal("2", headers.GetValue("feed-sequence"));
    }

    /// <summary>A length-delimited field on the wire.</summary>
    private static byte[] Field(int number, params ReadOnlySpan<byte> content)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }

        return stream.ToArray();
    }

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));
}
