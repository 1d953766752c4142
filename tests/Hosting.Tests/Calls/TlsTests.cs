using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests.Calls;

public sealed class TlsTests : IDisposable
{
    private const string Key = "Endpoints:Profile";
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _other = new("Another authority");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Port_WithACertificate_SpeaksBothVersionsAndGrpcWeb()
    {
        await using var service = await StartAsync(_authority.Issue("profile"));
        using var http1 = _authority.CreateClient(service.Address, HttpVersion.Version11);
        using var http2 = _authority.CreateClient(service.Address, HttpVersion.Version20);
        var frame = GrpcWebCall.Frame(new GetCandidateRequest());

        using var web1 = await GrpcWebCall.SendAsync(http1, "/profile.v1.ProfileService/GetCandidate", frame, "application/grpc-web");
        using var web2 = await GrpcWebCall.SendAsync(http2, "/profile.v1.ProfileService/GetCandidate", frame, "application/grpc-web");
        await using var provider = Provide(service.Address, (TlsClientKeys.Ca, _authority.CertificatePath));
        var candidate = await Client(provider).GetCandidateAsync(new GetCandidateRequest());

        Assert.Equal("https", service.Address.Scheme);
        Assert.Equal("2280", candidate.Home);
        Assert.Equal((HttpVersion.Version11, HttpVersion.Version20), (web1.Response.Version, web2.Response.Version));
        Assert.Equal("2280", (await web1.NextAsync<Candidate>())!.Home);
        Assert.Equal("2280", (await web2.NextAsync<Candidate>())!.Home);
    }

    [Fact]
    public async Task Grpc_OverHttp1_IsRefusedByName()
    {
        await using var service = await StartAsync(_authority.Issue("profile"));
        using var http = _authority.CreateClient(service.Address, HttpVersion.Version11);
        using var content = new ByteArrayContent(GrpcWebCall.Frame(new GetCandidateRequest()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        using var response = await http.PostAsync("/profile.v1.ProfileService/GetCandidate", content);

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    [Fact]
    public async Task Client_OfAnotherAuthority_DoesNotTrust()
    {
        await using var service = await StartAsync(_authority.Issue("profile"));
        await using var provider = Provide(service.Address, (TlsClientKeys.Ca, _other.CertificatePath), ("Grpc:Client:Attempts", "1"));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await Client(provider).GetCandidateAsync(new GetCandidateRequest()));

        Assert.Contains("SSL", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_CertificateOfAnotherName_IsNotTrusted()
    {
        await using var service = await StartAsync(_authority.Issue("profile"));
        var address = new UriBuilder(service.Address) { Host = "localhost" }.Uri;
        await using var provider = Provide(address, (TlsClientKeys.Ca, _authority.CertificatePath), ("Grpc:Client:Attempts", "1"));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await Client(provider).GetCandidateAsync(new GetCandidateRequest()));

        Assert.Contains("SSL", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ByName_TheCertificateIsForTheNameAndNotTheAddress()
    {
        var certificate = _authority.Issue("profile.headless");
        await using var service = await StartAsync(certificate, (ServiceHosting.BindAddressKey, "127.0.0.9"));
        await using var provider = Provide(
            new Uri($"dns:///profile.headless:{service.Address.Port}"), (TlsClientKeys.Ca, _authority.CertificatePath));

        var candidate = await Client(provider).GetCandidateAsync(new GetCandidateRequest());

        Assert.Equal("2280", candidate.Home);
    }

    [Fact]
    public async Task ClientCertificate_Demanded_LetsInTheRightOnesAlone()
    {
        await using var service = await StartAsync(
            _authority.Issue("profile"), (TlsServer.ClientAuthoritiesKey, _authority.CertificatePath));
        var good = _authority.Issue("caller");
        var bad = _other.Issue("stranger");
        (string, string)[] once = [(TlsClientKeys.Ca, _authority.CertificatePath), ("Grpc:Client:Attempts", "1")];
        await using var without = Provide(service.Address, once);
        await using var stranger = Provide(
            service.Address, [.. once, (TlsClientKeys.Certificate, bad.Certificate), (TlsClientKeys.PrivateKey, bad.Key)]);
        await using var caller = Provide(
            service.Address, [.. once, (TlsClientKeys.Certificate, good.Certificate), (TlsClientKeys.PrivateKey, good.Key)]);

        await Assert.ThrowsAsync<RpcException>(async () => await Client(without).GetCandidateAsync(new GetCandidateRequest()));
        await Assert.ThrowsAsync<RpcException>(async () => await Client(stranger).GetCandidateAsync(new GetCandidateRequest()));
        Assert.Equal("2280", (await Client(caller).GetCandidateAsync(new GetCandidateRequest())).Home);
    }

    [Fact]
    public void Files_Replaced_AreTakenUpAndADamagedOneIsNot()
    {
        var clock = new ManualClock(TimeProvider.System.GetUtcNow());
        var (certificate, key) = _authority.Issue("profile");
        var files = CertificateFile.Watch("TLS_CERTIFICATE", certificate, "TLS_KEY", key, clock);
        var first = files.Current.Certificate.SerialNumber;

        Touch(() => _authority.Issue("profile"));
        Assert.Equal(first, files.Current.Certificate.SerialNumber);
        clock.Advance(ReloadedFiles<object>.LookInterval);
        var second = files.Current.Certificate.SerialNumber;
        Assert.NotEqual(first, second);

        Touch(() => File.WriteAllText(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
        clock.Advance(ReloadedFiles<object>.LookInterval);
        Assert.Equal(second, files.Current.Certificate.SerialNumber);

        Touch(() => _authority.Issue("profile"));
        clock.Advance(ReloadedFiles<object>.LookInterval);
        Assert.NotEqual(second, files.Current.Certificate.SerialNumber);

        // File systems note times in steps.
        void Touch(Action write)
        {
            write();
            foreach (var path in new[] { certificate, key })
            {
                File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(clock.GetUtcNow().Second + 1));
            }
        }
    }

    [Theory]
    [InlineData("TLS_CERTIFICATE", "TLS_CERTIFICATE=/no/such.pem")]
    [InlineData("TLS_KEY", "TLS_KEY=/no/such.pem")]
    [InlineData("TLS_CLIENT_CA", "TLS_CLIENT_CA=/no/such.pem")]
    public async Task Start_FileMissing_IsRefusedByKey(string key, string named)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StartAsync(_authority.Issue("profile"), (key, "/no/such.pem")));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KeyOfAnotherCertificateOrNone_IsRefusedByKey()
    {
        var mine = _authority.Issue("profile");
        var others = _other.Issue("profile");

        var mixed = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync((mine.Certificate, others.Key)));
        var half = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync((mine.Certificate, "")));
        var noText = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StartAsync(mine, ("TLS_CLIENT_CA", _authority.Write("empty.pem", ""))));

        Assert.Contains("TLS_KEY=", mixed.Message, StringComparison.Ordinal);
        Assert.Contains("TLS_KEY", half.Message, StringComparison.Ordinal);
        Assert.Contains("TLS_CLIENT_CA=", noText.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_FileMissing_IsRefusedByKey()
    {
        using var provider = Provide(new Uri("https://127.0.0.1:1"), (TlsClientKeys.Ca, "/no/such.pem"));
        var error = Assert.Throws<InvalidOperationException>(() => Client(provider));

        Assert.Contains("TLS_CA=/no/such.pem", error.Message, StringComparison.Ordinal);
    }

    private static ProfileService.ProfileServiceClient Client(IServiceProvider provider) =>
        provider.GetRequiredService<ProfileService.ProfileServiceClient>();

    private static ServiceProvider Provide(Uri address, params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Append((Key, address.ToString())).ToDictionary(pair => pair.Item1, string? (pair) => pair.Item2, StringComparer.Ordinal)).Build())
        .AddSingleton<AddressLookup>((_, _) => Task.FromResult(new[] { IPAddress.Parse("127.0.0.9") }))
        .AddGrpcClient<ProfileService.ProfileServiceClient>(Key)
        .BuildServiceProvider();

    private static Task<HostedService> StartAsync((string Certificate, string Key) identity, params (string Key, string Value)[] settings) =>
        new ScriptedProfiles { OnGet = _ => Task.FromResult(new Candidate { Home = "2280" }) }.StartAsync(builder =>
        {
            builder.Configuration[TlsServer.CertificateKey] = identity.Certificate;
            builder.Configuration[TlsServer.PrivateKey] = identity.Key;
            foreach (var (key, value) in settings)
            {
                builder.Configuration[key] = value;
            }
        });

    private static class TlsClientKeys
    {
        public const string Ca = TlsClient.AuthoritiesKey;
        public const string Certificate = TlsClient.CertificateKey;
        public const string PrivateKey = TlsClient.PrivateKey;
    }
}
