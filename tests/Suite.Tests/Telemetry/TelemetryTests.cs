using System.Net;
using System.Text.Json;
using Matching.Suite.Tests.Otlp;

namespace Matching.Suite.Tests.Telemetry;

/// <summary>What the suite tells of itself, seen from where it is told to; see <see cref="Session"/>.</summary>
[Collection("Suite processes run one at a time")]
[Trait("Category", "Slow")]
public sealed partial class TelemetryTests(Session session) : IClassFixture<Session>
{
    private const int Server = 2, Client = 3, Consumer = 5;

    [Fact]
    public async Task Create_OverRest_IsOneTraceUntilTheIndexHasIt()
    {
        var spans = await session.Collector.TraceAsync(
            session.CreateTrace,
            "POST /v1/vacancies", "vacancy.v1.VacancyService/CreateVacancy", "dispatch vacancy",
            "index vacancy");

        var gateway = Of(spans, "POST /v1/vacancies");
        var call = spans.Single(entry => entry.Source == "Grpc.Net.Client"
            && entry.Span.Name == "vacancy.v1.VacancyService/CreateVacancy").Span;
        var service = spans.Single(entry => entry.Source == "Microsoft.AspNetCore"
            && entry.Span.Name == "vacancy.v1.VacancyService/CreateVacancy").Span;
        Assert.Equal((Server, Client, Server), (gateway.Kind, call.Kind, service.Kind));
        Assert.Equal(gateway.SpanId, call.ParentSpanId);
        Assert.True(IsUnder(spans, service, call));
        Assert.Equal(service.SpanId, Of(spans, "write vacancy").ParentSpanId);
        Assert.Equal(service.SpanId, Of(spans, "dispatch vacancy").ParentSpanId);
        Assert.True(IsUnder(spans, Of(spans, "index vacancy"), Of(spans, "dispatch vacancy")));
        Assert.Equal(Consumer, Of(spans, "index vacancy").Kind);
        Assert.Equal("OK", Tag(service, "rpc.response.status_code"));
        Assert.Equal("200", Tag(gateway, "http.response.status_code"));
        Assert.All(spans, entry => Assert.True(
            entry.Span.SpanId == gateway.SpanId || spans.Any(other => other.Span.SpanId == entry.Span.ParentSpanId),
            $"{entry.Span.Name} has a parent that nobody told of."));
    }

    [Fact]
    public async Task Call_OverGrpc_IsOneTraceThroughTheGateway()
    {
        const string Method = "vacancy.v1.VacancyService/ListVacancies";
        var spans = await session.Collector.TraceAsync(session.GrpcTrace, Method);

        var servers = spans.Where(entry => entry.Span.Kind == Server).Select(entry => entry.Span).ToList();
        Assert.Equal([Method, Method], servers.Select(span => span.Name));
        var gateway = servers.Single(span => Tag(span, "matching.tier") == "gateway");
        var service = servers.Single(span => Tag(span, "matching.tier") == "service");
        Assert.True(IsUnder(spans, service, gateway));
        Assert.Equal("OK", Tag(gateway, "rpc.response.status_code"));
    }

    [Fact]
    public async Task Spans_OfAnyCall_NameRoutesAndNeverPaths()
    {
        var wrong = await session.Collector.TraceAsync(session.WrongTrace, "GET /{**path}");
        var match = await session.Collector.TraceAsync(
            session.MatchTrace, "GET /v1/{candidate=candidates/*}:matchVacancies");

        Assert.Equal("404", Tag(wrong.Single().Span, "http.response.status_code"));
        Assert.NotEmpty(match);
        Assert.All(session.Collector.Received, resource => Assert.Contains(
            resource.Resource.Attributes,
            tag => tag.Key == "service.name" && tag.Value.StringValue == "matching-under-test"));
    }

    [Fact]
    public void Metrics_AsPrometheusReadsThem_AreWellFormedAndTellWhatHappened()
    {
        var page = PrometheusText.Parse(session.Metrics);

        Assert.Equal(HttpStatusCode.NotFound, session.OtherPage);
        Assert.Equal(1, Value("matching_index_candidates"));
        Assert.Equal(2, Value("matching_import_rejections_total"));
        Assert.Equal(1, Value("matching_feedback_events_total", ("matching_feedback_type", "applied")));
        Assert.Equal(0, Value("matching_outbox_pending", ("matching_feed_name", "vacancy")));
        Assert.Equal(
            Value("matching_feed_sequence", ("matching_store_name", "vacancy")),
            Value("matching_index_sequence", ("matching_feed_name", "vacancy")));
        Assert.Equal(1, Value(
            "http_server_request_duration_seconds_count",
            ("rpc_method", "vacancy.v1.VacancyService/CreateVacancy"), ("matching_tier", "service"),
            ("rpc_response_status_code", "OK")));
        Assert.Equal(1, Value(
            "http_server_request_duration_seconds_count",
            ("rpc_method", "vacancy.v1.VacancyService/CreateVacancy"), ("matching_tier", "gateway"),
            ("http_response_status_code", "200")));
        Assert.True(Value("matching_ranking_stage_duration_seconds_count", ("matching_stage", "score")) > 0);
        Assert.True(Value("matching_store_group_duration_seconds_count", ("matching_store_name", "profile")) > 0);
        Assert.Equal(1, Value("matching_model_active", ("role", "champion")));
        Assert.DoesNotContain("/metrics", session.Metrics, StringComparison.Ordinal);

        double Value(string name, params (string Label, string Value)[] labels) => page.Samples
            .Where(sample => sample.Name == name
                && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))
            .Sum(sample => sample.Value);
    }

    [Fact]
    public void Logs_AsJson_CarryTheTrace()
    {
        var imported = session.Output.Split('\n').Where(line => line.StartsWith('{'))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("Category").GetString() == "Matching.Vacancies.Import.VacancyImport")
            .ToList();

        Assert.Contains(imported, line => line.GetProperty("Scopes").GetRawText()
            .Contains(session.ImportTrace, StringComparison.Ordinal));
    }

    [Fact]
    public void EverythingTold_HoldsNothingPersonalAndNoFreeText()
    {
        var spans = string.Join('\n', session.Collector.Received.Select(resource => resource.ToString()));

        Assert.All(Session.Secrets, secret =>
        {
            AssertAbsent(secret, spans, "span");
            AssertAbsent(secret, session.Metrics, "metric");
            AssertAbsent(secret, session.Output, "log");
            AssertAbsent(JsonEncodedText.Encode(secret).ToString(), session.Output, "log");
        });
    }

    private static void AssertAbsent(string secret, string text, string where)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Assert.True(line is null, $"'{secret}' stands in a {where}: {line}");
    }

    private static Span Of(IReadOnlyList<(string Source, Span Span)> spans, string name) =>
        spans.First(entry => entry.Span.Name == name).Span;

    private static bool IsUnder(IReadOnlyList<(string Source, Span Span)> spans, Span span, Span above)
    {
        for (Span? at = span; at is not null;
            at = spans.Select(entry => entry.Span).FirstOrDefault(other => other.SpanId == at.ParentSpanId))
        {
            if (at.SpanId == above.SpanId)
            {
                return true;
            }
        }

        return false;
    }

    private static string? Tag(Span span, string key) =>
        span.Attributes.FirstOrDefault(tag => tag.Key == key)?.Value is { } value
            ? value.ValueCase == AnyValue.ValueOneofCase.IntValue ? $"{value.IntValue}" : value.StringValue
            : null;
}
