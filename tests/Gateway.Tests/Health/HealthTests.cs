using System.Net;
using System.Text.Json.Nodes;
using Matching.Gateway;

namespace Gateway.Tests.Health;

public sealed class HealthTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Fact]
    public async Task Ready_AllServing_Is200()
    {
        var (status, json) = await gateway.SendAsync(HttpMethod.Get, "/healthz/ready");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ready", (string?)json["status"]);
        Assert.Equal("SERVING", (string?)json["services"]!["vacancy"]);
    }

    [Fact]
    public async Task Ready_OneServiceGone_Is503AndNamesIt()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var app = GatewayHost.Build([], builder =>
        {
            var settings = TestGateway.Settings(upstream.Address);
            settings["Endpoints:Profile"] = "http://127.0.0.1:1";
            builder.Configuration.AddInMemoryCollection(settings);
        });
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = GatewayHost.HttpAddress(app) };

        using var live = await http.GetAsync("/healthz/live");
        using var ready = await http.GetAsync("/healthz/ready");
        using var call = await http.GetAsync("/v1/candidates/1");
        var json = JsonNode.Parse(await ready.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.NotEqual("SERVING", (string?)json["services"]!["profile"]);
        Assert.Equal("SERVING", (string?)json["services"]!["vacancy"]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, call.StatusCode);
    }

    [Fact]
    public void Build_WithoutAddresses_SaysWhichIsMissing()
    {
        var error = Assert.Throws<InvalidOperationException>(() => GatewayHost.Build(["--HTTP_PORT=0", "--GRPC_PORT=0"]));

        Assert.Contains("Endpoints:", error.Message, StringComparison.Ordinal);
    }
}
