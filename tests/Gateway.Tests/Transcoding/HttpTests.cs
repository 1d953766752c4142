using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Sampler;

namespace Gateway.Tests.Transcoding;

/// <summary>What HTTP itself asks of the transcoder: media types, codings, preconditions, methods and deadlines.</summary>
public sealed class HttpTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/jsonx")]
    [InlineData("json")]
    public async Task Post_OtherMediaType_Is415AndSaysWhatIsTaken(string type)
    {
        using var response = await PostAsync("/s/post", "{}"u8.ToArray(), type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(["application/json"], response.Headers.GetValues("Accept"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    [InlineData("application/merge-patch+json")]
    [InlineData("")]
    public async Task Post_Json_IsTaken(string type)
    {
        using var response = await PostAsync("/s/post", """{"text":"ö"}"""u8.ToArray(), type);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Post_PackedBody_IsUnpacked(string coding)
    {
        var text = new string('x', 90_000);
        var body = Packing.Pack(Encoding.UTF8.GetBytes($"{{\"text\":\"{text}\"}}"), coding);

        using var response = await PostAsync("/s/post", body, "application/json", coding);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(text, gateway.Record.Last<Everything>().Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Post_PackedBodyThatUnpacksToTooMuch_Is413(string coding)
    {
        var body = Packing.Pack(Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', 10_000_000)}\"}}"), coding);
        Assert.True(body.Length < 100_000);

        using var response = await PostAsync("/s/post", body, "application/json", coding);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Post_BodyThatIsNotPackedAsItSays_Is400(string coding)
    {
        using var response = await PostAsync("/s/post", """{"text":"plain and clear"}"""u8.ToArray(), "application/json", coding);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Post_OtherCoding_Is415AndSaysWhichAreTaken()
    {
        using var response = await PostAsync("/s/post", "{}"u8.ToArray(), "application/json", "zstd");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("br, deflate, gzip", string.Join(", ", response.Headers.GetValues("Accept-Encoding")));
    }

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("br", "br")]
    [InlineData("gzip, br", "br")]
    [InlineData("br;q=0.1, gzip", "gzip")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("identity", null)]
    [InlineData("gzip;q=0, br;q=0", null)]
    [InlineData("zstd", null)]
    public async Task Get_LongAnswer_IsPackedAsAccepted(string accept, string? coding)
    {
        var text = new string('y', 5_000);

        using var response = await gateway.SendRawAsync(HttpMethod.Get, $"/s/get?text={text}", null, ("Accept-Encoding", accept));

        Assert.Equal(coding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        await using Stream plain = coding switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        Assert.Equal(text, (string?)(await JsonNode.ParseAsync(plain))!["text"]);
    }

    [Fact]
    public async Task Get_ShortAnswer_IsNotPacked()
    {
        using var response = await gateway.SendRawAsync(HttpMethod.Get, "/v1/needs/1", null, ("Accept-Encoding", "gzip"));

        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("If-None-Match", "\"7\"", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "W/\"7\"", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "\"1\", \"7\"", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "*", HttpStatusCode.NotModified)]
    [InlineData("If-None-Match", "\"1\"", HttpStatusCode.OK)]
    [InlineData("If-None-Match", "7", HttpStatusCode.OK)]
    [InlineData("If-Match", "\"7\"", HttpStatusCode.OK)]
    [InlineData("If-Match", "*", HttpStatusCode.OK)]
    [InlineData("If-Match", "\"1\", \"7\"", HttpStatusCode.OK)]
    [InlineData("If-Match", "\"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "W/\"7\"", HttpStatusCode.PreconditionFailed)]
    public async Task Get_Precondition_IsComparedWithTheAnswer(string header, string value, HttpStatusCode expected)
    {
        using var get = await gateway.SendRawAsync(HttpMethod.Get, "/v1/vacancies/1", null, (header, value));
        using var head = await gateway.SendRawAsync(HttpMethod.Head, "/v1/vacancies/1", null, (header, value));

        Assert.Equal((expected, expected), (get.StatusCode, head.StatusCode));
        if (expected != HttpStatusCode.PreconditionFailed)
        {
            Assert.Equal(FakeUpstream.Etag, get.Headers.ETag!.Tag);
        }

        if (expected == HttpStatusCode.NotModified)
        {
            Assert.Empty(await get.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("If-Match", "7", "INVALID_VALUE")]
    [InlineData("If-Match", "\"1\", \"2\"", "INVALID_VALUE")]
    [InlineData("If-None-Match", "*", "PRECONDITION_NOT_SUPPORTED")]
    public async Task Patch_PreconditionThatCannotBeKept_IsRefused(string header, string value, string reason)
    {
        var before = gateway.Record.Calls.Count;

        var (status, json) = await gateway.SendAsync(HttpMethod.Patch, "/v1/vacancies/1", """{"title":"x"}""", (header, value));

        Assert.Equal((HttpStatusCode.BadRequest, reason), (status, (string?)json["reason"]));
        Assert.Equal(before, gateway.Record.Calls.Count);
    }

    [Fact]
    public async Task Patch_EtagInTheBodyThatDiffersFromIfMatch_IsRefused()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Patch, "/v1/vacancies/1", """{"title":"x","etag":"\"3\""}""", ("If-Match", "\"4\""));

        Assert.Equal((HttpStatusCode.BadRequest, "vacancy.etag"), (status, (string?)json["errors"]![0]!["field"]));
    }

    [Theory]
    [InlineData("Request-Timeout", "0.2")]
    [InlineData("Grpc-Timeout", "200m")]
    public async Task Get_DeadlineByHeader_EndsTheCall(string header, string value)
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, "/v1/vacancies/slow", null, (header, value));

        Assert.Equal((HttpStatusCode.GatewayTimeout, "DEADLINE_EXCEEDED"), (status, (string?)json["code"]));
    }

    [Fact]
    public async Task Get_BothDeadlines_TheShorterHolds()
    {
        await gateway.SendAsync(HttpMethod.Get, "/v1/needs/1", null, ("Grpc-Timeout", "50S"), ("Request-Timeout", "4000"));

        var left = gateway.Record.Calls[^1].Deadline - DateTime.UnixEpoch - TimeSpan.FromMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.InRange(left.TotalSeconds, 30, 50);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public async Task Get_WrongRequestTimeout_IsRefused(string value)
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, "/v1/vacancies/1", null, ("Request-Timeout", value));

        Assert.Equal((HttpStatusCode.BadRequest, "Request-Timeout"), (status, (string?)json["errors"]![0]!["field"]));
    }

    [Theory]
    [InlineData("GET", "/s/mix/fixed", "fixed")]
    [InlineData("PROPFIND", "/s/whatever/x", "x")]
    [InlineData("DELETE", "/s/whatever/y", "y")]
    [InlineData("REPORT", "/s/get?text=z", "z")]
    public async Task Call_MethodOfTheRule_ReachesTheService(string method, string path, string text)
    {
        var (status, json) = await gateway.SendAsync(new HttpMethod(method), path);

        Assert.Equal((HttpStatusCode.OK, text), (status, (string?)json["text"]));
    }

    [Fact]
    public async Task Head_Stream_AnswersItsHeadersAlone()
    {
        using var response = await gateway.SendRawAsync(HttpMethod.Head, "/s/watch?int32Value=5");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string type, string? coding = null)
    {
        using var content = new ByteArrayContent(body);
        if (type.Length > 0)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (coding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        }

        return await gateway.Http.PostAsync(path, content);
    }
}
