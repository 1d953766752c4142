using Grpc.Core;
using Grpc.Net.Client;
using StandIns.Tests.V1;

namespace StandIns.Tests;

/// <summary>Call credentials on the wire, and what can be joined with what.</summary>
public sealed class CredentialsTests
{
    private static readonly CallCredentials Token = CallCredentials.FromInterceptor((context, headers) =>
    {
        headers.Add("x-token", $"for {context.MethodName} of {new Uri(context.ServiceUrl).AbsolutePath}");
        return Task.CompletedTask;
    });

    private static readonly CallCredentials Name = CallCredentials.FromInterceptor(async (_, headers) =>
    {
        await Task.Yield();
        headers.Add("x-name", "Ada");
    });

    [Fact]
    public async Task Composed_OnACall_BothAddTheirHeaders()
    {
        await using var server = await TrialServer.StartAsync(
            options: new GrpcChannelOptions { UnsafeUseInsecureChannelCallCredentials = true });
        var options = new CallOptions(credentials: CallCredentials.Compose(Token, Name));

        using var call = server.Client.EchoAsync(new EchoRequest(), options);
        await call;

        Assert.Equal("for Echo of /trial.v1.TrialService", call.GetTrailers().GetValue("x-token"));
        Assert.Equal("Ada", call.GetTrailers().GetValue("x-name"));
    }

    [Fact]
    public async Task OnAnInsecureChannel_UnlessAllowed_AreNotSent()
    {
        await using var server = await TrialServer.StartAsync();

        using var call = server.Client.EchoAsync(new EchoRequest(), new CallOptions(credentials: Token));
        await call;

        Assert.Null(call.GetTrailers().Get("x-token"));
    }

    [Fact]
    public void Compose_FewerThanTwo_Throws() =>
        Assert.Throws<ArgumentException>(() => CallCredentials.Compose(Token));

    [Fact]
    public void ForAddress_CredentialsThatDoNotFitTheScheme_Throws()
    {
        var secure = new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.SecureSsl, Token),
        };
        var insecure = new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure };

        using var fits = GrpcChannel.ForAddress("https://127.0.0.1", secure);
        using var fitsToo = GrpcChannel.ForAddress("http://127.0.0.1", insecure);

        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("http://127.0.0.1", secure));
        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("https://127.0.0.1", insecure));
    }

    [Fact]
    public void AuthContext_WithAPeer_GivesItsProperties()
    {
        var context = new AuthContext("name", new Dictionary<string, List<AuthProperty>>(StringComparer.Ordinal)
        {
            ["name"] = [AuthProperty.Create("name", "Åsele"u8.ToArray())],
            ["kind"] = [AuthProperty.Create("kind", "x509"u8.ToArray())],
        });

        Assert.True(context.IsPeerAuthenticated);
        Assert.Equal("Åsele", Assert.Single(context.PeerIdentity).Value);
        Assert.Equal(["name", "kind"], context.Properties.Select(property => property.Name));
        Assert.Empty(context.FindPropertiesByName("other"));
        Assert.False(new AuthContext(null, []).IsPeerAuthenticated);
        Assert.Empty(new AuthContext(null, []).PeerIdentity);
    }
}
