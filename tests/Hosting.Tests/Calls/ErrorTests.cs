using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests.Calls;

/// <summary>How failures of a service reach its callers.</summary>
public sealed class ErrorTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ScriptedProfiles _profiles = new();
    private HostedService _service = null!;
    private ProfileService.ProfileServiceClient _client = null!;

    public async Task InitializeAsync()
    {
        _service = await _profiles.StartAsync();
        _client = new(_service.Channel);
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Call_UnexpectedException_IsInternalWithoutDetailsAndLoggedOnce()
    {
        _service.ExpectsErrors = true;
        _profiles.OnGet = _ => throw new InvalidOperationException("secret detail");

        var failure = await Failure.OfAsync(async () => await _client.GetCandidateAsync(new GetCandidateRequest()));

        Assert.Equal((StatusCode.Internal, "INTERNAL"), (failure.Code, failure.Reason));
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        var logged = Assert.Single(_service.Log.Errors);
        Assert.Equal("secret detail", logged.Exception!.Message);
        Assert.Contains("/profile.v1.ProfileService/GetCandidate", logged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_UnexpectedExceptionAfterAMessage_IsInternalAndLoggedOnce()
    {
        _service.ExpectsErrors = true;
        _profiles.OnStream = async (stream, _) =>
        {
            await stream.WriteAsync(new ProfileChange { Sequence = 1 });
            throw new InvalidOperationException("secret detail");
        };
        using var call = _client.StreamProfileChanges(new StreamProfileChangesRequest());

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var failure = await Failure.OfAsync(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal((StatusCode.Internal, "INTERNAL"), (failure.Code, failure.Reason));
        Assert.Single(_service.Log.Errors);
    }

    [Fact]
    public async Task Call_ExpectedError_ArrivesWithItsDetailsAndIsNotLogged()
    {
        _profiles.OnGet = _ => throw RpcErrors.NotFound("CANDIDATE_NOT_FOUND", "Där är ingen.", "candidates/1");

        var failure = await Failure.OfAsync(async () => await _client.GetCandidateAsync(new GetCandidateRequest()));

        Assert.Equal(
            (StatusCode.NotFound, "CANDIDATE_NOT_FOUND", "Där är ingen."),
            (failure.Code, failure.Reason, failure.Message));
        Assert.Equal("candidates/1", failure.Metadata["resource"]);
        Assert.DoesNotContain(_service.Log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Call_AHundredLongMistakes_ArriveAsInvalidArgument()
    {
        _profiles.OnGet = _ =>
        {
            var errors = new FieldErrors();
            for (var i = 0; i < 1000; i++)
            {
                errors.Add($"candidate.skills[{i}].skill", "UNKNOWN_CONCEPT", new string('ö', 2000));
            }

            errors.ThrowIfAny();
            return Task.FromResult(new Candidate());
        };

        var failure = await Failure.OfAsync(async () => await _client.GetCandidateAsync(new GetCandidateRequest()));

        Assert.Equal((StatusCode.InvalidArgument, "UNKNOWN_CONCEPT"), (failure.Code, failure.Reason));
        Assert.NotEmpty(failure.Fields);
    }

    [Fact]
    public async Task Call_NotImplemented_IsUnimplementedAndNotLogged()
    {
        var failure =
            await Failure.OfAsync(async () => await _client.CreateHouseholdAsync(new CreateHouseholdRequest()));

        Assert.Equal(StatusCode.Unimplemented, failure.Code);
    }

    [Fact]
    public async Task Call_CallerGivesUp_IsNoError()
    {
        var entered = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        _profiles.OnGet = async context =>
        {
            entered.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            }
            finally
            {
                left.SetResult();
            }

            return new Candidate();
        };
        using var cancellation = new CancellationTokenSource();
        var call = _client.GetCandidateAsync(new GetCandidateRequest(), cancellationToken: cancellation.Token);
        await entered.Task.WaitAsync(Deadline);

        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Failure.OfAsync(async () => await call)).Code);
        await left.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Call_RequestAboveTheLimit_IsResourceExhausted()
    {
        var request = new GetCandidateRequest { Name = new string('x', 9 * 1024 * 1024) };

        var failure = await Failure.OfAsync(async () => await _client.GetCandidateAsync(request));

        Assert.Equal(StatusCode.ResourceExhausted, failure.Code);
        Assert.Equal(0, _profiles.Calls);
    }

    [Fact]
    public async Task Call_BytesThatAreNoMessage_AreRefusedWithoutDetails()
    {
        var method = new Method<byte[], byte[]>(
            MethodType.Unary, "profile.v1.ProfileService", "GetCandidate",
            Marshallers.Create(bytes => bytes, bytes => bytes), Marshallers.Create(bytes => bytes, bytes => bytes));

        var failure = await Failure.OfAsync(async () => await _service.Channel.CreateCallInvoker()
            .AsyncUnaryCall(method, host: null, default, [0x0a, 0x7f, 0x01]));

        Assert.Equal((StatusCode.Internal, "MALFORMED_MESSAGE"), (failure.Code, failure.Reason));
        Assert.DoesNotContain("Protobuf", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _profiles.Calls);
    }

    [Fact]
    public async Task Stop_AStreamIsOpen_EndsItAsUnavailableAtOnce()
    {
        _profiles.OnStream = async (stream, context) =>
        {
            await stream.WriteAsync(new ProfileChange { Sequence = 1 });
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        };
        using var call = _client.StreamProfileChanges(new StreamProfileChangesRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        await _service.App.StopAsync().WaitAsync(Deadline);

        var failure = await Failure.OfAsync(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.Unavailable, "STOPPING"), (failure.Code, failure.Reason));
    }
}
