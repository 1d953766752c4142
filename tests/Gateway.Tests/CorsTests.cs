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
    public async Task Call_FromANamedOrigin_MayReadTheHeadersThatMatter()
    {
        using var call = await gateway.SendRawAsync(
            HttpMethod.Get, "/v1/vacancies/1", null, ("Origin", "https://portal.example.org"));
        using var preflight = await gateway.SendRawAsync(
            HttpMethod.Options, "/v1/vacancies/1", null, ("Origin", "https://portal.example.org"),
            ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "if-match,idempotency-key"));

        var exposed = string.Join(',', call.Headers.GetValues("Access-Control-Expose-Headers"));
        Assert.All(["ETag", "Allow", "Retry-After"], name => Assert.Contains(name, exposed, StringComparison.Ordinal));
        Assert.Equal("600", preflight.Headers.GetValues("Access-Control-Max-Age").Single());
        Assert.Contains("PATCH", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Contains(
            "if-match", preflight.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Build_OriginWithAPath_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => GatewayHost.Build(["--Cors:Origins:0=https://example.org/app"]));
}
