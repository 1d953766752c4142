using System.Net;

namespace Portal.Tests;

/// <summary>What a visitor sees when something is missing or broken: plain words, a way on, and nothing of the inside.</summary>
public sealed class ProblemTests : IAsyncLifetime
{
    private readonly PortalSite _site = new();

    public Task InitializeAsync() => _site.InitializeAsync();

    public Task DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/some/where/else.html")]
    [InlineData("/vacancies/none")]
    [InlineData("/candidates/none")]
    [InlineData("/candidates/nurse/vacancies/none")]
    [InlineData("/households/none")]
    [InlineData("/households/pair?viewer=stranger")]
    public async Task Page_Missing_SaysSoAndLeadsOn(string path)
    {
        var (status, page) = await GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("Sidan finns inte", page.Words, StringComparison.Ordinal);
        Assert.Contains(page.Named("a"), link => link["href"] == "/");
    }

    [Theory]
    [InlineData("/nothing", "application/json")]
    [InlineData("/v1/nothing", "text/html")]
    public async Task Path_OfTheApi_IsAnsweredAsTheApiDoes(string path, string accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accepted);
        using var http = new HttpClient { BaseAddress = _site.Address };
        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Service_Down_IsToldInBothLanguages()
    {
        _site.State.IsDown = true;

        var (status, page) = await GetAsync("/vacancies/1");
        var (_, english) = await GetAsync("/vacancies/1?lang=en");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("En tjänst svarar inte just nu", page.Words, StringComparison.Ordinal);
        Assert.Contains("A service is not answering right now", english.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/about")]
    [InlineData("/together")]
    public async Task Service_Down_LeavesThePagesThatCanStandAlone(string path)
    {
        _site.State.IsDown = true;

        var (status, _) = await GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Bug_BehindAPage_ShowsNothingOfTheInside()
    {
        _site.State.IsBroken = true;
        _site.ExpectsErrors = true;

        var (status, page) = await GetAsync("/vacancies/1");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("Något gick fel hos oss", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", page.Html, StringComparison.Ordinal);
        Assert.Single(_site.Log.Errors, line => line.Message.Contains("Unexpected error at GET", StringComparison.Ordinal));
    }

    private async Task<(HttpStatusCode Status, Markup Page)> GetAsync(string path)
    {
        using var response = await _site.Http.GetAsync(path);
        return (response.StatusCode, new Markup(await response.Content.ReadAsStringAsync()));
    }
}
