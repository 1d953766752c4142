using System.Diagnostics;
using System.Net;
using Matching.Hosting;
using Microsoft.Extensions.Configuration;

namespace Hosting.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public void From_NothingSet_IsNothing() => Assert.Null(From());

    [Theory]
    [InlineData("METRICS_PORT", "http")]
    [InlineData("METRICS_PORT", "65536")]
    [InlineData("METRICS_PORT", "-1")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "amqp://user:s3cret@collector")]
    public void From_AWrongSetting_NamesItWithoutASecret(string key, string value)
    {
        var error = Assert.Throws<InvalidOperationException>(() => From((key, value)));

        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MetricsPort_AnswersScrapesOverHttp11AndNothingElse()
    {
        using var telemetry = From(("METRICS_PORT", "0"))!;
        await telemetry.StartAsync(CancellationToken.None);
        using var http = new HttpClient();

        var page = await http.GetAsync(telemetry.MetricsAddress);
        var other = await http.GetAsync(new Uri(telemetry.MetricsAddress!, "/healthz"));
        await telemetry.StopAsync(CancellationToken.None);

        Assert.Equal((HttpStatusCode.OK, new Version(1, 1)), (page.StatusCode, page.Version));
        Assert.StartsWith("text/plain", page.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Theory]
    [InlineData("always_on", true)]
    [InlineData("always_off", false)]
    public async Task Sampler_AsTheStandardSettingSays_DecidesWhatIsRecorded(string sampler, bool isRecorded)
    {
        using var spans = new ActivitySource($"Matching.Sampled.{sampler}");
        using var telemetry = From(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_TRACES_SAMPLER", sampler))!;
        await telemetry.StartAsync(CancellationToken.None);

        using var span = spans.StartActivity("something");

        Assert.Equal(isRecorded, span?.Recorded ?? false);
    }

    private static Matching.Hosting.Telemetry? From(params (string Key, string Value)[] settings) =>
        Matching.Hosting.Telemetry.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.ToDictionary(entry => entry.Key, entry => (string?)entry.Value))
                .Build(),
            "test");
}
