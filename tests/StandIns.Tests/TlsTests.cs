using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Matching.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StandIns.Tests.V1;

namespace StandIns.Tests;

/// <summary>Calls over TLS, where both sides show a certificate.</summary>
public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly TaskCompletionSource<AuthContext> _caller = new();
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = _certificates.Server,
                ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                ClientCertificateValidation = (certificate, _, _) => _certificates.Trusts(certificate),
            });
        }));
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<CallerReader>(_caller));
        _app = builder.Build();
        _app.MapGrpcService<TrialService>();
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task BothCertificates_OfEveryKindOfCall_AndTheServerKnowsWhoCalls()
    {
        using var channel = Channel(_certificates.Client, _certificates, null);
        var client = new V1.TrialService.TrialServiceClient(channel);

        Assert.Equal("hej", (await client.EchoAsync(new EchoRequest { Words = "hej" })).Words);
        using var repeat = client.Repeat(new EchoRequest { Words = "hej", Count = 100 });
        Assert.Equal(100, await repeat.ResponseStream.ReadAllAsync().CountAsync());
        using var join = client.Join();
        await join.RequestStream.WriteAsync(new EchoRequest { Words = "hej" });
        await join.RequestStream.CompleteAsync();
        Assert.Equal("hej", (await join).Words);
        using var converse = client.Converse();
        await converse.RequestStream.WriteAsync(new EchoRequest { Words = "hej" });
        Assert.True(await converse.ResponseStream.MoveNext());

        var caller = await _caller.Task;
        Assert.True(caller.IsPeerAuthenticated);
        Assert.Equal("x509_common_name", caller.PeerIdentityPropertyName);
        Assert.Equal("Matching test client", Assert.Single(caller.PeerIdentity).Value);
    }

    [Fact]
    public async Task CredentialsOfTheChannel_OverTls_GoWithEveryCall()
    {
        var token = CallCredentials.FromInterceptor((context, headers) =>
        {
            headers.Add("x-token", $"for {context.MethodName}");
            return Task.CompletedTask;
        });
        using var channel = Channel(
            _certificates.Client, _certificates, ChannelCredentials.Create(ChannelCredentials.SecureSsl, token));

        using var call = new V1.TrialService.TrialServiceClient(channel).EchoAsync(new EchoRequest());
        await call;

        Assert.Equal("for Echo", call.GetTrailers().GetValue("x-token"));
    }

    [Fact]
    public async Task NoClientCertificate_IsUnavailable()
    {
        using var channel = Channel(null, _certificates, null);

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await new V1.TrialService.TrialServiceClient(channel).EchoAsync(new EchoRequest()));

        Assert.Contains(error.StatusCode, new[] { StatusCode.Unavailable, StatusCode.Internal });
        Assert.False(_caller.Task.IsCompleted);
    }

    [Fact]
    public async Task AServerOfAnotherAuthority_IsRefused()
    {
        using var others = new TestCertificates();
        using var channel = Channel(_certificates.Client, others, null);

        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await new V1.TrialService.TrialServiceClient(channel).EchoAsync(new EchoRequest()));

        Assert.Contains("SSL", error.Status.Detail, StringComparison.Ordinal);
        Assert.False(_caller.Task.IsCompleted);
    }

    private GrpcChannel Channel(X509Certificate2? own, TestCertificates trusted, ChannelCredentials? credentials)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = own is null ? [] : [own],
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is X509Certificate2 known && trusted.Trusts(known),
            },
        };
        return GrpcChannel.ForAddress(
            _app.Urls.Single(),
            new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, Credentials = credentials });
    }

    private sealed class CallerReader(TaskCompletionSource<AuthContext> caller) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            caller.TrySetResult(context.AuthContext);
            return continuation(request, context);
        }
    }
}
