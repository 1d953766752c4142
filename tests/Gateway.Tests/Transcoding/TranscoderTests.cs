using System.Net;
using System.Text;
using Gateway.Tests.Sampler;
using Google.Protobuf.WellKnownTypes;
using Matching.Competence.V1;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Gateway.Tests.Transcoding;

public sealed class TranscoderTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Fact]
    public async Task Create_BodyAndIdempotencyKey_ReachTheService()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Post,
            "/v1/vacancies",
            """{"title":"Undersköterska","kind":"OPENING_KIND_JOB","publishTime":"2026-01-31T08:00:00Z"}""",
            ("Idempotency-Key", "\"0190a7c4-6f5e-7d3a-9b1c-2f4e6d8a0b1c\""));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Undersköterska", (string?)json["title"]);
        Assert.Equal("2026-01-31T08:00:00Z", (string?)json["publishTime"]);
        var request = gateway.Record.Last<CreateVacancyRequest>();
        Assert.Equal(OpeningKind.Job, request.Vacancy.Kind);
        Assert.Equal("0190a7c4-6f5e-7d3a-9b1c-2f4e6d8a0b1c", request.RequestId);
    }

    [Fact]
    public async Task Create_WithoutAKey_HasOneOfItsOwn()
    {
        await gateway.SendAsync(HttpMethod.Post, "/v1/vacancies", "{}");
        var first = gateway.Record.Last<CreateVacancyRequest>().RequestId;
        await gateway.SendAsync(HttpMethod.Post, "/v1/vacancies", "{}");
        var second = gateway.Record.Last<CreateVacancyRequest>().RequestId;

        Assert.True(Guid.TryParse(first, out _) && Guid.TryParse(second, out _));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Create_RequestIdInTheQueryThatDiffersFromTheKey_IsRefused()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Post, "/v1/vacancies?requestId=a", "{}", ("Idempotency-Key", "b"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("request_id", (string?)json["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Get_Resource_CarriesItsEtagAndAnswers304ToIt()
    {
        using var first = await gateway.SendRawAsync(HttpMethod.Get, "/v1/vacancies/jobstream:23905080");
        using var second = await gateway.SendRawAsync(
            HttpMethod.Get, "/v1/vacancies/jobstream:23905080", null, ("If-None-Match", FakeUpstream.Etag));

        Assert.Equal(FakeUpstream.Etag, first.Headers.ETag!.Tag);
        Assert.Equal("vacancies/jobstream:23905080", gateway.Record.Last<GetVacancyRequest>().Name);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Get_EncodedPath_IsDecodedButForSlashes()
    {
        await gateway.SendAsync(HttpMethod.Get, "/v1/vacancies/%C3%A5%20b%2Fc%3Apublish");

        Assert.Equal("vacancies/å b%2Fc:publish", gateway.Record.Last<GetVacancyRequest>().Name);
    }

    [Fact]
    public async Task Update_WithoutMask_MasksTheFieldsOfTheBody()
    {
        var (status, _) = await gateway.SendAsync(
            HttpMethod.Patch,
            "/v1/candidates/1",
            """{"name":"candidates/other","etag":"\"1\"","home":"Åsele","wishes":{"radiusKm":80},"skills":[],"email":null}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var request = gateway.Record.Last<UpdateCandidateRequest>();
        Assert.Equal("candidates/1", request.Candidate.Name);
        Assert.Equal(["home", "wishes.radius_km", "skills", "email"], request.UpdateMask.Paths);
    }

    [Theory]
    [InlineData("updateMask=title,workplace.countryCode")]
    [InlineData("update_mask=title,workplace.country_code")]
    public async Task Update_WithMask_TakesIt(string query)
    {
        await gateway.SendAsync(HttpMethod.Patch, $"/v1/vacancies/1?{query}", """{"positions":3}""");

        Assert.Equal(["title", "workplace.country_code"], gateway.Record.Last<UpdateVacancyRequest>().UpdateMask.Paths);
    }

    [Fact]
    public async Task Update_IfMatch_BecomesTheEtag()
    {
        await gateway.SendAsync(HttpMethod.Patch, "/v1/vacancies/1", """{"title":"x"}""", ("If-Match", "\"3\""));
        await gateway.SendAsync(HttpMethod.Delete, "/v1/candidates/1", null, ("If-Match", "\"4\""));

        Assert.Equal("\"3\"", gateway.Record.Last<UpdateVacancyRequest>().Vacancy.Etag);
        Assert.Equal("\"4\"", gateway.Record.Last<DeleteCandidateRequest>().Etag);
    }

    [Fact]
    public async Task Update_StaleIfMatch_Is412AndWithoutItIs409()
    {
        var (withHeader, json) = await gateway.SendAsync(
            HttpMethod.Patch, "/v1/vacancies/stale", "{}", ("If-Match", "\"3\""));
        var (withBody, _) = await gateway.SendAsync(HttpMethod.Patch, "/v1/vacancies/stale", """{"etag":"\"3\""}""");

        Assert.Equal(HttpStatusCode.PreconditionFailed, withHeader);
        Assert.Equal("ETAG_MISMATCH", (string?)json["reason"]);
        Assert.Equal(HttpStatusCode.Conflict, withBody);
    }

    [Fact]
    public async Task Publish_IfMatch_IsRefusedBecauseItCannotBePromised()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Post, "/v1/vacancies/1:publish", null, ("If-Match", "\"3\""));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("PRECONDITION_NOT_SUPPORTED", (string?)json["reason"]);
    }

    [Fact]
    public async Task Get_NestedAndRepeatedParameters_ReachTheService()
    {
        var (status, _) = await gateway.SendAsync(
            HttpMethod.Get,
            "/v1/candidates/1:matchVacancies?filter.places=2480&filter.places=%C3%85sele&filter.kinds=OPENING_KIND_JOB"
                + "&filter.kinds=5&filter.radiusKm=80&filter.max_per_employer=2&pageSize=7&languageCode=en");

        Assert.Equal(HttpStatusCode.OK, status);
        var request = gateway.Record.Last<MatchVacanciesRequest>();
        Assert.Equal("candidates/1", request.Candidate);
        Assert.Equal(["2480", "Åsele"], request.Filter.Places);
        Assert.Equal([OpeningKind.Job, OpeningKind.Seasonal], request.Filter.Kinds);
        Assert.Equal((80, 2, 7, "en"), (request.Filter.RadiusKm, request.Filter.MaxPerEmployer, request.PageSize, request.LanguageCode));
    }

    [Theory]
    [InlineData("nope=1", "nope", "UNKNOWN_FIELD")]
    [InlineData("filter.nope=1", "filter.nope", "UNKNOWN_FIELD")]
    [InlineData("candidate=candidates/2", "candidate", "UNKNOWN_FIELD")]
    [InlineData("filter=x", "filter", "WRONG_TYPE")]
    [InlineData("pageSize=many", "page_size", "INVALID_VALUE")]
    [InlineData("pageSize=", "page_size", "INVALID_VALUE")]
    [InlineData("pageSize=1&pageSize=2", "page_size", "DUPLICATE_FIELD")]
    [InlineData("pageSize=1&page_size=2", "page_size", "DUPLICATE_FIELD")]
    [InlineData("filter.kinds=OPENING_KIND_JOB&filter.kinds=JOB", "filter.kinds[1]", "INVALID_VALUE")]
    public async Task Get_WrongParameter_IsRefusedByName(string query, string field, string reason)
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, $"/v1/candidates/1:matchVacancies?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(field, (string?)json["errors"]![0]!["field"]);
        Assert.Equal(reason, (string?)json["reason"]);
        Assert.Equal("INVALID_ARGUMENT", (string?)json["code"]);
    }

    [Fact]
    public async Task Get_EveryKindOfParameter_ReachesTheService()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Get,
            "/s/get?text=a%2Bb+c&int32Value=-1&int64Value=9007199254740993&uint64Value=18446744073709551615&boolValue=true"
                + "&doubleValue=1e3&floatValue=NaN&bytesValue=-_8&colour=COLOUR_RED&inner.inner.number=5"
                + "&time=2026-01-31T08:00:00+01:00&times=2026-01-31T08:00:00Z&duration=3.5s&mask=text,inner.name"
                + "&stringWrapper=&int64Wrapper=7&boolWrapper=false&optionalNumber=0&choiceFlag=true&numbers=1&numbers=2");

        Assert.True(status == HttpStatusCode.OK, json.ToJsonString());
        var request = gateway.Record.Last<Everything>();
        Assert.Equal("a+b c", request.Text);
        Assert.Equal((-1, 9007199254740993L, ulong.MaxValue, true), (request.Int32Value, request.Int64Value, request.Uint64Value, request.BoolValue));
        Assert.Equal(1000, request.DoubleValue);
        Assert.Equal(5, request.Inner.Inner_.Number);
        Assert.Equal(new Timestamp { Seconds = 1769842800 }, request.Time);
        Assert.Equal(Duration.FromTimeSpan(TimeSpan.FromSeconds(3.5)), request.Duration);
        Assert.Equal(["text", "inner.name"], request.Mask.Paths);
        Assert.Equal(("", 7L, false), (request.StringWrapper, request.Int64Wrapper, request.BoolWrapper));
        Assert.True(request.HasOptionalNumber);
        Assert.Equal([1, 2], request.Numbers);
        Assert.Equal("9007199254740993", (string?)json["int64Value"]);
        Assert.Equal("NaN", (string?)json["floatValue"]);
    }

    [Fact]
    public async Task Call_AdditionalBindings_ReachTheService()
    {
        var (_, number) = await gateway.SendAsync(HttpMethod.Get, "/s/int/-5/text/a%2Fb");
        var (_, file) = await gateway.SendAsync(HttpMethod.Get, "/s/files/folders/x/files/a/b%2Fc/d");
        var (_, custom) = await gateway.SendAsync(new HttpMethod("REPORT"), "/s/get?text=r");
        var (rest, _) = await gateway.SendAsync(HttpMethod.Get, "/s/any/a/b/c:rest");
        var (none, _) = await gateway.SendAsync(HttpMethod.Get, "/s/any:rest");
        var (wrong, json) = await gateway.SendAsync(HttpMethod.Get, "/s/int/five/text/a");

        Assert.Equal((-5, "a/b"), ((int)number["int32Value"]!, (string?)number["text"]));
        Assert.Equal("folders/x/files/a/b%2Fc/d", (string?)file["inner"]!["name"]);
        Assert.Equal("r", (string?)custom["text"]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.BadRequest), (rest, none, wrong));
        Assert.Equal("int32_value", (string?)json["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Call_ResponseBody_IsTheFieldAlone()
    {
        var (_, inner) = await gateway.SendAsync(HttpMethod.Post, "/s/t/inner?boolValue=true", """{"number":3}""");
        var (_, list) = await gateway.SendAsync(HttpMethod.Put, "/s/list", """["a","b"]""");

        Assert.Equal(3, (int)inner["number"]!);
        Assert.Equal(["a", "b"], list.AsArray().Select(item => (string?)item));
    }

    [Fact]
    public async Task Call_RawBody_GoesThroughAsItIs()
    {
        using var content = new ByteArrayContent([0, 1, 255]);
        content.Headers.ContentType = new("image/png");

        using var response = await gateway.Http.PostAsync("/s/raw/n", content);

        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal([0, 1, 255], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Create_UnknownFieldsAndWrongTypes_AreToldWithTheirPaths()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Post, "/v1/vacancies", """{"titel":"x","positions":"many","requirements":[{"konzept":1}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            ["vacancy.titel", "vacancy.positions", "vacancy.requirements[0].konzept"],
            json["errors"]!.AsArray().Select(error => (string?)error!["field"]));
        Assert.Equal("urn:matching:problem:UNKNOWN_FIELD", (string?)json["type"]);
        Assert.Equal("Bad Request", (string?)json["title"]);
        Assert.Equal(400, (int)json["status"]!);
        Assert.Equal("/v1/vacancies", (string?)json["instance"]);
        Assert.Equal("matching", (string?)json["domain"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"title\":\"a\"} x")]
    [InlineData("{'title':'a'}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("\"text\"")]
    [InlineData("17")]
    public async Task Create_BodyThatIsNotAnObject_IsRefused(string body)
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Post, "/v1/vacancies", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("vacancy", (string?)json["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Create_InvalidUtf8_IsRefused()
    {
        using var content = new ByteArrayContent([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']);

        using var response = await gateway.Http.PostAsync("/v1/vacancies", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Create_TooDeep_IsRefused()
    {
        var body = string.Concat(Enumerable.Repeat("{\"inner\":", 10_000));

        var (status, json) = await gateway.SendAsync(HttpMethod.Post, "/s/post", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("MALFORMED_JSON", (string?)json["reason"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_BodyAboveTheLimit_Is413(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/vacancies");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{\"title\":\"{new string('x', 200_000)}\"}}"));
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("BODY_TOO_LARGE", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithBody_IsRefused()
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, "/v1/vacancies/1", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("BODY_NOT_ALLOWED", (string?)json["reason"]);
    }

    [Fact]
    public async Task Get_QueryAboveTheLimit_Is414()
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, $"/v1/vacancies?pageToken={new string('x', 20_000)}");

        Assert.Equal(HttpStatusCode.RequestUriTooLong, status);
        Assert.Equal("QUERY_TOO_LONG", (string?)json["reason"]);
    }

    [Fact]
    public async Task Get_UnknownPath_Is404AndSaysSo()
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, "/v1/vacancie/1");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("UNKNOWN_PATH", (string?)json["reason"]);
    }

    [Fact]
    public async Task Put_PathOfOtherMethods_Is405WithAllow()
    {
        using var response = await gateway.SendRawAsync(HttpMethod.Put, "/v1/vacancies/1", "{}");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS", "PATCH"], response.Content.Headers.Allow);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Options_KnownPath_TellsTheMethods()
    {
        using var response = await gateway.SendRawAsync(HttpMethod.Options, "/v1/vacancies/1:publish");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["OPTIONS", "POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_Resource_AnswersLikeGetWithoutBody()
    {
        using var response = await gateway.SendRawAsync(HttpMethod.Head, "/v1/vacancies/1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(FakeUpstream.Etag, response.Headers.ETag!.Tag);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Get_ErrorOfTheService_IsAProblem()
    {
        using var response = await gateway.SendRawAsync(HttpMethod.Get, "/v1/vacancies/missing");
        var json = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("NOT_FOUND", (string?)json["code"]);
        Assert.Equal("VACANCY_NOT_FOUND", (string?)json["reason"]);
        Assert.Equal("There is no such vacancy.", (string?)json["detail"]);
        Assert.Equal(FakeUpstream.Missing, (string?)json["metadata"]!["resource"]);
    }

    [Fact]
    public async Task Get_GrpcTimeout_IsTheDeadline()
    {
        var (status, json) = await gateway.SendAsync(
            HttpMethod.Get, "/v1/vacancies/slow", null, ("Grpc-Timeout", "200m"));

        Assert.Equal(HttpStatusCode.GatewayTimeout, status);
        Assert.Equal("DEADLINE_EXCEEDED", (string?)json["code"]);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("5s")]
    [InlineData("123456789S")]
    public async Task Get_WrongGrpcTimeout_IsRefused(string value)
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, "/v1/vacancies/1", null, ("Grpc-Timeout", value));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("Grpc-Timeout", (string?)json["errors"]![0]!["field"]);
    }

    [Fact]
    public async Task Get_CallerGoesAway_CancelsTheCall()
    {
        var before = gateway.Record.Cancelled;
        var calls = gateway.Record.Calls.Count;
        using var gone = new CancellationTokenSource();
        var call = gateway.Http.GetAsync("/v1/vacancies/slow", gone.Token);
        await TestGateway.EventuallyAsync(() => gateway.Record.Calls.Count > calls);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await TestGateway.EventuallyAsync(() => gateway.Record.Cancelled > before);
    }

    [Fact]
    public async Task Delete_Resource_AnswersAnEmptyObject()
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Delete, "/v1/needs/1");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("{}", json.ToJsonString());
    }
}
