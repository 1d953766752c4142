using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Matching.Suite.Tests.Telemetry;

/// <summary>
/// One run of the suite, a process of its own that tells everything it can: logs as JSON from Debug on, every trace to
/// a collector, metrics to whoever scrapes. In it people whose names occur nowhere else do what people do, right and
/// wrong.
/// </summary>
public sealed class Session : IAsyncLifetime
{
    /// <summary>What callers write that is personal, or free text; nothing of it may be told.</summary>
    public static readonly string[] Secrets =
    [
        "Zephyrina", "Qvistelholm", "Oskarion", "zq.hemlig", "exempelkontakt", "700998877", "0700-99", "19791231",
        "gillar snöskoter", "snowmobile", "astmatiker", "Bedömarsson", "hemligt underlag",
        "läckande", "Tracestatius", "Baggagina", "Agentia", "Verbalina",
    ];

    private readonly string _data = Directory.CreateTempSubdirectory("matching-telemetry-").FullName;
    private HttpClient _http = null!;
    private SuiteProcess _suite = null!;

    internal Collector Collector { get; private set; } = null!;

    /// <summary>The metrics at the end, as they were scraped.</summary>
    public string Metrics { get; private set; } = "";

    /// <summary>What the metrics' port answered to <c>/</c>.</summary>
    public HttpStatusCode OtherPage { get; private set; }

    /// <summary>Everything that was written to the console.</summary>
    public string Output => _suite.Output;

    /// <summary>The trace in which a vacancy was created.</summary>
    public string CreateTrace { get; } = NewTrace();

    public string ImportTrace { get; } = NewTrace();

    public string MatchTrace { get; } = NewTrace();

    public string GrpcTrace { get; } = NewTrace();

    public string WrongTrace { get; } = NewTrace();

    public async Task InitializeAsync()
    {
        Collector = await Collector.StartAsync();
        _suite = SuiteProcess.Start(
            _data,
            ("DEMO", "off"),
            ("METRICS_PORT", "0"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", Collector.Address),
            ("OTEL_SERVICE_NAME", "matching-under-test"),
            ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ("Logging__LogLevel__Default", "Debug"),
            ("Logging__Console__FormatterName", "json"));
        _http = new HttpClient { BaseAddress = await _suite.ReadyAsync(), Timeout = TimeSpan.FromMinutes(2) };
        await PlayAsync();
        await Collector.TraceAsync(CreateTrace, "index vacancy");
        var page = new Uri(Between(Output, "Metrics at ", "\n"));
        Metrics = await _http.GetStringAsync(page);
        OtherPage = (await _http.GetAsync(new Uri(page, "/"))).StatusCode;
        var (code, _) = await _suite.TerminateAsync();
        Assert.True(code == 0, "It did not stop as it should:\n" + string.Join('\n', Output.Split('\n').TakeLast(20)));
    }

    public async Task DisposeAsync()
    {
        _http?.Dispose();
        if (_suite is not null)
        {
            await _suite.DisposeAsync();
        }

        await Collector.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task PlayAsync()
    {
        var vacancy = await PostAsync("vacancies", """
            {"title": "Sjuksköterska", "occupation": "Sjuksköterska, grundutbildad", "kind": "OPENING_KIND_JOB",
             "employer": {"displayName": "Härnösands kommun"}, "workplace": {"municipality": "Härnösand"}, "positions": 1,
             "description": "Ring Zephyrina Qvistelholm, 0700-99 88 77, zq.hemlig@exempelkontakt.se, som gillar snöskoter"}
            """, CreateTrace);
        await PostAsync("vacancies:import", """
            {"id": "4711", "headline": "Kock", "description": {"text": "Fråga efter Zephyrina Qvistelholm"},
             "occupation": {"label": "Kock, storhushåll"}, "employer": {"name": "Härnösands kommun"},
             "workplace_address": {"municipality": "Härnösand", "municipality_code": "2280"},
             "application_contacts": [{"name": "Oskarion Qvistelholm", "email": "zq.hemlig@exempelkontakt.se"}]}
            {"id": "4712", "headline": "gillar snöskoter", "occupation": {"label": "Zephyrina läckande"}}
            {"id": "19791231-9876", "removed": "Zephyrina"}
            """, ImportTrace, "application/x-ndjson");
        var candidate = await PostAsync("candidates", Person("Zephyrina", "Kock, storhushåll"));
        var partner = await PostAsync("candidates", Person("Oskarion", "Svetsare"));
        await PostAsync($"{candidate}/validationResults", """
            {"standard": "SeQF", "outcome": "OUTCOME_FULL", "issuer": "Bedömarsson", "issueDate": "2026-05-01",
             "covers": [{"concept": "Sjuksköterska, grundutbildad", "note": "hemligt underlag om Zephyrina"}]}
            """);
        var household = await PostAsync("households", $$"""
            {"members": [{"candidate": "{{candidate}}", "sharing": "SHARING_OPENINGS"},
                         {"candidate": "{{partner}}", "sharing": "SHARING_OUTLOOK"}]}
            """);
        await SendAsync(HttpMethod.Get, $"v1/{household}:matchTandem");
        await SendAsync(HttpMethod.Delete, $"v1/{partner}");
        await SendAsync(
            HttpMethod.Get, $"v1/{candidate}:matchVacancies?filter.text=gillar%20sn%C3%B6skoter", trace: MatchTrace);
        var matches = JsonNode.Parse(await SendAsync(HttpMethod.Get, $"v1/{candidate}:matchVacancies"));
        await SendAsync(HttpMethod.Get, $"v1/{vacancy}:matchCandidates");
        await PostAsync("matches:previewVacancies", """
            {"text": "Zephyrina Qvistelholm, 19791231-9876, astmatiker, sjuksköterska, loves a snowmobile, 0700-998877"}
            """);
        await PostAsync("concepts:extract", """{"text": "Zephyrina gillar snöskoter"}""");
        await PostAsync("feedback", $$"""
            {"events": [{"ranking": "{{matches!["ranking"]}}", "item": "{{matches["matches"]?[0]?["vacancy"]}}",
                         "type": "TYPE_APPLIED", "eventId": "Zephyrina 19791231-9876"},
                        {"ranking": "Zephyrina", "item": "vacancies/Qvistelholm", "type": "TYPE_OPENED"}]}
            """);
        await DoWrongAsync(candidate);
        await CallAsync("/vacancy.v1.VacancyService/ListVacancies", GrpcTrace);
        await CallAsync("/vacancy.v1.VacancyService/Zephyrina", NewTrace());
        await SendAsync(HttpMethod.Get, $"v1/{candidate}:export");
    }

    /// <summary>What callers get wrong, and what others try.</summary>
    private async Task DoWrongAsync(string candidate)
    {
        await SendAsync(HttpMethod.Get, "v1/Zephyrina/Qvistelholm?q=19791231-9876", trace: WrongTrace, optional: true);
        await SendAsync(HttpMethod.Get, "v1/candidates/Zephyrina", optional: true);
        await SendAsync(HttpMethod.Get, "v1/candidates?pageToken=Zephyrina%20Qvistelholm", optional: true);
        await SendAsync(new HttpMethod("VERBALINA"), "v1/candidates", optional: true);
        await PostAsync("candidates", """{"email": "läckande Zephyrina", "home": "Qvistelholm"}""", optional: true);
        await PostAsync("candidates", """{"givenName": "Zephyrina", "occupations": 19791231""", optional: true);
        await PostAsync("vacancies", """{"title": "Zephyrina", "occupation": "läckande snöskoter"}""", optional: true);
        await SendAsync(
            HttpMethod.Patch, $"v1/{candidate}", """{"givenName": "Zephyrina", "etag": "\"9876\""}""", optional: true);
        using var hostile = new HttpRequestMessage(HttpMethod.Get, "v1/vacancies");
        hostile.Headers.Add("traceparent", $"00-{NewTrace()}-00f067aa0ba902b7-01");
        hostile.Headers.Add("tracestate", "x=Tracestatius");
        hostile.Headers.Add("baggage", "name=Baggagina");
        hostile.Headers.TryAddWithoutValidation("User-Agent", "Agentia/1.0");
        hostile.Headers.TryAddWithoutValidation("Idempotency-Key", "Zephyrina");
        using var answer = await _http.SendAsync(hostile);
    }

    private static string Person(string name, string occupation) => $$"""
        {"givenName": "{{name}}", "familyName": "Qvistelholm", "email": "{{name}}.zq.hemlig@exempelkontakt.se",
         "occupations": [{"occupation": "{{occupation}}", "years": 12}], "home": "Härnösand",
         "rightToWork": "RIGHT_TO_WORK_HELD",
         "languages": [{"language": "Swedish", "level": "CEFR_LEVEL_B2"}],
         "consents": [{"purpose": "PURPOSE_MATCHING"}, {"purpose": "PURPOSE_EMPLOYER_SEARCH"},
                      {"purpose": "PURPOSE_HOUSEHOLD"}]}
        """;

    /// <summary>Answers the name of what was made.</summary>
    private async Task<string> PostAsync(
        string path, string body, string? trace = null, string mediaType = "application/json", bool optional = false)
    {
        var answer = await SendAsync(HttpMethod.Post, "v1/" + path, body, trace, mediaType, optional);
        return (string?)JsonNode.Parse(answer)!["name"] ?? "";
    }

    /// <param name="optional">Whether the call may fail.</param>
    private async Task<string> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string? trace = null,
        string mediaType = "application/json",
        bool optional = false)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        }

        request.Headers.Add("traceparent", $"00-{trace ?? NewTrace()}-00f067aa0ba902b7-01");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(optional || response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {text}");
        return text;
    }

    /// <summary>Calls over gRPC with an empty message, through the gateway.</summary>
    private async Task CallAsync(string path, string trace)
    {
        var address = new Uri("http://" + Between(Output, "gRPC      ", " "));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("TE", "trailers");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var response = await _http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
    }

    private static string NewTrace() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)].Trim();
    }
}
