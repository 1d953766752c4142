using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Matching.Profiles.V1;

namespace Profiles.Tests;

/// <summary>
/// Input that no honest caller sends: an error that says so, nothing stored, and others are served meanwhile.
/// </summary>
public sealed class HostileInputTests : ProfileTest
{
    private static readonly string Megabyte = new('x', 1 << 20);

    [Fact]
    public async Task Create_MegabytesInEveryText_IsRefusedWithEveryField()
    {
        var failure = await Failure.OfAsync(() => CreateAsync(new Candidate
        {
            GivenName = Megabyte,
            Email = Megabyte,
            Home = Megabyte,
            Skills = { new SkillClaim { Skill = Megabyte } },
            Licences = { new LicenceHolding { Licence = "B", ValidUntil = Megabyte } },
            Wishes = new Wishes { Places = { new WishedPlace { Place = Megabyte } } },
        }));

        Assert.Equal(StatusCode.InvalidArgument, failure.Code);
        Assert.Equal(
            [
                "candidate.given_name", "candidate.email", "candidate.home", "candidate.skills[0].skill",
                "candidate.licences[0].valid_until", "candidate.wishes.places[0].place",
            ],
            failure.Fields);
    }

    [Fact]
    public async Task Create_ListsOfHundredsOfThousands_AreRefusedQuickly()
    {
        var candidate = new Candidate
        {
            Skills = { Enumerable.Repeat(new SkillClaim { Skill = "x" }, 300_000) },
            Consents = { Enumerable.Repeat(new Consent(), 300_000) },
            Wishes = new Wishes { Kinds = { Enumerable.Repeat(Matching.Competence.V1.OpeningKind.Job, 300_000) } },
        };

        var failure = await Failure.OfAsync(() => CreateAsync(candidate));

        Assert.Equal((StatusCode.InvalidArgument, "TOO_MANY"), (failure.Code, failure.Reason));
        Assert.Equal(["candidate.skills", "candidate.wishes.kinds", "candidate.consents"], failure.Fields);
    }

    [Fact]
    public async Task Update_HundredsOfUnknownConcepts_DoesNotHoldUpOthers()
    {
        var stored = await CreateAsync();
        var bad = new Candidate { Name = stored.Name };
        for (var i = 0; i < 200; i++)
        {
            bad.Skills.Add(new SkillClaim { Skill = string.Concat(Enumerable.Repeat($"sjuksköts{i} ", 14)) });
        }

        var started = Stopwatch.GetTimestamp();
        var updates = Enumerable.Range(0, 5).Select(_ => Failure.OfAsync(() => UpdateAsync(bad))).ToArray();
        await CreateAsync(new Candidate { GivenName = "Oksana" });

        Assert.All(await Task.WhenAll(updates), failure => Assert.Equal("UNKNOWN_CONCEPT", failure.Reason));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Deadline);
    }

    [Theory]
    [InlineData("\u0000")]
    [InlineData("'; DROP TABLE profiles; --")]
    [InlineData("\u202eanna")]
    [InlineData("😀👩‍👩‍👧")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("%s%n{0}")]
    public async Task Create_OddNames_AreKeptAsTheyAre(string name)
    {
        var created = await CreateAsync(new Candidate { GivenName = name });

        Assert.Equal(name, (await GetAsync(created.Name)).GivenName);
    }

    [Theory]
    [InlineData("\u0000")]
    [InlineData("'; DROP TABLE profiles; --")]
    [InlineData("😀")]
    [InlineData("{0}")]
    [InlineData("http://")]
    [InlineData("ssyk:")]
    [InlineData(":")]
    [InlineData("   ")]
    public async Task Create_OddConcepts_AreUnknown(string text)
    {
        var failure = await Failure.OfAsync(() => CreateAsync(new Candidate
        {
            Occupations = { new OccupationExperience { Occupation = text } },
            Skills = { new SkillClaim { Skill = text } },
            Home = text,
            Wishes = new Wishes { Places = { new WishedPlace { Place = text } } },
        }));

        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_CONCEPT"), (failure.Code, failure.Reason));
        Assert.Equal(4, failure.Fields.Count);
    }

    [Fact]
    public async Task Create_TextThatIsNoUnicode_IsReplacedNotStoredBroken()
    {
        // A lone surrogate cannot travel as UTF-8, and bytes that are not UTF-8 can come from anywhere.
        var lone = await CreateAsync(new Candidate { GivenName = "a\ud800b" });
        var answer = await SendAsync("CreateCandidate", [0x0a, 0x05, 0x12, 0x03, (byte)'a', 0xff, (byte)'b']);

        Assert.Equal("a\ufffdb", lone.GivenName);
        Assert.Equal("a\ufffdb", Candidate.Parser.ParseFrom(answer).GivenName);
    }

    [Theory]
    [InlineData(new byte[] { 0x0a, 0x7f })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 0x00 })]
    public async Task Any_BytesThatAreNoMessage_AreRefused(byte[] bytes)
    {
        var failure = await Failure.OfAsync(() => SendAsync("CreateCandidate", bytes));

        Assert.Equal((StatusCode.Internal, "MALFORMED_MESSAGE"), (failure.Code, failure.Reason));
        Assert.Empty(await ChangesAsync());
    }

    [Fact]
    public async Task Any_AMegabyteWhereANameBelongs_IsInvalidArgument()
    {
        Func<Task>[] calls =
        [
            () => GetAsync(Megabyte),
            () => GetAsync($"candidates/{Megabyte}"),
            () => CreateAsync(requestId: Megabyte),
            () => UpdateAsync(new Candidate { Name = Megabyte }),
            async () => await Client.ListCandidatesAsync(new ListCandidatesRequest { PageToken = Megabyte }),
            async () => await Client.GetValidationResultAsync(
                new GetValidationResultRequest { Name = $"{Megabyte}/validationResults/" }),
            async () =>
                await Client.CreateHouseholdAsync(new CreateHouseholdRequest { Household = HouseholdOf(Megabyte, "") }),
        ];
        foreach (var call in calls)
        {
            Assert.Equal(StatusCode.InvalidArgument, (await Failure.OfAsync(call)).Code);
        }
    }

    [Fact]
    public async Task Update_AMegabyteOfMask_IsInvalidArgument()
    {
        var stored = await CreateAsync();

        var one = await Failure.OfAsync(() => UpdateAsync(new Candidate { Name = stored.Name }, Megabyte));
        var many = await Failure.OfAsync(() => UpdateAsync(
            new Candidate { Name = stored.Name }, [.. Enumerable.Range(0, 100_000).Select(i => $"x{i}")]));

        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_PATH"), (one.Code, one.Reason));
        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_PATH"), (many.Code, many.Reason));
    }

    private async Task<byte[]> SendAsync(string method, byte[] bytes)
    {
        var marshaller = Marshallers.Create<byte[]>(value => value, value => value);
        return await Service.Channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<byte[], byte[]>(MethodType.Unary, "profile.v1.ProfileService", method, marshaller, marshaller),
            host: null,
            default,
            bytes);
    }
}
