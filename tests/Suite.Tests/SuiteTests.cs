using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Matching.Suite.Tests;

/// <summary>Starts, fills, answers, stops and starts again, as a person would do it.</summary>
[Collection("Suite processes run one at a time")]
public sealed class SuiteTests : IDisposable
{
    /// <summary>A couple of seconds, and some more for a busy machine.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private static readonly HttpClient Http = new();

    private readonly string _data = Directory.CreateTempSubdirectory("matching-suite-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Start_EmptyStore_FillsItOnceAndKeepsIt()
    {
        string first;
        await using (var suite = SuiteProcess.Start(_data))
        {
            var portal = await suite.ReadyAsync();
            Assert.Contains("Demo region: 3,000 openings, 2,000 candidates", suite.Output, StringComparison.Ordinal);

            first = (await FirstVacancyAsync(portal)).GetProperty("name").GetString()!;
            var preview = await Http.PostAsJsonAsync(
                new Uri(portal, "v1/matches:previewVacancies"),
                new { text = "undersköterska, 6 years, Dutch, B2 Swedish, my husband is a welder", pageSize = 3 });
            preview.EnsureSuccessStatusCode();
            var answer = await preview.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(3, answer.GetProperty("matches").GetArrayLength());
            Assert.NotEqual(0, answer.GetProperty("places").GetArrayLength());

            var (code, elapsed) = await suite.TerminateAsync();
            Assert.Equal(0, code);
            Assert.True(elapsed < StopPatience, $"Stopping took {elapsed.TotalSeconds:0.0} s.");
        }

        await using var again = SuiteProcess.Start(_data);
        var where = await again.ReadyAsync();

        Assert.DoesNotContain("Demo region", again.Output, StringComparison.Ordinal);
        Assert.Equal(first, (await FirstVacancyAsync(where)).GetProperty("name").GetString());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Terminate_WhileFilling_StopsAndFillsTheRestAtTheNextStart()
    {
        await using (var suite = SuiteProcess.Start(_data))
        {
            await suite.SaidAsync("Filling the empty store");
            var (code, elapsed) = await suite.TerminateAsync();
            Assert.Equal(0, code);
            Assert.True(elapsed < StopPatience, $"Stopping took {elapsed.TotalSeconds:0.0} s.");
        }

        await using var again = SuiteProcess.Start(_data);
        await again.ReadyAsync();

        Assert.Contains("Demo region: 3,000 openings, 2,000 candidates", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DemoOff_LeavesTheStoreEmpty()
    {
        await using var suite = SuiteProcess.Start(_data, ("DEMO", "off"));
        var portal = await suite.ReadyAsync();

        var ready = await Http.GetAsync(new Uri(portal, "healthz/ready"));
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var page = await Http.GetFromJsonAsync<JsonElement>(new Uri(portal, "v1/vacancies"));
        Assert.False(page.TryGetProperty("vacancies", out var vacancies) && vacancies.GetArrayLength() > 0);
        Assert.Equal("127.0.0.1", portal.Host);
    }

    [Fact]
    public async Task Start_PortTaken_SaysSoInOneSentenceAndExits1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var suite = SuiteProcess.Start(_data, ("DEMO", "off"), ("HTTP_PORT", $"{port}"));
        var code = await suite.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(1, code);
        Assert.Contains($"{port}", suite.Output, StringComparison.Ordinal);
        Assert.Contains("HTTP_PORT", suite.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", suite.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP_PORT", "http")]
    [InlineData("CLOCK", "yesterday")]
    [InlineData("BIND_ADDRESS", "localhost")]
    [InlineData("TAXONOMY_DIR", "/nowhere")]
    public async Task Start_BadSetting_NamesItAndExits1(string key, string value)
    {
        await using var suite = SuiteProcess.Start(_data, ("DEMO", "off"), (key, value));
        var code = await suite.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(1, code);
        Assert.Contains(value, suite.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", suite.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ReplayClock_SaysSoLoudlyOnce()
    {
        await using var suite = SuiteProcess.Start(_data, ("DEMO", "off"), ("CLOCK", "2020-02-28T12:00:00+01:00"));
        await suite.ReadyAsync();

        Assert.Equal(2, suite.Output.Split("REPLAY").Length);
    }

    private static async Task<JsonElement> FirstVacancyAsync(Uri portal)
    {
        var page = await Http.GetFromJsonAsync<JsonElement>(new Uri(portal, "v1/vacancies?pageSize=1"));
        return page.GetProperty("vacancies")[0];
    }
}
