using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Matching.Competence;
using Matching.Gateway;
using Matching.Hosting;
using Matching.Matches;
using Matching.Profiles;
using Matching.Vacancies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace System.Tests;

/// <summary>
/// All services and the gateway in this process, on free ports, with a directory of their own and a clock that goes
/// on when it is told to; called over REST as an integrator or a portal calls them. An error in a log fails the test.
/// </summary>
internal sealed class RunningSuite : IAsyncDisposable
{
    private static readonly Lazy<Taxonomy> LazyTaxonomy = new(Taxonomy.LoadBuiltIn);

    private static readonly Lazy<ConceptExtractor> LazyExtractor = new(() => new ConceptExtractor(Taxonomy));

    private readonly TemporaryDirectory _data = new();
    private readonly CollectedLog _log = new();

    /// <summary>In the order they started.</summary>
    private readonly List<WebApplication> _hosts = [];

    private readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal)
    {
        [ServiceHosting.PortKey] = "0",
        [GatewayHost.HttpPortKey] = "0",
        [GatewayHost.GrpcPortKey] = "0",
    };

    private HttpClient? _http;

    private RunningSuite(string clock) =>
        Clock = new ManualClock(DateTimeOffset.Parse(clock, Globalization.CultureInfo.InvariantCulture));

    public ManualClock Clock { get; }

    /// <summary>A client of REST, until the suite is stopped.</summary>
    public HttpClient Http => _http!;

    public static Taxonomy Taxonomy => LazyTaxonomy.Value;

    private static ConceptExtractor Extractor => LazyExtractor.Value;

    public GrpcChannel OpenChannel() => GrpcChannel.ForAddress(GatewayHost.GrpcAddress(_hosts[^1]));

    /// <param name="clock">When it starts, such as <c>2020-02-28T12:00:00+01:00</c>.</param>
    public static async Task<RunningSuite> StartAsync(string clock)
    {
        var suite = new RunningSuite(clock);
        await suite.StartAsync();
        return suite;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Dispose();
        Assert.Empty(_log.Errors);
    }

    public Task<JsonNode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    public Task<JsonNode> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, Json(body));

    public Task<JsonNode> PatchAsync(string path, JsonNode body) => SendAsync(HttpMethod.Patch, path, Json(body));

    public Task<JsonNode> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, content: null);

    /// <summary>Pushes ads or removals.</summary>
    public Task<JsonNode> ImportAsync(string body, string mediaType = "application/x-ndjson") => SendAsync(
        HttpMethod.Post, "/v1/vacancies:import", new StringContent(body, Encoding.UTF8, mediaType));

    /// <summary>Expects a call to fail, and answers the problem.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Problem)> FailAsync(
        HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json(body) };
        using var response = await _http!.SendAsync(request);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await _http!.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _http!.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private async Task StartAsync()
    {
        _settings[ServiceHosting.DataDirectoryKey] = _data.Path;
        _settings["Endpoints:Profile"] = await StartAsync(ProfileHost.Build);
        _settings["Endpoints:Vacancy"] = await StartAsync(VacancyHost.Build);
        _settings["Endpoints:Matching"] = await StartAsync(MatchingHost.Build);
        await StartAsync(GatewayHost.Build);
        _http = new HttpClient { BaseAddress = GatewayHost.HttpAddress(_hosts[^1]), Timeout = TimeSpan.FromMinutes(3) };
    }

    private async Task<string> StartAsync(Func<string[], Action<WebApplicationBuilder>?, WebApplication> build)
    {
        var host = build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(_settings);
            builder.Logging.ClearProviders().AddProvider(_log);
            builder.Services.AddSingleton<TimeProvider>(Clock);
            builder.Services.AddSingleton(Taxonomy);
            builder.Services.AddSingleton(Extractor);
        });
        _hosts.Add(host);
        await host.StartAsync();
        return host.Addresses()[0].ToString();
    }

    private async Task StopAsync()
    {
        _http?.Dispose();
        foreach (var host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        _hosts.Clear();
    }
}
