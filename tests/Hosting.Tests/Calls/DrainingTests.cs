using Grpc.Core;
using Grpc.Health.V1;
using Matching.Hosting;
using Matching.Profiles.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Hosting.Tests.Calls;

public sealed class DrainingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScriptedProfiles _profiles = new();
    private readonly TaskCompletionSource _asked = new();
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public async Task Stop_CallsInFlight_FinishAndStreamsAreToldToComeBack()
    {
        await using var service = await StartAsync();
        var address = service.Address;
        var client = new ProfileService.ProfileServiceClient(service.Channel);
        using var stream = client.StreamProfileChanges(new StreamProfileChangesRequest());
        Assert.True(await stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        using var call = client.GetCandidateAsync(new GetCandidateRequest());
        await _asked.Task.WaitAsync(Patience);

        var stopping = service.App.StopAsync();
        var told = await Failure.OfAsync(() => stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.False(stopping.IsCompleted);
        _gate.SetResult();

        Assert.Equal("2280", (await call.ResponseAsync.WaitAsync(Patience)).Home);
        Assert.Equal((StatusCode.Unavailable, "STOPPING"), (told.Code, told.Reason));
        await stopping.WaitAsync(Patience);
        using var channel = GrpcClients.CreateChannel(address);
        var late = await Assert.ThrowsAsync<RpcException>(async () =>
            await new ProfileService.ProfileServiceClient(channel).GetCandidateAsync(new GetCandidateRequest()));
        Assert.Equal(StatusCode.Unavailable, late.StatusCode);
    }

    [Fact]
    public async Task Stop_WithADelay_SaysNotServingFirstAndServesOn()
    {
        await using var service = await StartAsync(("DRAIN_DELAY", "00:00:02"));
        var client = new ProfileService.ProfileServiceClient(service.Channel);
        var health = new Health.HealthClient(service.Channel);
        using var watch = health.Watch(new HealthCheckRequest());
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        using var stream = client.StreamProfileChanges(new StreamProfileChangesRequest());
        Assert.True(await stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        _gate.SetResult();

        // As a signal does it.
        service.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var stopping = service.App.StopAsync();

        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal("2280", (await client.GetCandidateAsync(new GetCandidateRequest())).Home);
        Assert.False(stopping.IsCompleted);
        var told = await Failure.OfAsync(() => stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal(StatusCode.Unavailable, told.Code);
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task Stop_StreamsEnd_AfterItHasBegun()
    {
        await using var service = await StartAsync();
        var draining = service.App.Services.GetRequiredService<Draining>();
        var begun = false;
        draining.StreamsEnd.Register(() => begun = draining.Begun.IsCancellationRequested);

        // As a signal does it.
        service.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.True(begun);
    }

    [Fact]
    public async Task Stop_AStreamEndsWithACallOfItsOwn_IsToldToComeBackAllTheSame()
    {
        await using var service = await StartAsync();
        _profiles.OnStream = async (writer, context) =>
        {
            await writer.WriteAsync(new ProfileChange { Sequence = 1 });
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new RpcException(new Status(StatusCode.Cancelled, "As a call behind says it."));
        };
        using var stream = new ProfileService.ProfileServiceClient(service.Channel)
            .StreamProfileChanges(new StreamProfileChangesRequest());
        Assert.True(await stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));

        await service.App.StopAsync().WaitAsync(Patience);

        var told = await Failure.OfAsync(() => stream.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience));
        Assert.Equal((StatusCode.Unavailable, "STOPPING"), (told.Code, told.Reason));
    }

    [Fact]
    public async Task Stop_ACallTakesLongerThanItMay_IsCutOff()
    {
        await using var service = await StartAsync(("DRAIN_TIME", "00:00:00.300"));
        var client = new ProfileService.ProfileServiceClient(service.Channel);
        using var call = client.GetCandidateAsync(new GetCandidateRequest());
        await _asked.Task.WaitAsync(Patience);

        using var patience = new CancellationTokenSource(
            service.App.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<HostOptions>>().Value.ShutdownTimeout);
        var stopping = service.App.StopAsync(patience.Token);

        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Patience));
        _gate.SetResult();
        await stopping.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("DRAIN_DELAY", "soon")]
    [InlineData("DRAIN_TIME", "-00:00:01")]
    public async Task Start_NoTime_IsRefusedByName(string key, string value)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync((key, value)));

        Assert.Contains($"{key}={value}", error.Message, StringComparison.Ordinal);
    }

    private Task<HostedService> StartAsync(params (string Key, string Value)[] settings)
    {
        _profiles.OnGet = async _ =>
        {
            _asked.TrySetResult();
            await _gate.Task;
            return new Candidate { Home = "2280" };
        };
        _profiles.OnStream = async (writer, context) =>
        {
            await writer.WriteAsync(new ProfileChange { Sequence = 1 });
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        };
        return _profiles.StartAsync(builder =>
        {
            foreach (var (key, value) in settings)
            {
                builder.Configuration[key] = value;
            }
        });
    }
}
