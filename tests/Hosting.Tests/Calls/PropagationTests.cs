using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests.Calls;

/// <summary>A service that calls another: how long the first caller waits is how long the second is asked to.</summary>
public sealed class PropagationTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScriptedProfiles _front = new();
    private readonly ScriptedProfiles _behind = new();
    private HostedService _frontService = null!;
    private HostedService _behindService = null!;
    private ProfileService.ProfileServiceClient _client = null!;
    private ProfileService.ProfileServiceClient _inner = null!;

    public async Task InitializeAsync()
    {
        _behindService = await _behind.StartAsync();
        _frontService = await _front.StartAsync(builder =>
        {
            builder.Configuration["Endpoints:Profile"] = _behindService.Address.ToString();
            builder.Services.AddGrpcClient<ProfileService.ProfileServiceClient>("Endpoints:Profile");
        });
        _client = new(_frontService.Channel);
        _inner = _frontService.App.Services.GetRequiredService<ProfileService.ProfileServiceClient>();
    }

    public async Task DisposeAsync()
    {
        await _frontService.DisposeAsync();
        await _behindService.DisposeAsync();
    }

    [Fact]
    public async Task Deadline_OfTheCaller_IsTheOneBehind()
    {
        var seen = DateTime.MaxValue;
        _behind.OnGet = context =>
        {
            seen = context.Deadline;
            return Task.FromResult(new Candidate());
        };
        _front.OnGet = async _ => await _inner.GetCandidateAsync(new GetCandidateRequest());
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(12);

        await _client.GetCandidateAsync(new GetCandidateRequest(), deadline: deadline);

        Assert.InRange(seen, deadline.AddSeconds(-10), deadline.AddSeconds(1));
    }

    [Fact]
    public async Task Deadline_ShorterOne_Wins()
    {
        var seen = DateTime.MaxValue;
        _behind.OnGet = context =>
        {
            seen = context.Deadline;
            return Task.FromResult(new Candidate());
        };
        var mine = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(8);
        _front.OnGet = async _ => await _inner.GetCandidateAsync(new GetCandidateRequest(), deadline: mine);

        await _client.GetCandidateAsync(new GetCandidateRequest(), deadline: mine.AddMinutes(1));

        Assert.InRange(seen, mine.AddSeconds(-8), mine.AddSeconds(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_OfTheCaller_ReachesTheOneBehind(bool ownToken)
    {
        using var own = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        _behind.OnGet = async context =>
        {
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            started.SetResult();
            await cancelled.Task;
            return new Candidate();
        };
        _front.OnGet = async _ => await _inner.GetCandidateAsync(
            new GetCandidateRequest(), cancellationToken: ownToken ? own.Token : CancellationToken.None);

        using (_client.GetCandidateAsync(new GetCandidateRequest()))
        {
            await started.Task.WaitAsync(Patience);
        }

        await cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Cancellation_OfAStream_ReachesTheStreamBehind()
    {
        var cancelled = new TaskCompletionSource();
        _behind.OnStream = async (writer, context) =>
        {
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await writer.WriteAsync(new ProfileChange { Sequence = 7 });
            await cancelled.Task;
        };
        _front.OnStream = async (writer, _) =>
        {
            using var own = new CancellationTokenSource();
            using var call = _inner.StreamProfileChanges(new StreamProfileChangesRequest(), cancellationToken: own.Token);
            await foreach (var change in call.ResponseStream.ReadAllAsync(own.Token))
            {
                await writer.WriteAsync(change);
            }
        };

        using (var call = _client.StreamProfileChanges(new StreamProfileChangesRequest()))
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
            Assert.Equal(7, call.ResponseStream.Current.Sequence);
        }

        await cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Work_Detached_OutlivesTheCall()
    {
        var gate = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        Task<Candidate>? shared = null;
        _behind.OnGet = async context =>
        {
            began.SetResult();
            await gate.Task.WaitAsync(context.CancellationToken);
            return new Candidate { Home = "2280" };
        };
        _front.OnGet = async context =>
        {
            shared = Shared();
            return await shared.WaitAsync(context.CancellationToken);
        };

        using (_client.GetCandidateAsync(new GetCandidateRequest()))
        {
            await began.Task.WaitAsync(Patience);
        }

        gate.SetResult();
        Assert.Equal("2280", (await shared!.WaitAsync(Patience)).Home);

        async Task<Candidate> Shared()
        {
            IncomingCall.Detach();
            return await _inner.GetCandidateAsync(new GetCandidateRequest());
        }
    }

    [Fact]
    public async Task Error_OfTheOneBehind_PassesWithItsDetails()
    {
        _behind.OnGet = _ => throw RpcErrors.NotFound("CANDIDATE_NOT_FOUND", "There is no such candidate.", "candidates/1");
        _front.OnGet = async _ => await _inner.GetCandidateAsync(new GetCandidateRequest());

        var failure = await Failure.OfAsync(async () => await _client.GetCandidateAsync(new GetCandidateRequest()));

        Assert.Equal((StatusCode.NotFound, "CANDIDATE_NOT_FOUND"), (failure.Code, failure.Reason));
        Assert.Equal("candidates/1", failure.Metadata["resource"]);
    }
}
