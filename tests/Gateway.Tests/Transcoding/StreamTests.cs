using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
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
        Assert.All(events, line => Assert.StartsWith("data: {", line.Split('\n')[1], StringComparison.Ordinal));
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
