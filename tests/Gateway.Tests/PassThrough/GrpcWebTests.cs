using System.Net;
using Matching.Testing;
using Matching.Vacancies.V1;

namespace Gateway.Tests.PassThrough;

/// <summary>Browsers call the services behind on the port that speaks HTTP/1.1.</summary>
public sealed class GrpcWebTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    private const string Binary = "application/grpc-web+proto";
    private const string Text = "application/grpc-web-text";
    private const string Service = "/vacancy.v1.VacancyService/";

    [Theory]
    [InlineData(Binary)]
    [InlineData(Text)]
    public async Task Unary_OverHttp1_ReachesTheService(string contentType)
    {
        using var call = await SendAsync(
            "GetVacancy", contentType, GrpcWebCall.Frame(new GetVacancyRequest { Name = "vacancies/web" }), ("x-trace", "7"));

        Assert.Equal(HttpVersion.Version11, call.Response.Version);
        Assert.StartsWith(contentType, call.Response.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
        Assert.Equal("vacancies/web", (await call.NextAsync<Vacancy>())!.Name);
        Assert.Null(await call.NextAsync<Vacancy>());
        Assert.Equal("0", call.Trailers["grpc-status"]);
        Assert.Contains(
            gateway.Record.Calls,
            seen => seen.Request is GetVacancyRequest { Name: "vacancies/web" } && seen.Headers.GetValue("x-trace") == "7");
    }

    [Theory]
    [InlineData(Binary)]
    [InlineData(Text)]
    public async Task Unary_Error_KeepsItsDetails(string contentType)
    {
        using var call = await SendAsync(
            "GetVacancy", contentType, GrpcWebCall.Frame(new GetVacancyRequest { Name = FakeUpstream.Missing }),
            ("Origin", "https://portal.example.org"));

        Assert.Equal("5", call.Header("grpc-status"));
        Assert.NotEmpty(call.Header("grpc-status-details-bin"));
        Assert.Equal("https://portal.example.org", call.Header("Access-Control-Allow-Origin"));
        Assert.Contains("grpc-status-details-bin", call.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.True(await call.IsAtEndAsync());
    }

    [Theory]
    [InlineData(Binary)]
    [InlineData(Text)]
    public async Task ServerStream_Open_ArrivesAtOnceAndIsCancelledWithTheCaller(string contentType)
    {
        var before = gateway.Record.Cancelled;
        using (var call = await SendAsync("StreamVacancyChanges", contentType, GrpcWebCall.Frame(new StreamVacancyChangesRequest())))
        {
            for (var sequence = 1; sequence <= 3; sequence++)
            {
                Assert.Equal(sequence, (await call.NextAsync<VacancyChange>())!.Sequence);
            }
        }

        await TestGateway.EventuallyAsync(() => gateway.Record.Cancelled > before);
    }

    [Fact]
    public async Task Unary_DeadlinePassed_IsTold()
    {
        using var call = await SendAsync(
            "GetVacancy", Binary, GrpcWebCall.Frame(new GetVacancyRequest { Name = FakeUpstream.Slow }), ("grpc-timeout", "200m"));

        Assert.Equal("4", call.Header("grpc-status"));
    }

    [Theory]
    [InlineData("/no.such.Service/Get", "12")]
    [InlineData("/vacancy.v1.VacancyService/NoSuchMethod", "12")]
    public async Task Unary_Unknown_IsUnimplemented(string method, string status)
    {
        using var call = await GrpcWebCall.SendAsync(gateway.Http, method, GrpcWebCall.Frame(new GetVacancyRequest()), Binary);

        Assert.Equal(status, call.Header("grpc-status"));
    }

    [Fact]
    public async Task Text_NotBase64_IsTheCallersError()
    {
        using var call = await GrpcWebCall.SendAsync(gateway.Http, Service + "GetVacancy", "not base64 at all"u8.ToArray(), Text);

        Assert.Equal("3", call.Header("grpc-status"));
    }

    [Fact]
    public async Task Unary_OfTheGatewayItself_IsAnswered()
    {
        using var call = await GrpcWebCall.SendAsync(
            gateway.Http, "/grpc.health.v1.Health/List", GrpcWebCall.ToText(GrpcWebCall.Frame(new Grpc.Health.V1.HealthListRequest())), Text);

        Assert.NotNull(await call.NextAsync<Grpc.Health.V1.HealthListResponse>());
        Assert.Null(await call.NextAsync<Grpc.Health.V1.HealthListResponse>());
    }

    private Task<GrpcWebCall> SendAsync(string method, string contentType, byte[] frame, params (string Name, string Value)[] headers) =>
        GrpcWebCall.SendAsync(
            gateway.Http, Service + method, contentType == Text ? GrpcWebCall.ToText(frame) : frame, contentType, headers);
}
