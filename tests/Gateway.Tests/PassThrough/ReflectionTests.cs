using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Matching.Gateway;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Gateway.Tests.PassThrough;

/// <summary>What the gateway itself answers on its gRPC port: for all services behind it, as if it were one server.</summary>
public sealed class ReflectionTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Fact]
    public async Task Reflection_TellsEveryServiceBehind()
    {
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var services = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToArray();
        Assert.Superset(
            new HashSet<string>
            {
                "competence.v1.CompetenceService", "matching.v1.MatchingService", "profile.v1.ProfileService",
                "vacancy.v1.VacancyService", "sampler.v1.SamplerService", "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
            },
            services.ToHashSet());

        foreach (var service in services)
        {
            await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = service });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.NotEmpty(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
        }
    }

    [Fact]
    public async Task Health_OneServiceGone_IsToldForItsServicesAlone()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var app = GatewayHost.Build([], builder =>
        {
            var settings = TestGateway.Settings(upstream.Address);
            settings["Endpoints:Profile"] = "http://127.0.0.1:1";
            builder.Configuration.AddInMemoryCollection(settings);
        });
        await app.StartAsync();
        using var channel = GrpcChannel.ForAddress(GatewayHost.GrpcAddress(app));
        var health = new Grpc.Health.V1.Health.HealthClient(channel);

        var all = await health.CheckAsync(new HealthCheckRequest());
        var profile = await health.CheckAsync(new HealthCheckRequest { Service = "profile.v1.ProfileService" });
        var vacancy = await health.CheckAsync(new HealthCheckRequest { Service = "vacancy.v1.VacancyService" });
        var list = await health.ListAsync(new HealthListRequest());
        var unknown = await Assert.ThrowsAsync<RpcException>(
            async () => await health.CheckAsync(new HealthCheckRequest { Service = "no.such.Service" }));
        using var watch = health.Watch(new HealthCheckRequest { Service = "matching.v1.MatchingService" });
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(ServingStatus.NotServing, all.Status);
        Assert.Equal(ServingStatus.NotServing, profile.Status);
        Assert.Equal(ServingStatus.Serving, vacancy.Status);
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
        Assert.Equal(ServingStatus.NotServing, list.Statuses[""].Status);
        Assert.Equal(ServingStatus.NotServing, list.Statuses["profile.v1.ProfileService"].Status);
        Assert.Equal(ServingStatus.Serving, list.Statuses["competence.v1.CompetenceService"].Status);
        Assert.Equal(list.ToByteString(), (await health.ListAsync(new HealthListRequest())).ToByteString());
    }
}
