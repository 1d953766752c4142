using Grpc.Core;

namespace StandIns.Tests;

/// <summary>The small types: statuses, exceptions, options, definitions, the writer's default member.</summary>
public sealed class ValueTests
{
    [Fact]
    public void Status_Default_IsOkAndNothingMore()
    {
        Assert.Equal(StatusCode.OK, default(Status).StatusCode);
        Assert.Null(default(Status).Detail);
        Assert.Equal("", Status.DefaultSuccess.Detail);
        Assert.Equal(StatusCode.Cancelled, Status.DefaultCancelled.StatusCode);
        Assert.Equal(
            "Status(StatusCode=\"NotFound\", Detail=\"none\")", new Status(StatusCode.NotFound, "none").ToString());
    }

    [Fact]
    public void RpcException_FromEveryConstructor_CarriesStatusTrailersAndCause()
    {
        var cause = new TimeoutException("slow");
        var status = new Status(StatusCode.Unavailable, "later", cause);
        var trailers = new Metadata { { "key", "value" } };

        Assert.Equal(status.ToString(), new RpcException(status).Message);
        Assert.Empty(new RpcException(status).Trailers);
        Assert.Equal("words", new RpcException(status, "words").Message);
        Assert.Same(trailers, new RpcException(status, trailers).Trailers);
        Assert.Same(trailers, new RpcException(status, trailers, "words").Trailers);
        Assert.Same(cause, new RpcException(status).InnerException);
        Assert.Equal(StatusCode.Unavailable, new RpcException(status).StatusCode);
        Assert.Throws<ArgumentNullException>(() => new RpcException(status, (Metadata)null!));
    }

    [Fact]
    public void RpcException_WithoutTrailers_TakesNone() => Assert.Throws<InvalidOperationException>(
        () => new RpcException(Status.DefaultCancelled).Trailers.Add("key", "value"));

    [Fact]
    public void CallOptions_With_ChangesACopy()
    {
        using var cancel = new CancellationTokenSource();
        var deadline = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var before = new CallOptions(new Metadata { { "key", "value" } });

        var after = before.WithDeadline(deadline).WithCancellationToken(cancel.Token).WithHeaders(Metadata.Empty)
            .WithWriteOptions(WriteOptions.Default).WithWaitForReady();

        Assert.Equal(deadline, after.Deadline);
        Assert.Equal(cancel.Token, after.CancellationToken);
        Assert.Same(Metadata.Empty, after.Headers);
        Assert.Same(WriteOptions.Default, after.WriteOptions);
        Assert.True(after.IsWaitForReady);
        Assert.Null(before.Deadline);
        Assert.Equal("value", before.Headers!.GetValue("key"));
        Assert.False(before.IsWaitForReady);
    }

    [Fact]
    public async Task WriteAsync_TokenOnAWriterWithoutSupport_IsRefusedOnlyIfItCanCancel()
    {
        var written = new List<string>();
        IAsyncStreamWriter<string> writer = new PlainWriter(written);
        using var cancel = new CancellationTokenSource();

        await writer.WriteAsync("a", CancellationToken.None);
        await Assert.ThrowsAsync<NotSupportedException>(() => writer.WriteAsync("b", cancel.Token));

        Assert.Equal(["a"], written);
    }

    [Fact]
    public void ServerServiceDefinition_TheSameMethodTwice_Throws()
    {
        var method = new Method<string, string>(
            MethodType.Unary, "a.B", "C", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        var builder = ServerServiceDefinition.CreateBuilder().AddMethod(method, Echo);

        Assert.Equal("/a.B/C", method.FullName);
        Assert.Throws<ArgumentException>(() => builder.AddMethod(method, Echo));

        static Task<string> Echo(string request, ServerCallContext context) => Task.FromResult(request);
    }

    [Fact]
    public void ServerServiceDefinition_FromGeneratedCode_BindsEveryMethod()
    {
        var binder = new NameBinder();

        V1.TrialService.BindService(new TrialService()).BindService(binder);

        Assert.Equal(["unary Echo", "server Repeat", "client Join", "duplex Converse"], binder.Names);
    }

    [Fact]
    public void Marshaller_OfBuffers_HasNoArrays()
    {
        var contextual = Marshallers.Create<string>((_, context) => context.Complete(), _ => "");

        Assert.Throws<NotImplementedException>(() => contextual.Serializer("hej"));
        Assert.Throws<NotImplementedException>(() => contextual.Deserializer([]));
        Assert.Equal("Åsele", Marshallers.StringMarshaller.Deserializer(Marshallers.StringMarshaller.Serializer("Åsele")));
    }

    [Fact]
    public void SslCredentials_KeepWhatTheyWereMadeOf()
    {
        var pair = new KeyCertificatePair("chain", "key");

        Assert.Equal("roots", new SslCredentials("roots", pair).RootCertificates);
        Assert.Same(pair, new SslCredentials("roots", pair).KeyCertificatePair);
        Assert.Null(new SslCredentials().RootCertificates);
    }

    [Fact]
    public void VersionInfo_IsThatOfThePackage()
    {
        var assembly = typeof(Metadata).Assembly.GetName();

        Assert.Equal(VersionInfo.CurrentAssemblyVersion, $"{assembly.Version}");
        Assert.StartsWith(VersionInfo.CurrentVersion, VersionInfo.CurrentAssemblyFileVersion, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_WithoutAChannel_CannotCall() => Assert.Throws<NotImplementedException>(
        () => new DoubleOfClient().EchoAsync(new V1.EchoRequest()));

    private sealed class DoubleOfClient : V1.TrialService.TrialServiceClient;

    private sealed class PlainWriter(List<string> written) : IAsyncStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message)
        {
            written.Add(message);
            return Task.CompletedTask;
        }
    }

    private sealed class NameBinder : ServiceBinderBase
    {
        public List<string> Names { get; } = [];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            Names.Add($"unary {method.Name}");

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            Names.Add($"client {method.Name}");

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            Names.Add($"server {method.Name}");

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            Names.Add($"duplex {method.Name}");
    }
}
