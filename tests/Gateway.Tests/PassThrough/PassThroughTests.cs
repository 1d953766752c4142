using Gateway.Tests.Sampler;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Matching.Gateway;
using Matching.Gateway.Transcoding;
using Matching.Hosting;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Gateway.Tests.PassThrough;

public sealed class PassThroughTests : IClassFixture<TestGateway>, IDisposable
{
    private readonly TestGateway _gateway;
    private readonly GrpcChannel _channel;
    private readonly VacancyService.VacancyServiceClient _vacancies;

    public PassThroughTests(TestGateway gateway)
    {
        _gateway = gateway;
        _channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        _vacancies = new VacancyService.VacancyServiceClient(_channel);
    }

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Unary_Call_GoesThroughWithItsHeaders()
    {
        var vacancy = await _vacancies.GetVacancyAsync(
            new GetVacancyRequest { Name = "vacancies/grpc" }, new Metadata { { "x-trace", "42" } });

        Assert.Equal("vacancies/grpc", vacancy.Name);
        Assert.Contains(
            _gateway.Record.Calls,
            call => call.Request is GetVacancyRequest { Name: "vacancies/grpc" } && call.Headers.GetValue("x-trace") == "42");
    }

    [Fact]
    public async Task Unary_Error_KeepsItsDetails()
    {
        var error = await Assert.ThrowsAsync<RpcException>(
            async () => await _vacancies.GetVacancyAsync(new GetVacancyRequest { Name = FakeUpstream.Missing }));

        Assert.Equal(StatusCode.NotFound, error.StatusCode);
        Assert.Equal("There is no such vacancy.", error.Status.Detail);
        Assert.NotNull(RpcErrors.ReadDetails(error));
    }

    [Fact]
    public async Task Unary_Deadline_ReachesTheServiceAndEndsTheCall()
    {
        var before = _gateway.Record.Cancelled;

        var error = await Assert.ThrowsAsync<RpcException>(async () => await _vacancies.GetVacancyAsync(
            new GetVacancyRequest { Name = FakeUpstream.Slow },
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300)));

        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);
        await TestGateway.EventuallyAsync(() => _gateway.Record.Cancelled > before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unary_MessageInPieces_GoesOnWhole_OrNotAtAll(bool isWhole)
    {
        var name = $"vacancies/pieces-{isWhole}";
        var message = new GetVacancyRequest { Name = name }.ToByteArray();
        using var http = new HttpClient { BaseAddress = _gateway.GrpcAddress };
        using var leaving = new CancellationTokenSource();
        using var content = new Pieces([[0, 0, 0, 0, (byte)message.Length], message[..3], message[3..]], isWhole ? 3 : 2);
        using var request = new HttpRequestMessage(HttpMethod.Post, "vacancy.v1.VacancyService/GetVacancy")
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };

        var answering = http.SendAsync(request, leaving.Token);
        await content.Sent;
        if (!isWhole)
        {
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        }
        else
        {
            using var response = await answering;
            Assert.Equal(message, (await response.Content.ReadAsByteArrayAsync())[5..(5 + message.Length)]);
        }

        await _vacancies.GetVacancyAsync(new GetVacancyRequest { Name = "vacancies/next" });
        Assert.Equal(isWhole, _gateway.Record.Calls.Any(call => call.Request is GetVacancyRequest get && get.Name == name));
    }

    [Fact]
    public async Task ServerStream_Cancelled_IsCancelledBehind()
    {
        var before = _gateway.Record.Cancelled;
        using (var call = _vacancies.StreamVacancyChanges(new StreamVacancyChangesRequest()))
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(1, call.ResponseStream.Current.Sequence);
        }

        await TestGateway.EventuallyAsync(() => _gateway.Record.Cancelled > before);
    }

    [Fact]
    public async Task ClientStream_Pieces_ArriveWhole()
    {
        using var call = _vacancies.ImportVacancies();
        for (var piece = 0; piece < 200; piece++)
        {
            await call.RequestStream.WriteAsync(new ImportVacanciesRequest
            {
                Content = new HttpBody { Data = ByteString.CopyFrom(new byte[50_000]) },
            });
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal(10_000_000, (await call.ResponseAsync).ReceivedCount);
    }

    [Fact]
    public async Task BothDirections_PingPong_AnswersEachAndKeepsTrailers()
    {
        using var call = new SamplerService.SamplerServiceClient(_channel).Talk();
        for (var number = 0; number < 100; number++)
        {
            await call.RequestStream.WriteAsync(new Everything { Int32Value = number });
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(number, call.ResponseStream.Current.Int32Value);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal("yes", call.GetTrailers().GetValue("talked"));
    }

    [Fact]
    public async Task Unary_UnknownService_IsUnimplemented()
    {
        var method = new Method<GetVacancyRequest, Vacancy>(
            MethodType.Unary,
            "no.such.Service",
            "Get",
            Marshallers.Create(message => message.ToByteArray(), GetVacancyRequest.Parser.ParseFrom),
            Marshallers.Create(message => message.ToByteArray(), Vacancy.Parser.ParseFrom));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await _channel.CreateCallInvoker()
            .AsyncUnaryCall(method, null, default, new GetVacancyRequest()));

        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Fact]
    public async Task Unary_ServiceGone_IsUnavailable()
    {
        await using var app = GatewayHost.Build([], builder =>
            builder.Configuration.AddInMemoryCollection(TestGateway.Settings(new Uri("http://127.0.0.1:1"))));
        await app.StartAsync();
        using var channel = GrpcChannel.ForAddress(GatewayHost.GrpcAddress(app));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new ProfileService.ProfileServiceClient(channel)
            .GetCandidateAsync(new GetCandidateRequest()));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_CallsGoThrough_TheyFinishAndStreamsAreToldToComeBack(bool bothWays)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var app = GatewayHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(TestGateway.Settings(upstream.Address));
            builder.Services.AddSingleton(new ApiContracts([.. new ApiContracts().Files, SamplerReflection.Descriptor]));
            builder.Services.AddSingleton(services => new Upstreams(
                services.GetRequiredService<IConfiguration>(), [.. Upstreams.Served, ("sampler.v1", "Matching")]));
        });
        await app.StartAsync();
        using var channel = GrpcChannel.ForAddress(GatewayHost.GrpcAddress(app));
        var vacancies = new VacancyService.VacancyServiceClient(channel);
        using var import = vacancies.ImportVacancies();
        await import.RequestStream.WriteAsync(new ImportVacanciesRequest { Content = new HttpBody { Data = ByteString.CopyFrom(new byte[7]) } });
        using var talk = new SamplerService.SamplerServiceClient(channel).Talk();
        using var changes = vacancies.StreamVacancyChanges(new StreamVacancyChangesRequest());
        var reading = bothWays ? ReadAsync(talk.ResponseStream) : ReadAsync(changes.ResponseStream);
        if (bothWays)
        {
            await talk.RequestStream.WriteAsync(new Everything());
            changes.Dispose();
        }
        else
        {
            await talk.RequestStream.CompleteAsync();
        }

        await TestGateway.EventuallyAsync(() => upstream.Record.Calls.Any(call => call.Request is ImportVacanciesRequest));
        var stopping = app.StopAsync();
        var told = await reading.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(StatusCode.Unavailable, told.StatusCode);
        Assert.Equal("The gateway is stopping; try again.", told.Status.Detail);
        Assert.NotNull(RpcErrors.ReadDetails(told));
        Assert.False(stopping.IsCompleted);
        await import.RequestStream.CompleteAsync();
        Assert.Equal(7, (await import.ResponseAsync.WaitAsync(TimeSpan.FromSeconds(20))).ReceivedCount);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<RpcException> ReadAsync<T>(IAsyncStreamReader<T> stream) => await Assert.ThrowsAsync<RpcException>(async () =>
    {
        while (await stream.MoveNext(CancellationToken.None))
        {
        }
    });

    /// <summary>Sends so many pieces of a body, each by itself, and ends it after the last one alone.</summary>
    private sealed class Pieces : HttpContent
    {
        private readonly byte[][] _pieces;
        private readonly int _sent;
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Pieces(byte[][] pieces, int sent)
        {
            (_pieces, _sent) = (pieces, sent);
            Headers.ContentType = new("application/grpc");
        }

        public Task Sent => _done.Task;

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            foreach (var piece in _pieces[.._sent])
            {
                await stream.WriteAsync(piece, cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }

            _done.SetResult();
            await Task.Delay(_sent == _pieces.Length ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
