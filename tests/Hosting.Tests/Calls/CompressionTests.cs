using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Matching.Hosting;
using Matching.Profiles.V1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests.Calls;

/// <summary>What is seen on the wire, by a client that speaks HTTP/2 and no gRPC library.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    private const string Get = "/profile.v1.ProfileService/GetCandidate";
    private const int Limit = 100_000;

    private readonly ScriptedProfiles _profiles = new();
    private HostedService _service = null!;
    private HttpClient _http = null!;

    public Task InitializeAsync() => StartAsync(("Grpc:MaximumReceiveBytes", "100000"));

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Request_Packed_IsRead(string encoding)
    {
        var name = "";
        _profiles.OnAsk = request => name = request.Name;

        var answer = await CallAsync(Pack(encoding, new GetCandidateRequest { Name = "candidates/1" }), encoding);

        Assert.Equal("0", answer.Status);
        Assert.Equal("candidates/1", name);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("snappy")]
    public async Task Request_PackedAnotherWay_IsUnimplementedAndToldWhatIsKnown(string encoding)
    {
        var answer = await CallAsync(GrpcWebCall.Frame(1, [1, 2, 3]), encoding);

        Assert.Equal("12", answer.Status);
        Assert.Contains("gzip", answer.Header("grpc-accept-encoding"), StringComparison.Ordinal);
        Assert.Contains("deflate", answer.Header("grpc-accept-encoding"), StringComparison.Ordinal);
        Assert.Equal(0, _profiles.Calls);
    }

    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 1000)]
    [InlineData("deflate", 1000)]
    public async Task Request_SmallPackedAndLargeUnpacked_IsRefusedWithTheLimit(string encoding, int times)
    {
        var frame = Pack(encoding, new GetCandidateRequest { Name = new string('x', Limit * times) });
        Assert.InRange(frame.Length, 1, Limit * 2);

        var answer = await CallAsync(frame, encoding);

        Assert.Equal("8", answer.Status);
        Assert.Contains("100000", answer.Header("grpc-message"), StringComparison.Ordinal);
        Assert.Equal(0, _profiles.Calls);
    }

    [Fact]
    public async Task Request_JustWithinTheLimit_IsTaken()
    {
        var message = new GetCandidateRequest { Name = new string('x', Limit - 4) };
        Assert.Equal(Limit, message.CalculateSize());

        Assert.Equal("0", (await CallAsync(Pack("gzip", message), "gzip")).Status);
        Assert.Equal("0", (await CallAsync(GrpcWebCall.Frame(message), "identity")).Status);
        message.Name += "x";
        Assert.Equal("8", (await CallAsync(GrpcWebCall.Frame(message), "identity")).Status);
        Assert.Equal("8", (await CallAsync(Pack("gzip", message), "gzip")).Status);
    }

    [Fact]
    public async Task Request_DamagedPacking_IsTheCallersError()
    {
        var frame = Pack("gzip", new GetCandidateRequest { Name = "candidates/1" });
        frame[12] ^= 0xff;
        frame[20] ^= 0xff;

        var answer = await CallAsync(frame, "gzip");

        Assert.Equal("13", answer.Status);
        Assert.Equal(0, _profiles.Calls);
    }

    [Theory]
    [InlineData("identity", "gzip", null, 0)]
    [InlineData("gzip", "gzip", "gzip", 1)]
    [InlineData("gzip", "deflate, gzip", "gzip", 1)]
    [InlineData("deflate", "gzip,deflate", "deflate", 1)]
    [InlineData("gzip", "deflate", null, 0)]
    [InlineData("gzip", "", null, 0)]
    public async Task Answer_AsTheSettingSays_IsPackedForThoseWhoAccept(string setting, string accept, string? encoding, byte flag)
    {
        await DisposeAsync();
        await StartAsync(("Grpc:Compression", setting));
        _profiles.OnGet = _ => Task.FromResult(new Candidate { Home = new string('2', 5000) });

        var answer = await CallAsync(GrpcWebCall.Frame(new GetCandidateRequest()), "identity", accept);

        Assert.Equal("0", answer.Status);
        Assert.Equal(flag, answer.Body[0]);
        Assert.Equal(encoding ?? "identity", answer.Header("grpc-encoding") is { Length: > 0 } told ? told : "identity");
        Assert.Equal(flag == 1, answer.Body.Length < 1000);
        Assert.Equal(5000, Candidate.Parser.ParseFrom(Unpack(encoding, answer.Body)).Home.Length);
    }

    [Fact]
    public async Task Answer_TheCallSaysNot_IsNotPacked()
    {
        await DisposeAsync();
        await StartAsync(("Grpc:Compression", "gzip"));
        _profiles.OnGet = context =>
        {
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            return Task.FromResult(new Candidate { Home = new string('2', 5000) });
        };

        var answer = await CallAsync(GrpcWebCall.Frame(new GetCandidateRequest()), "identity", "gzip");

        Assert.Equal((0, 5008), (answer.Body[0], answer.Body.Length));
    }

    [Fact]
    public async Task Answer_TheCallAsks_IsPacked()
    {
        _profiles.OnGet = async context =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "grpc-internal-encoding-request", "gzip" } });
            return new Candidate { Home = new string('2', 5000) };
        };

        var answer = await CallAsync(GrpcWebCall.Frame(new GetCandidateRequest()), "identity", "gzip");

        Assert.Equal((1, "gzip"), (answer.Body[0], answer.Header("grpc-encoding")));
    }

    [Fact]
    public async Task Client_SetToPack_PacksItsRequests()
    {
        var encoding = "";
        _profiles.OnGet = context =>
        {
            encoding = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString();
            return Task.FromResult(new Candidate());
        };
        await using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Endpoints:Profile"] = _service.Address.ToString(),
                ["Grpc:Client:Compression"] = "gzip",
            }).Build())
            .AddGrpcClient<ProfileService.ProfileServiceClient>("Endpoints:Profile")
            .BuildServiceProvider();

        await provider.GetRequiredService<ProfileService.ProfileServiceClient>()
            .GetCandidateAsync(new GetCandidateRequest { Name = new string('x', 5000) });

        Assert.Equal("gzip", encoding);
    }

    [Fact]
    public async Task Limit_OfOneService_HoldsForItAlone()
    {
        await DisposeAsync();
        await StartAsync(("Grpc:Services:ProfileService:MaximumReceiveBytes", "2000"));
        var request = new GetCandidateRequest { Name = new string('x', 3000) };
        using var channel = GrpcChannel.ForAddress(_service.Address);

        var failure = await Failure.OfAsync(async () =>
            await new ProfileService.ProfileServiceClient(channel).GetCandidateAsync(request));
        var other = await Failure.OfAsync(async () => await new Grpc.Health.V1.Health.HealthClient(channel)
            .CheckAsync(new Grpc.Health.V1.HealthCheckRequest { Service = request.Name }));

        Assert.Equal((StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE"), (failure.Code, failure.Reason));
        Assert.Equal("2000", failure.Metadata["maximum_bytes"]);
        Assert.Equal(StatusCode.NotFound, other.Code);
    }

    [Theory]
    [InlineData("Grpc:Compression", "zip")]
    [InlineData("Grpc:MaximumReceiveBytes", "0")]
    [InlineData("Grpc:Services:ProfileService:MaximumReceiveBytes", "-1")]
    public async Task Start_SettingMakesNoSense_IsRefused(string key, string value)
    {
        var error = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            new ScriptedProfiles().StartAsync(builder => builder.Configuration[key] = value));

        Assert.Contains(key.Split(':')[^1], error.Message, StringComparison.Ordinal);
    }

    private static byte[] Pack(string encoding, IMessage message)
    {
        using var packed = new MemoryStream();
        using (Stream stream = encoding == "gzip"
            ? new GZipStream(packed, CompressionLevel.Optimal)
            : new ZLibStream(packed, CompressionLevel.Optimal))
        {
            message.WriteTo(stream);
        }

        return GrpcWebCall.Frame(1, packed.ToArray());
    }

    private static byte[] Unpack(string? encoding, byte[] frame)
    {
        using var content = new MemoryStream(frame, 5, frame.Length - 5);
        using Stream stream = encoding switch
        {
            "gzip" => new GZipStream(content, CompressionMode.Decompress),
            "deflate" => new ZLibStream(content, CompressionMode.Decompress),
            _ => content,
        };
        using var message = new MemoryStream();
        stream.CopyTo(message);
        return message.ToArray();
    }

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        _service = await _profiles.StartAsync(builder =>
        {
            foreach (var (key, value) in settings)
            {
                builder.Configuration[key] = value;
            }
        });
        _http = new HttpClient { BaseAddress = _service.Address };
    }

    private async Task<Answer> CallAsync(byte[] frame, string encoding, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Get)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.Add("grpc-encoding", encoding);
        if (accept is { Length: > 0 })
        {
            request.Headers.Add("grpc-accept-encoding", accept);
        }

        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Concat(response.TrailingHeaders)
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(body, headers);
    }

    private sealed record Answer(byte[] Body, Dictionary<string, string> Headers)
    {
        public string Status => Header("grpc-status");

        public string Header(string name) => Headers.GetValueOrDefault(name, "");
    }
}
