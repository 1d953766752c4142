using Dapper;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Hosting.Tests.Storage;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Hosting.Tests.Requests;

public sealed class RequestsTests : IAsyncLifetime, IDisposable
{
    private const string RequestId = "7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3c";

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));
    private Database _database = null!;
    private int _created;

    public async Task InitializeAsync() => _database = await Things.OpenAsync(_directory.File("things.db"));

    public async Task DisposeAsync() => await _database.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Once_SameIdAndRequest_GivesTheFirstAnswer()
    {
        var first = await CreateAsync(RequestId, "Anna");
        var second = await CreateAsync(RequestId, "Anna");

        Assert.Equal(first, second);
        Assert.Equal(1, _created);
    }

    [Fact]
    public async Task Once_AfterReopening_GivesTheFirstAnswer()
    {
        var first = await CreateAsync(RequestId, "Anna");
        await _database.DisposeAsync();
        _database = await Things.OpenAsync(_directory.File("things.db"));

        Assert.Equal(first, await CreateAsync(RequestId, "Anna"));
        Assert.Equal(1, _created);
    }

    [Fact]
    public async Task Once_SameIdOtherRequest_IsRefusedAndNothingIsCreated()
    {
        await CreateAsync(RequestId, "Anna");

        var failure = await Failure.OfAsync(() => CreateAsync(RequestId, "Britta"));

        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_ID_REUSED"), (failure.Code, failure.Reason));
        Assert.Equal(["request_id"], failure.Fields);
        Assert.Equal(1, _created);
    }

    [Fact]
    public async Task Once_SameIdAndBytesInAnotherKindOfRequest_IsRefused()
    {
        // Field 2 of a candidate is a text and of a household a message: these bytes can be read as either.
        const string Name = "\n\u0001a";
        await CreateAsync(RequestId, Name);
        var request = CreateHouseholdRequest.Parser.ParseFrom(
            new CreateCandidateRequest { Candidate = new Candidate { GivenName = Name }, RequestId = RequestId }
                .ToByteArray());
        Assert.Equal("a", request.Household.Members.Single().Candidate);

        var failure = await Failure.OfAsync(() => _database.WriteAsync(
            write => Matching.Hosting.Requests.OnceAsync(write, RequestId, request, _clock, () =>
                Task.FromResult(("households/1", new Household()))),
            CancellationToken.None));

        Assert.Equal("REQUEST_ID_REUSED", failure.Reason);
    }

    [Fact]
    public async Task Once_NoId_RunsEveryTime()
    {
        await CreateAsync("", "Anna");
        await CreateAsync("", "Anna");

        Assert.Equal(2, _created);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("not-a-uuid")]
    [InlineData(" ")]
    [InlineData("7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3")]
    [InlineData("7d0e5f6a-4a6d-4a66-9a93-0d6c3e1a2b3c; DROP TABLE requests")]
    [InlineData("{0x7d0e5f6a,0x4a6d,0x4a66,{0x9a,0x93,0x0d,0x6c,0x3e,0x1a,0x2b,0x3c}}")]
    public async Task Once_NotAUuid_IsRefused(string requestId)
    {
        var failure = await Failure.OfAsync(() => CreateAsync(requestId, "Anna"));

        Assert.Equal((StatusCode.InvalidArgument, "NOT_A_UUID"), (failure.Code, failure.Reason));
        Assert.Equal(["request_id"], failure.Fields);
        Assert.Equal(0, _created);
    }

    [Fact]
    public async Task Once_FiftyAtOnce_CreateOne()
    {
        var answers =
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => CreateAsync(RequestId, "Anna"))));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, _created);
        Assert.Equal(1, _database.Sequence);
    }

    [Fact]
    public async Task Once_TheFirstAttemptFails_TheNextOneRuns()
    {
        var request = new CreateCandidateRequest { RequestId = RequestId };
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(
            write => Matching.Hosting.Requests.OnceAsync<Candidate>(
                write, RequestId, request, _clock, () => throw new InvalidOperationException("on purpose")),
            CancellationToken.None));

        await CreateAsync(RequestId, "Anna");

        Assert.Equal(1, _created);
    }

    [Fact]
    public async Task Forget_AResource_ForgetsItsAnswersAndThoseBelowItOnly()
    {
        string[] resources =
            ["candidates/1", "candidates/1/validationResults/2", "candidates/10", "candidates/2", "households/1"];
        foreach (var (resource, i) in resources.Select((resource, i) => (resource, i)))
        {
            await _database.WriteAsync(
                write => Matching.Hosting.Requests.OnceAsync(
                    write, $"00000000-0000-0000-0000-00000000000{i}", new Empty(), _clock,
                    () => Task.FromResult((resource, new Empty()))),
                CancellationToken.None);
        }

        await _database.WriteAsync(
            async write =>
            {
                await Matching.Hosting.Requests.ForgetAsync(write, "candidates/1");
                return true;
            },
            CancellationToken.None);

        var left = await _database.ReadAsync(
            connection => connection.QueryAsync<string>("SELECT resource FROM requests ORDER BY resource"),
            CancellationToken.None);
        Assert.Equal(["candidates/10", "candidates/2", "households/1"], left);
    }

    [Fact]
    public async Task Once_LongAfter_ForgetsOldAnswersLittleByLittle()
    {
        for (var i = 0; i < 40; i++)
        {
            await CreateAsync(Guid.CreateVersion7(_clock.GetUtcNow()).ToString(), $"early {i}");
        }

        _clock.Advance(Matching.Hosting.Requests.Retention + TimeSpan.FromMinutes(1));
        await CreateAsync(Guid.CreateVersion7(_clock.GetUtcNow()).ToString(), "late");
        var afterOne = await CountAsync();
        await CreateAsync(Guid.CreateVersion7(_clock.GetUtcNow()).ToString(), "later");
        await CreateAsync(Guid.CreateVersion7(_clock.GetUtcNow()).ToString(), "last");

        Assert.True(afterOne is > 1 and < 40, $"{afterOne}");
        Assert.Equal(3, await CountAsync());

        Task<int> CountAsync() => _database.ReadAsync(
            connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM requests"), CancellationToken.None);
    }

    private Task<Candidate> CreateAsync(string requestId, string name)
    {
        var request =
            new CreateCandidateRequest { Candidate = new Candidate { GivenName = name }, RequestId = requestId };
        return _database.WriteAsync(
            write => Matching.Hosting.Requests.OnceAsync(write, requestId, request, _clock, () =>
            {
                var number = Interlocked.Increment(ref _created);
                write.NextSequence();
                var candidate = new Candidate { Name = $"candidates/{number}", GivenName = name };
                return Task.FromResult((candidate.Name, candidate));
            }),
            CancellationToken.None);
    }
}
