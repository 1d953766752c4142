using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Matching.Gateway;
using Matching.Vacancies.V1;

namespace Gateway.Tests.Transcoding;

public sealed class StreamTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Fact]
    public async Task ServerStream_Plain_IsALinePerMessage()
    {
        using var response = await gateway.SendRawAsync(
            HttpMethod.Get, "/v1/vacancies:streamChanges?sinceSequence=40&stopAtEnd=true");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["41", "42", "43"], lines.Select(line => (string?)JsonNode.Parse(line)!["sequence"]));
    }

    [Fact]
    public async Task ServerStream_EventsAccepted_AreServerSentWithIds()
    {
        using var response = await gateway.SendRawAsync(
            HttpMethod.Get,
            "/v1/vacancies:streamChanges?stopAtEnd=true",
            null,
            ("Accept", "text/event-stream"),
            ("Last-Event-ID", "7"));
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["id: 8", "id: 9", "id: 10"], events.Select(line => line.Split('\n')[0]));
        Assert.All(events, line => Assert.Equal("event: message", line.Split('\n')[1]));
        Assert.All(events, line => Assert.StartsWith("data: {", line.Split('\n')[2], StringComparison.Ordinal));
        Assert.Equal(["no"], response.Headers.GetValues("X-Accel-Buffering"));
    }

    [Fact]
    public async Task ServerStream_Open_IsHeardAtOnceAndCancelledWithTheCaller()
    {
        var before = gateway.Record.Cancelled;
        using (var request = new HttpRequestMessage(HttpMethod.Get, "/v1/vacancies:streamChanges"))
        {
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            var seen = "";
            while (!seen.Contains("\n:\n", StringComparison.Ordinal))
            {
                seen += await reader.ReadLineAsync() + "\n";
            }

            Assert.Contains("id: 3\n", seen, StringComparison.Ordinal);
        }

        await TestGateway.EventuallyAsync(() => gateway.Record.Cancelled > before);
    }

    [Fact]
    public async Task ServerStream_ErrorBeforeTheFirstMessage_IsAProblem()
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, "/v1/candidates/missing:watchVacancies");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("CANDIDATE_NOT_FOUND", (string?)json["reason"]);
    }

    [Theory]
    [InlineData("application/json", "{\"error\":{")]
    [InlineData("text/event-stream", "event: error\ndata: {")]
    public async Task ServerStream_ErrorLater_IsTheLastThingTold(string accept, string start)
    {
        using var response = await gateway.SendRawAsync(
            HttpMethod.Get, "/v1/candidates/broken:watchVacancies", null, ("Accept", accept));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(start, text, StringComparison.Ordinal);
        Assert.Contains("INDEX_REBUILDS", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-ndjson", "{\"error\":{")]
    [InlineData("text/event-stream", "event: error\ndata: {")]
    public async Task ServerStream_TheGatewayStops_EndsSoonWithAWordToComeBack(string accept, string start)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var app = GatewayHost.Build(
            [], builder => builder.Configuration.AddInMemoryCollection(TestGateway.Settings(upstream.Address)));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = GatewayHost.HttpAddress(app) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/vacancies:streamChanges");
        request.Headers.Accept.ParseAdd(accept);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsStringAsync();

        await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        var text = await reading;
        Assert.Contains(start, text, StringComparison.Ordinal);
        Assert.Contains("\"STOPPING\"", text, StringComparison.Ordinal);
        await TestGateway.EventuallyAsync(() => upstream.Record.Cancelled > 0);
    }

    [Fact]
    public async Task ServerStream_MessagesWithAOneof_AreEventsNamedAfterTheChoice()
    {
        using var response = await gateway.SendRawAsync(
            HttpMethod.Get, "/s/watch?int32Value=3", null, ("Accept", "text/event-stream;q=0.9, image/png"));
        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            ["id: 1 event: choice_text", "id: 2 event: choice_flag", "id: 3 event: choice_text"],
            events.Select(text => string.Join(' ', text.Split('\n')[..2])));
    }

    [Theory]
    [InlineData("text/event-stream", "text/event-stream")]
    [InlineData("application/x-ndjson, text/event-stream", "application/x-ndjson")]
    [InlineData("application/x-ndjson;q=0.5, text/event-stream", "text/event-stream")]
    [InlineData("text/event-stream;q=0.1, */*", "application/x-ndjson")]
    [InlineData("text/event-stream, */*", "text/event-stream")]
    [InlineData("text/*", "text/event-stream")]
    [InlineData("application/json", "application/x-ndjson")]
    [InlineData("application/*", "application/x-ndjson")]
    [InlineData("*/*", "application/x-ndjson")]
    [InlineData("not a media type", "application/x-ndjson")]
    public async Task ServerStream_Accept_ChoosesTheForm(string accept, string form)
    {
        using var response = await gateway.SendRawAsync(HttpMethod.Get, "/s/watch?int32Value=1", null, ("Accept", accept));

        Assert.Equal(form, response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("/s/watch", "image/png")]
    [InlineData("/s/watch", "text/event-stream;q=0")]
    [InlineData("/v1/vacancies/1", "text/event-stream")]
    [InlineData("/v1/vacancies/1", "application/json;q=0, application/xml")]
    public async Task Call_AcceptsNothingThatThereIs_Is406BeforeTheServiceIsCalled(string path, string accept)
    {
        var before = gateway.Record.Calls.Count;

        var (status, json) = await gateway.SendAsync(HttpMethod.Get, path, null, ("Accept", accept));

        Assert.Equal((HttpStatusCode.NotAcceptable, "NOT_ACCEPTABLE"), (status, (string?)json["reason"]));
        Assert.Equal(before, gateway.Record.Calls.Count);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task ServerStream_EncodingAccepted_IsPacked(string coding)
    {
        using var response = await gateway.SendRawAsync(
            HttpMethod.Get, "/s/watch?int32Value=500&text=åäö", null, ("Accept-Encoding", coding));
        await using var packed = await response.Content.ReadAsStreamAsync();
        await using Stream unpacked = coding == "br"
            ? new BrotliStream(packed, CompressionMode.Decompress)
            : new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        Assert.Equal(500, lines.Length);
        Assert.All(lines, line => Assert.Equal("åäö", (string?)JsonNode.Parse(line)!["text"]));
    }

    [Fact]
    public async Task ServerStream_RawBodies_FollowEachOther()
    {
        using var response = await gateway.SendRawAsync(HttpMethod.Get, "/s/download/part");

        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("part0;part1;part2;", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task ServerStream_CallerThatDoesNotRead_HoldsTheServiceBackAndLeavingCancelsIt()
    {
        var cancelled = gateway.Record.Cancelled;
        var start = gateway.Record.Streamed;
        const int Messages = 10_000_000;
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(gateway.HttpAddress.Host, gateway.HttpAddress.Port);
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"GET /s/watch?int32Value={Messages} HTTP/1.1\r\nHost: x\r\n\r\n"));
            int before;
            do
            {
                before = gateway.Record.Streamed;
                await Task.Delay(400);
            }
            while (gateway.Record.Streamed > before || before == start);

            Assert.True(before - start < Messages / 10, $"{before - start} messages were taken although nobody reads them.");
        }

        await TestGateway.EventuallyAsync(() => gateway.Record.Cancelled > cancelled);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(10_000_000)]
    public async Task Import_Body_ArrivesWholeInSmallPieces(int length)
    {
        var bytes = new byte[length];
        new Random(17).NextBytes(bytes);
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/x-ndjson");

        using var response = await gateway.Http.PostAsync("/v1/vacancies:import?system=jobstream", content);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{length}", (string?)json["receivedCount"]);
        Assert.True(int.Parse((string)json["rejectedCount"]!, CultureInfo.InvariantCulture) <= 65_536);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), (string?)json["rejections"]![0]!["message"]);
        var first = gateway.Record.Last<ImportVacanciesRequest>();
        Assert.Equal(("jobstream", "application/x-ndjson"), (first.System, first.Content.ContentType));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Import_PackedBody_ArrivesUnpacked(string coding)
    {
        var bytes = new byte[3_000_000];
        new Random(18).NextBytes(bytes);
        using var content = new ByteArrayContent(Packing.Pack(bytes, coding));
        content.Headers.ContentEncoding.Add(coding);

        using var response = await gateway.Http.PostAsync("/v1/vacancies:import", content);
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal("3000000", (string?)json["receivedCount"]);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), (string?)json["rejections"]![0]!["message"]);
    }

    [Fact]
    public async Task Import_ServiceThatRefuses_IsAnsweredBeforeTheEnd()
    {
        using var content = new EndlessContent(maximumBytes: 50_000_000);

        using var response = await gateway.Http.PostAsync("/v1/vacancies:import?system=refused", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("UNKNOWN_SYSTEM", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_ServiceThatDoesNotRead_HoldsTheSenderBack()
    {
        using var content = new EndlessContent(maximumBytes: 64_000_000);
        var call = gateway.Http.PostAsync("/v1/vacancies:import?system=gated", content);
        long before;
        do
        {
            before = content.Sent;
            await Task.Delay(500);
        }
        while (content.Sent > before || before == 0);

        Assert.True(before < 16_000_000, $"{before} bytes were taken although nobody reads them.");
        gateway.Record.Gate.SetResult();
        using var response = await call;
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("64000000", (string?)json["receivedCount"]);
    }

    [Fact]
    public async Task Import_UnknownParameter_IsRefused()
    {
        using var content = new ByteArrayContent([]);

        using var response = await gateway.Http.PostAsync("/v1/vacancies:import?sytem=x", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Import_DeclaredAboveTheLimit_Is413BeforeAnythingIsSent()
    {
        using var content = new EndlessContent(maximumBytes: 400_000_000);
        content.Headers.ContentLength = 400_000_000;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/vacancies:import") { Content = content };
        request.Headers.ExpectContinue = true;

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(0, content.Sent);
    }

    /// <summary>A body of many bytes and no known length that tells how many were taken.</summary>
    private sealed class EndlessContent(long maximumBytes) : HttpContent
    {
        private long _sent;

        public long Sent => Volatile.Read(ref _sent);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[16_000];
            while (Sent < maximumBytes)
            {
                await stream.WriteAsync(piece);
                Interlocked.Add(ref _sent, piece.Length);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
