using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Matching.Gateway;
using Matching.Hosting;
using Matching.Testing;
using Matching.Vacancies.V1;

namespace Gateway.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task EitherPort_WithACertificate_AnswersRestAndGrpcInEitherVersion()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var (certificate, key) = _authority.Issue("gateway");
        await using var app = GatewayHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(TestGateway.Settings(upstream.Address));
            builder.Configuration[TlsServer.CertificateKey] = certificate;
            builder.Configuration[TlsServer.PrivateKey] = key;
        });
        await app.StartAsync();

        foreach (var address in new[] { GatewayHost.HttpAddress(app), GatewayHost.GrpcAddress(app) })
        {
            foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
            {
                using var http = _authority.CreateClient(address, version);
                using var response = await http.GetAsync("/v1/vacancies/1");
                using var web = await GrpcWebCall.SendAsync(
                    http, "/vacancy.v1.VacancyService/GetVacancy",
                    GrpcWebCall.Frame(new GetVacancyRequest { Name = "vacancies/1" }), "application/grpc-web");

                Assert.Equal((HttpStatusCode.OK, version), (response.StatusCode, response.Version));
                Assert.Equal("vacancies/1", (await web.NextAsync<Vacancy>())!.Name);
            }

            using var client = _authority.CreateClient(address, HttpVersion.Version20);
            using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpClient = client });
            Assert.Equal("vacancies/1", (await new VacancyService.VacancyServiceClient(channel)
                .GetVacancyAsync(new GetVacancyRequest { Name = "vacancies/1" })).Name);
        }
    }

    [Fact]
    public async Task Behind_TlsWithCertificatesOnBothSides_IsPassedThrough()
    {
        var service = _authority.Issue("service");
        var gateway = _authority.Issue("gateway");
        await using var upstream = await FakeUpstream.StartAsync(settings: new Dictionary<string, string?>
        {
            [TlsServer.CertificateKey] = service.Certificate,
            [TlsServer.PrivateKey] = service.Key,
            [TlsServer.ClientAuthoritiesKey] = _authority.CertificatePath,
        });
        await using var app = GatewayHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(TestGateway.Settings(new Uri($"dns:///service:{upstream.Address.Port}")));
            builder.Configuration["TLS_CA"] = _authority.CertificatePath;
            builder.Configuration["TLS_CLIENT_CERTIFICATE"] = gateway.Certificate;
            builder.Configuration["TLS_CLIENT_KEY"] = gateway.Key;
            builder.Services.AddSingleton<AddressLookup>((_, _) => Task.FromResult(new[] { IPAddress.Loopback }));
        });
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = GatewayHost.HttpAddress(app) };
        using var channel = GrpcChannel.ForAddress(GatewayHost.GrpcAddress(app));

        using var rest = await http.GetAsync("/v1/vacancies/1");
        var vacancy = await new VacancyService.VacancyServiceClient(channel).GetVacancyAsync(new GetVacancyRequest { Name = "vacancies/1" });

        Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
        Assert.Equal("vacancies/1", vacancy.Name);
    }

    [Fact]
    public void Build_KeyMissing_IsRefusedByName()
    {
        var error = Assert.Throws<InvalidOperationException>(() => GatewayHost.Build(["--TLS_CERTIFICATE=/no/such.pem"]));

        Assert.Contains("TLS_KEY", error.Message, StringComparison.Ordinal);
    }
}
