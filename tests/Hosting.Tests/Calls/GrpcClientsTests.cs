using Grpc.Core;
using Grpc.Net.Client;
using Matching.Hosting;
using Matching.Profiles.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests.Calls;

public sealed class GrpcClientsTests : IAsyncLifetime
{
    private const string Key = "Endpoints:Profile";

    private readonly ScriptedProfiles _profiles = new();
    private HostedService _service = null!;
    private ServiceProvider _provider = null!;

    private ProfileService.ProfileServiceClient Client =>
        _provider.GetRequiredService<ProfileService.ProfileServiceClient>();

    public async Task InitializeAsync()
    {
        _service = await _profiles.StartAsync();
        _provider = Provide(_service.Address.ToString());
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Call_UnavailableTwice_SucceedsAtTheThirdAttempt()
    {
        var attempts = 0;
        _profiles.OnGet = _ => ++attempts < 3
            ? throw RpcErrors.Create(StatusCode.Unavailable, "STORE_UNAVAILABLE", "Try again.")
            : Task.FromResult(new Candidate { Home = "2280" });

        var candidate = await Client.GetCandidateAsync(new GetCandidateRequest());

        Assert.Equal("2280", candidate.Home);
        Assert.Equal(3, _profiles.Calls);
    }

    [Fact]
    public async Task Call_AlwaysUnavailable_GivesUpAfterFourAttempts()
    {
        _profiles.OnGet = _ => throw RpcErrors.Create(StatusCode.Unavailable, "STORE_UNAVAILABLE", "Try again.");

        var failure = await Failure.OfAsync(async () => await Client.GetCandidateAsync(new GetCandidateRequest()));

        Assert.Equal((StatusCode.Unavailable, "STORE_UNAVAILABLE"), (failure.Code, failure.Reason));
        Assert.Equal(4, _profiles.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0190a7c4-6f5e-7d3a-9b1c-2f4e6d8a0b1c")]
    public async Task Create_Unavailable_IsRepeatedUnderTheSameRequestId(string requestId)
    {
        _profiles.OnGet = _ => _profiles.Created.Count < 2
            ? throw RpcErrors.Create(StatusCode.Unavailable, "STORE_UNAVAILABLE", "Try again.")
            : Task.FromResult(new Candidate());
        var request = new CreateCandidateRequest { RequestId = requestId };

        await Client.CreateCandidateAsync(request);
        await Client.CreateCandidateAsync(request);

        var ids = _profiles.Created.Select(created => created.RequestId).ToArray();
        Assert.Equal(3, ids.Length);
        Assert.Equal(ids[0], ids[1]);
        Assert.All(ids, id => Assert.True(Guid.TryParse(id, out _)));
        Assert.Equal(requestId.Length > 0 ? 1 : 2, ids.Distinct().Count());
        Assert.Equal(requestId, request.RequestId);
    }

    [Theory]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.Internal)]
    public async Task Call_AnyOtherError_IsNotRepeated(StatusCode code)
    {
        _profiles.OnGet = _ => throw RpcErrors.Create(code, "NO", "No.");

        var failure = await Failure.OfAsync(async () => await Client.GetCandidateAsync(new GetCandidateRequest()));

        Assert.Equal(code, failure.Code);
        Assert.Equal(1, _profiles.Calls);
    }

    [Fact]
    public async Task Call_NoDeadline_HasTheStandardOne()
    {
        var deadline = DateTime.MaxValue;
        _profiles.OnGet = context =>
        {
            deadline = context.Deadline;
            return Task.FromResult(new Candidate());
        };
        var before = TimeProvider.System.GetUtcNow().UtcDateTime;

        await Client.GetCandidateAsync(new GetCandidateRequest());

        var after = TimeProvider.System.GetUtcNow().UtcDateTime;
        var margin = TimeSpan.FromSeconds(15);
        Assert.InRange(
            deadline, before + GrpcClients.DefaultDeadline - margin, after + GrpcClients.DefaultDeadline + margin);
    }

    [Fact]
    public async Task Call_ADeadlineOfItsOwn_KeepsIt()
    {
        _profiles.OnGet = async context =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new Candidate();
        };

        var failure = await Failure.OfAsync(async () => await Client.GetCandidateAsync(
            new GetCandidateRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(200)));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.Code);
    }

    [Fact]
    public async Task Call_NobodyListens_IsUnavailable()
    {
        await _service.StopAsync();

        var failure = await Failure.OfAsync(async () => await Client.GetCandidateAsync(new GetCandidateRequest()));

        Assert.Equal(StatusCode.Unavailable, failure.Code);
    }

    [Fact]
    public void Add_TwoClientsOfOneAddress_ShareAChannel()
    {
        var channels = new HashSet<GrpcChannel>
        {
            _provider.GetRequiredKeyedService<GrpcChannel>(Key),
            _provider.GetRequiredKeyedService<GrpcChannel>(Key),
        };

        Assert.Single(channels);
        Assert.NotNull(_provider.GetRequiredService<Grpc.Health.V1.Health.HealthClient>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not an address")]
    public void Add_AddressMissingOrBroken_SaysWhichKey(string? address)
    {
        using var provider = Provide(address);

        var error = Assert.Throws<InvalidOperationException>(
            provider.GetRequiredService<ProfileService.ProfileServiceClient>);

        Assert.Contains(Key, error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Provide(string? address) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { [Key] = address }).Build())
        .AddGrpcClient<ProfileService.ProfileServiceClient>(Key)
        .AddGrpcClient<Grpc.Health.V1.Health.HealthClient>(Key)
        .BuildServiceProvider();
}
