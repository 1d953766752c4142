using System.Net;
using Matching.Gateway;

namespace Gateway.Tests;

public sealed class CorsTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Theory]
    [InlineData("https://portal.example.org", "https://portal.example.org")]
    [InlineData("https://other.example.org", null)]
    public async Task Call_FromAPageElsewhere_IsAllowedToNamedOriginsOnly(string origin, string? allowed)
    {
        using var call = await gateway.SendRawAsync(HttpMethod.Get, "/v1/vacancies/1", null, ("Origin", origin));
        using var preflight = await gateway.SendRawAsync(
            HttpMethod.Options, "/v1/vacancies/1", null, ("Origin", origin), ("Access-Control-Request-Method", "PATCH"));

        Assert.Equal(HttpStatusCode.OK, call.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        foreach (var response in new[] { call, preflight })
        {
            var given = response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
            Assert.Equal(allowed, given);
        }
    }

    [Fact]
    public void Build_OriginWithAPath_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => GatewayHost.Build(["--Cors:Origins:0=https://example.org/app"]));
}
