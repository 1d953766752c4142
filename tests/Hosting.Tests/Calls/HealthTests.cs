using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Hosting.Tests.Calls;

public sealed class HealthTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private volatile bool _healthy = true;
    private HostedService _service = null!;
    private Health.HealthClient _client = null!;

    public async Task InitializeAsync()
    {
        _service = await new ScriptedProfiles().StartAsync(builder => builder.Services.AddHealthChecks().AddCheck(
            "switch", () => _healthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy()));
        _client = new(_service.Channel);
    }

    public async Task DisposeAsync()
    {
        // A failing check is logged as an error by ASP.NET Core itself.
        _service.ExpectsErrors = true;
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("profile.v1.ProfileService")]
    [InlineData("grpc.health.v1.Health")]
    public async Task Check_AServiceOfThisHost_IsServing(string service)
    {
        var response = await _client.CheckAsync(new HealthCheckRequest { Service = service });

        Assert.Equal(ServingStatus.Serving, response.Status);
    }

    [Fact]
    public async Task Check_ACheckFails_IsNotServing()
    {
        _healthy = false;

        Assert.Equal(ServingStatus.NotServing, (await _client.CheckAsync(new HealthCheckRequest())).Status);
    }

    [Fact]
    public async Task Check_LivenessWhileACheckFails_IsServing()
    {
        _healthy = false;

        Assert.Equal(
            ServingStatus.Serving, (await _client.CheckAsync(new HealthCheckRequest { Service = "liveness" })).Status);
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        var failure = await Failure.OfAsync(async () =>
            await _client.CheckAsync(new HealthCheckRequest { Service = "vacancy.v1.VacancyService" }));

        Assert.Equal((StatusCode.NotFound, "SERVICE_UNKNOWN"), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task Check_AMegabyteOfServiceName_IsNotFound()
    {
        var failure = await Failure.OfAsync(async () =>
            await _client.CheckAsync(new HealthCheckRequest { Service = new string('x', 1 << 20) }));

        Assert.Equal((StatusCode.NotFound, "SERVICE_UNKNOWN"), (failure.Code, failure.Reason));
    }

    [Fact]
    public async Task Watch_TheStateChanges_TellsEachChangeOnce()
    {
        using var call = _client.Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await NextAsync(call));

        _service.Clock.Advance(TimeSpan.FromSeconds(5));
        _healthy = false;
        Assert.Equal(ServingStatus.NotServing, await NextAfterTickAsync(call));
        _healthy = true;
        Assert.Equal(ServingStatus.Serving, await NextAfterTickAsync(call));
    }

    [Fact]
    public async Task Watch_UnknownService_SaysSoAndStaysOpen()
    {
        using var call = _client.Watch(new HealthCheckRequest { Service = "vacancy.v1.VacancyService" });

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(call));
        Assert.False(call.ResponseStream.MoveNext(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Watch_TheHostStops_TellsAndEnds()
    {
        using var call = _client.Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await NextAsync(call));

        var stopping = _service.App.StopAsync();

        Assert.Equal(ServingStatus.NotServing, await NextAsync(call));
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        await stopping.WaitAsync(Deadline);
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Deadline));
        return call.ResponseStream.Current.Status;
    }

    /// <summary>The watcher may not be back at its timer yet, so time goes on until it has something to say.</summary>
    private async Task<ServingStatus> NextAfterTickAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        var next = NextAsync(call);
        while (!next.IsCompleted)
        {
            _service.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(next, Task.Delay(10));
        }

        return await next;
    }
}
