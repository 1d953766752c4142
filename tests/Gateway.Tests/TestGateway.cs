using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Sampler;
using Matching.Gateway;
using Matching.Gateway.Transcoding;
using Matching.Testing;

namespace Gateway.Tests;

/// <summary>
/// A gateway on free ports in front of the fake services, and an HTTP client of it. One for a test class.
/// </summary>
public sealed class TestGateway : IAsyncLifetime
{
    private readonly CollectedLog _log = new();
    private FakeUpstream _upstream = null!;
    private WebApplication _app = null!;

    internal HttpClient Http { get; private set; } = null!;

    internal Record Record => _upstream.Record;

    /// <summary>What answers REST, to be called without a socket.</summary>
    internal Transcoder Transcoder => _app.Services.GetRequiredService<Transcoder>();

    internal Uri GrpcAddress => GatewayHost.GrpcAddress(_app);

    internal Uri HttpAddress => GatewayHost.HttpAddress(_app);

    /// <summary>Settings beside the addresses; changed before the start by a class that derives its own.</summary>
    internal static Dictionary<string, string?> Settings(Uri upstream) => new()
    {
        ["HTTP_PORT"] = "0",
        ["GRPC_PORT"] = "0",
        ["Endpoints:Profile"] = upstream.ToString(),
        ["Endpoints:Vacancy"] = upstream.ToString(),
        ["Endpoints:Matching"] = upstream.ToString(),
        ["Transcoding:MaximumBodyBytes"] = "100000",
        ["Transcoding:MaximumStreamedBodyBytes"] = "300000000",
        ["Transcoding:EventStreamHeartbeat"] = "00:00:00.200",
        ["Cors:Origins:0"] = "https://portal.example.org",
    };

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _app = GatewayHost.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(Settings(_upstream.Address));
            builder.Logging.AddProvider(_log);
            builder.Services.AddSingleton(new ApiContracts(
                [.. new ApiContracts().Files, SamplerReflection.Descriptor]));
            builder.Services.AddSingleton(services => new Upstreams(
                services.GetRequiredService<IConfiguration>(), [.. Upstreams.Served, ("sampler.v1", "Matching")]));
        });
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = HttpAddress, Timeout = TimeSpan.FromSeconds(20) };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _upstream.DisposeAsync();
        Assert.Empty(_log.Errors);
    }

    internal async Task<(HttpStatusCode Status, JsonNode Json)> SendAsync(
        HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendRawAsync(method, path, json, headers);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, JsonNode.Parse(text)!);
    }

    internal async Task<(HttpStatusCode Status, JsonNode Json)> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Http.SendAsync(request);
            return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
        }
    }

    internal async Task<HttpResponseMessage> SendRawAsync(
        HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Waits until something is so, at most ten seconds.</summary>
    internal static async Task EventuallyAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }
}
