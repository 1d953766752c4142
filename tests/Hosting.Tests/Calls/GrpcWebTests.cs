using System.Net;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Matching.Hosting;
using Matching.Profiles.V1;

namespace Hosting.Tests.Calls;

public sealed class GrpcWebTests : IAsyncLifetime
{
    private const string Get = "/profile.v1.ProfileService/GetCandidate";
    private const string Changes = "/profile.v1.ProfileService/StreamProfileChanges";
    private const string Binary = "application/grpc-web+proto";
    private const string Text = "application/grpc-web-text";

    private readonly ScriptedProfiles _profiles = new();
    private HostedService _service = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _service = await _profiles.StartAsync(builder =>
            builder.Configuration["Cors:Origins:0"] = "https://portal.example.org");
        _http = new HttpClient { BaseAddress = _service.Address, DefaultRequestVersion = HttpVersion.Version20 };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("application/grpc-web", "", "application/grpc-web+proto")]
    [InlineData("application/grpc-web+proto", "*/*", "application/grpc-web+proto")]
    [InlineData("application/grpc-web-text", "", "application/grpc-web-text+proto")]
    [InlineData("application/grpc-web-text+proto; charset=utf-8", "application/grpc-web-text", "application/grpc-web-text+proto")]
    [InlineData("application/grpc-web", "application/grpc-web-text", "application/grpc-web-text+proto")]
    [InlineData("application/grpc-web-text", "application/grpc-web", "application/grpc-web+proto")]
    public async Task Unary_EitherForm_AnswersInTheFormThatIsAccepted(string contentType, string accept, string answered)
    {
        _profiles.OnGet = context =>
        {
            context.ResponseTrailers.Add("x-trailer", "it's here");
            context.ResponseTrailers.Add("x-trailer-bin", [1, 2, 3]);
            return Task.FromResult(new Candidate { Home = "2280" });
        };
        var frame = GrpcWebCall.Frame(new GetCandidateRequest { Name = "candidates/1" });

        using var call = await GrpcWebCall.SendAsync(
            _http, Get, contentType.Contains("text", StringComparison.Ordinal) ? GrpcWebCall.ToText(frame) : frame, contentType,
            ("accept", accept), ("x-grpc-web", "1"));

        Assert.Equal(HttpStatusCode.OK, call.Response.StatusCode);
        Assert.Equal(answered, call.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("2280", (await call.NextAsync<Candidate>())!.Home);
        Assert.Null(await call.NextAsync<Candidate>());
        Assert.Equal("0", call.Trailers["grpc-status"]);
        Assert.Equal("it's here", call.Trailers["x-trailer"]);
        Assert.Equal("AQID", call.Trailers["x-trailer-bin"]);
        Assert.Empty(call.Response.TrailingHeaders);
    }

    [Theory]
    [InlineData(Binary)]
    [InlineData(Text)]
    public async Task ServerStream_EachMessage_ArrivesBeforeTheNextIsWritten(string contentType)
    {
        var gate = new SemaphoreSlim(1);
        _profiles.OnStream = async (writer, context) =>
        {
            for (var sequence = 1; sequence <= 20; sequence++)
            {
                await gate.WaitAsync(context.CancellationToken);
                await writer.WriteAsync(new ProfileChange { Sequence = sequence, Name = new string('x', sequence) });
            }
        };

        using var call = await SendAsync(Changes, contentType, new StreamProfileChangesRequest());
        for (var sequence = 1; sequence <= 20; sequence++)
        {
            Assert.Equal(sequence, (await call.NextAsync<ProfileChange>())!.Sequence);
            gate.Release();
        }

        Assert.Null(await call.NextAsync<ProfileChange>());
        Assert.Equal("0", call.Trailers["grpc-status"]);
    }

    [Theory]
    [InlineData(Binary)]
    [InlineData(Text)]
    public async Task Unary_Error_IsInTheHeadersWithItsDetails(string contentType)
    {
        _profiles.OnGet = _ => throw RpcErrors.NotFound("CANDIDATE_NOT_FOUND", "There is no such candidate.", "candidates/1");

        using var call = await SendAsync(Get, contentType, new GetCandidateRequest());

        Assert.Equal("5", call.Header("grpc-status"));
        Assert.Equal("There is no such candidate.", call.Header("grpc-message"));
        var details = Google.Rpc.Status.Parser.ParseFrom(ByteString.FromBase64(call.Header("grpc-status-details-bin")));
        Assert.Equal("CANDIDATE_NOT_FOUND", details.Details.Single().Unpack<Google.Rpc.ErrorInfo>().Reason);
        Assert.True(await call.IsAtEndAsync());
    }

    [Fact]
    public async Task ServerStream_ErrorAfterMessages_IsInTheLastFrame()
    {
        _profiles.OnStream = async (writer, _) =>
        {
            await writer.WriteAsync(new ProfileChange { Sequence = 1 });
            throw RpcErrors.Create(StatusCode.Unavailable, "INDEX_REBUILDS", "50 % is done.");
        };

        using var call = await SendAsync(Changes, Text, new StreamProfileChangesRequest());
        Assert.NotNull(await call.NextAsync<ProfileChange>());
        Assert.Null(await call.NextAsync<ProfileChange>());

        Assert.Equal("14", call.Trailers["grpc-status"]);
        Assert.Equal("50 %25 is done.", call.Trailers["grpc-message"]);
        Assert.True(call.Trailers.ContainsKey("grpc-status-details-bin"));
    }

    [Theory]
    [InlineData(Binary)]
    [InlineData(Text)]
    public async Task Unary_DeadlinePassed_IsToldAndTheCallCancelled(string contentType)
    {
        var cancelled = new TaskCompletionSource();
        _profiles.OnGet = async context =>
        {
            await using var registration = context.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            throw new OperationCanceledException(context.CancellationToken);
        };

        using var call = await SendAsync(Get, contentType, new GetCandidateRequest(), ("grpc-timeout", "200m"));

        Assert.Equal("4", call.Header("grpc-status"));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Unary_UnknownService_IsUnimplemented()
    {
        using var call = await SendAsync("/no.such.Service/Get", Binary, new GetCandidateRequest());

        Assert.Equal("12", call.Header("grpc-status"));
    }

    [Theory]
    [InlineData("AAAAAAQ=")] // A message cut short.
    [InlineData("AAAAA")] // Not a whole group.
    [InlineData("A=AA")]
    [InlineData("AAA AAAA")]
    [InlineData("åäö!")]
    [InlineData("")]
    public async Task Text_NotBase64OrCutShort_IsTheCallersError(string body)
    {
        using var call = await GrpcWebCall.SendAsync(_http, Get, Encoding.UTF8.GetBytes(body), Text);

        Assert.Contains(call.Header("grpc-status"), new[] { "3", "13" });
        Assert.Equal(0, _profiles.Calls);
    }

    [Seeds(20)]
    [Theory]
    public async Task Text_PaddedAnywhere_IsReadAsOne(int seed)
    {
        var random = new Random(seed);
        var sent = new GetCandidateRequest { Name = new string('n', random.Next(20_000)) };
        var received = "";
        _profiles.OnAsk = request => received = request.Name;
        var frame = GrpcWebCall.Frame(sent);
        var chunks = new List<byte[]>();
        for (var start = 0; start < frame.Length;)
        {
            var length = Math.Min(frame.Length - start, 1 + random.Next(random.Next(2) == 0 ? 5 : 9000));
            chunks.Add(frame[start..(start + length)]);
            start += length;
        }

        using var call = await GrpcWebCall.SendAsync(_http, Get, GrpcWebCall.ToText([.. chunks]), Text);

        Assert.NotNull(await call.NextAsync<Candidate>());
        Assert.Equal(sent.Name, received);
    }

    [Fact]
    public async Task Request_TooLarge_IsToldWithTheLimit()
    {
        using var call = await SendAsync(Get, Text, new GetCandidateRequest { Name = new string('x', 9 * 1024 * 1024) });

        Assert.Equal("8", call.Header("grpc-status"));
        Assert.Contains("8388608", call.Header("grpc-message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_FromAPageElsewhere_MayReadStatusAndDetails()
    {
        using var call = await SendAsync(Get, Binary, new GetCandidateRequest(), ("Origin", "https://portal.example.org"));
        using var stranger = await SendAsync(Get, Binary, new GetCandidateRequest(), ("Origin", "https://other.example.org"));

        Assert.Equal("https://portal.example.org", call.Header("Access-Control-Allow-Origin"));
        var exposed = call.Header("Access-Control-Expose-Headers").Split(',');
        Assert.Contains("grpc-status", exposed);
        Assert.Contains("grpc-message", exposed);
        Assert.Contains("grpc-status-details-bin", exposed);
        Assert.Empty(stranger.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Preflight_OfANamedOrigin_IsAllowed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, Get)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Add("Origin", "https://portal.example.org");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-grpc-web,x-user-agent,grpc-timeout");

        using var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("content-type,x-grpc-web,x-user-agent,grpc-timeout", response.Headers.GetValues("Access-Control-Allow-Headers").Single());
    }

    private Task<GrpcWebCall> SendAsync(string method, string contentType, IMessage message, params (string Name, string Value)[] headers)
    {
        var frame = GrpcWebCall.Frame(message);
        return GrpcWebCall.SendAsync(
            _http, method, contentType == Text ? GrpcWebCall.ToText(frame) : frame, contentType, headers);
    }
}
