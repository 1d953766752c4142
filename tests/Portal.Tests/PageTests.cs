using System.Net;
using Matching.Matches.V1;
using Portal.Tests.Fakes;

namespace Portal.Tests;

/// <summary>Every page, in both languages: reachable without script, whole, and with nothing foreign in it.</summary>
public sealed class PageTests(PortalSite site) : IClassFixture<PortalSite>
{
    private static readonly string[] Paths =
    [
        "/", "/together", "/about", "/vacancies", "/vacancies?municipality=2281&text=sjuksk%C3%B6terska", "/vacancies?text=finnsinte",
        "/vacancies/1", "/vacancies/3", "/candidates", "/candidates?occupation=Svetsare&page=2", "/candidates/nurse",
        "/candidates/nurse?page=second", "/candidates/silent", "/candidates/nurse/vacancies/3", "/households/pair",
        "/households/pair?viewer=nurse",
    ];

    /// <summary>Shorter texts may stand in the data of a page by chance.</summary>
    private const int LongEnoughToTell = 14;

    public static TheoryData<string, string> PathsAndLanguages()
    {
        var data = new TheoryData<string, string>();
        foreach (var path in Paths)
        {
            data.Add(path, "sv");
            data.Add(path, "en");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(PathsAndLanguages))]
    public async Task Page_InEitherLanguage_IsWhole(string path, string language)
    {
        var page = await ReadAsync(With(path, language));

        Assert.Equal(language, page.Named("html").First()["lang"]);
        AssertOutline(page);
        AssertNames(page);
        AssertSelfContained(page);
        AssertTranslated(page, language);
    }

    [Fact]
    public async Task Preview_InEitherLanguage_IsWhole()
    {
        foreach (var language in new[] { "sv", "en" })
        {
            using var response = await site.Http.PostAsync(
                $"/preview?lang={language}", Form((PreviewTests.TextField, "Sjuksköterska, min man är svetsare")));
            var page = new Markup(await response.Content.ReadAsStringAsync());

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            AssertOutline(page);
            AssertNames(page);
            AssertSelfContained(page);
            AssertTranslated(page, language);
        }
    }

    [Theory]
    [InlineData("", "sv")]
    [InlineData("en-GB,en;q=0.9,sv;q=0.8", "en")]
    [InlineData("de,sv;q=0.5,en;q=0.4", "sv")]
    [InlineData("de, fr", "sv")]
    [InlineData("sv;q=0.2, en;q=0.7", "en")]
    [InlineData(";;;,,q=x", "sv")]
    public async Task Language_OfTheBrowser_DecidesWhereNoneIsChosen(string accepted, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/about");
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        using var response = await site.Http.SendAsync(request);

        Assert.Contains($"<html lang=\"{language}\">", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switch_OnAFilteredList_KeepsThePage()
    {
        var page = await ReadAsync("/vacancies?municipality=2281&page=2&lang=sv");

        Assert.Contains(page.Named("a"), link => link["href"] == "/vacancies?municipality=2281&page=2&lang=en");
    }

    [Fact]
    public async Task Links_OfAChosenLanguage_KeepIt()
    {
        var page = await ReadAsync("/?lang=en");

        Assert.All(
            page.Named("a", "form").Select(tag => tag["href"] ?? tag["action"]).OfType<string>()
                .Where(address => address.StartsWith('/') && address is not ("/openapi.json" or "/?lang=sv")),
            address => Assert.Contains("lang=en", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Links_OfAllPages_Lead()
    {
        var seen = new HashSet<string>();
        var waiting = new Queue<string>(["/"]);
        while (waiting.TryDequeue(out var address) && seen.Count < 400)
        {
            if (!seen.Add(address))
            {
                continue;
            }

            using var response = await site.Http.GetAsync(address);
            Assert.True(response.IsSuccessStatusCode, $"{address}: {response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            foreach (var link in new Markup(await response.Content.ReadAsStringAsync()).Named("a", "link", "script"))
            {
                if ((link["href"] ?? link["src"])?.Split('#')[0] is { Length: > 0 } target && target.StartsWith('/'))
                {
                    waiting.Enqueue(target);
                }
            }
        }

        Assert.Contains("/vacancies/1", seen);
        Assert.Contains("/candidates/nurse", seen);
        Assert.Contains("/households/pair", seen);
    }

    [Fact]
    public async Task Pages_OfAnyKind_CarryTheStrictHeaders()
    {
        using var response = await site.Http.GetAsync("/candidates/nurse");

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Assets_AtTheirAddress_AreKeptForGood()
    {
        var start = await ReadAsync("/");
        var style = start.Named("link").Single(link => link["rel"] == "stylesheet")["href"];
        using var response = await site.Http.GetAsync(style);

        Assert.Equal("text/css", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.MaxAge > TimeSpan.FromDays(300));
        using var missing = await site.Http.GetAsync("/assets/portal.csproj");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Candidate_OnAnyPage_HasNoName()
    {
        foreach (var path in new[] { "/candidates", "/candidates/nurse", "/vacancies/1", "/households/pair" })
        {
            var page = await ReadAsync(path);
            Assert.DoesNotContain("Förnamnet", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("Efternamnet", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("epost@", page.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Candidates_WithoutConsent_AreNotListed()
    {
        var page = await ReadAsync("/candidates?page=2");

        Assert.DoesNotContain(page.Named("a"), link => link["href"] == "/candidates/silent");
    }

    [Fact]
    public async Task Vacancy_WithHostileWords_IsEscaped()
    {
        var page = await ReadAsync("/vacancies/7");

        Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
        Assert.Contains(Region.HostileTitle, page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Named("a"), link => link["href"]?.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) == true);
    }

    [Fact]
    public async Task Vacancy_WithRequirements_SaysWhereTheyComeFrom()
    {
        var page = await ReadAsync("/vacancies/1");

        Assert.Contains("Krävs enligt lag", page.Words, StringComparison.Ordinal);
        Assert.Contains("Utläst ur annonsens text", page.Words, StringComparison.Ordinal);
        Assert.Contains("I annonsen: ”god svenska”", page.Words, StringComparison.Ordinal);
        Assert.Contains("minst B2, gärna C1", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Match_InAList_AddsUpAndExplainsInWords()
    {
        var page = await ReadAsync("/candidates/nurse?lang=en");

        foreach (var words in new[]
        {
            "67 of 100 points", "about 35 min by car (42 km, estimated) from Sundsvall", "In the same place",
            "Met", "Partly met", "Not met", "Not assessed", "+22.0 points", "−0.6 points", "Starting point", "36.4",
            "Learn more of the language", "One step away", "1,212 are outside the travel distance",
        })
        {
            Assert.Contains(words, page.Words, StringComparison.Ordinal);
        }
    }

    /// <summary>What ranks, how good it is and what it was trained on; who has approved it is nobody's business here.</summary>
    [Fact]
    public async Task About_WithTrainedModels_ShowsThemWithTheirMeasures()
    {
        site.State.Models =
        [
            new Model(Region.Model) { State = Model.Types.State.Retired },
            Region.Trained("trees-1", Model.Types.State.Active),
            Region.Trained("trees-2", Model.Types.State.Shadow),
            Region.Trained("trees-3", Model.Types.State.Inactive),
        ];
        try
        {
            var page = await ReadAsync("/about?lang=en");

            foreach (var words in new[]
            {
                "The model trees-1 ranks", "Ranks now", "Tried in the shadow", "Ranked before", "0.742", "0.698", "+0.031 to +0.057",
                "12,400 rankings with 248,000 rows", "Model card of trees-1", "Tränad på <rankningar>.",
            })
            {
                Assert.Contains(words, page.Words, StringComparison.Ordinal);
            }

            Assert.DoesNotContain("trees-3", page.Words, StringComparison.Ordinal);
            Assert.DoesNotContain("Approver", page.Words, StringComparison.Ordinal);
        }
        finally
        {
            site.State.Models = Region.Models;
        }
    }

    [Fact]
    public async Task Vacancies_Filtered_ShowOnlyWhatFits()
    {
        var page = await ReadAsync("/vacancies?occupation=svetsare&text=%C3%A5dalens");

        Assert.Contains("Svetsare MIG/MAG", page.Words, StringComparison.Ordinal);
        Assert.DoesNotContain("Sundsvalls sjukhus", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_OfAnAddress_LeadsToThePage()
    {
        using var response = await site.Http.GetAsync("/candidates/nurse?explain=https%3A%2F%2Fhere%2Fvacancies%2F3");

        Assert.Equal("/candidates/nurse/vacancies/3", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task About_WithAModel_PublishesItsWeights()
    {
        var page = await ReadAsync("/about");

        Assert.Contains("occupation_relation", page.Words, StringComparison.Ordinal);
        Assert.Contains("22,0", page.Words, StringComparison.Ordinal);
        Assert.Contains("pack-2025-12", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Household_SeenByOneMember_ShowsOnlyWhatIsShared()
    {
        var page = await ReadAsync("/households/pair?viewer=nurse");

        Assert.Contains("Delar inte vilka jobb det gäller.", page.Words, StringComparison.Ordinal);
    }

    private static string With(string path, string language) => $"{path}{(path.Contains('?') ? '&' : '?')}lang={language}";

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private static void AssertOutline(Markup page)
    {
        var levels = page.Named("h1", "h2", "h3", "h4", "h5", "h6").Select(tag => tag.Name[1] - '0').Where((_, index) => index % 2 == 0).ToList();
        Assert.Equal(1, levels[0]);
        Assert.Equal(1, levels.Count(level => level == 1));
        for (var i = 1; i < levels.Count; i++)
        {
            Assert.True(levels[i] <= levels[i - 1] + 1, $"A heading of level {levels[i]} follows one of level {levels[i - 1]}.");
        }

        foreach (var landmark in new[] { "header", "main", "footer" })
        {
            Assert.Equal(2, page.Named(landmark).Count());
        }
    }

    private static void AssertNames(Markup page)
    {
        var ids = page.Tags.Select(tag => tag["id"]).OfType<string>().ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        var labelled = page.Named("label").Select(tag => tag["for"]).OfType<string>().ToHashSet();
        Assert.All(
            page.Named("input", "select", "textarea").Where(tag => tag["type"] != "hidden" && tag.Attributes.Count > 0),
            field => Assert.Contains(field["id"]!, labelled));
        foreach (var reference in new[] { "for", "aria-labelledby", "aria-describedby", "list", "form" })
        {
            Assert.All(
                page.Tags.Select(tag => tag[reference]).OfType<string>().SelectMany(value => value.Split(' ')),
                id => Assert.Contains(id, ids));
        }

        Assert.All(
            page.Named("svg").Where(tag => tag.Attributes.Count > 0),
            picture => Assert.True(picture["aria-hidden"] == "true" || picture["aria-labelledby"] is not null));
    }

    private static void AssertSelfContained(Markup page)
    {
        Assert.All(page.Tags, tag =>
        {
            Assert.Null(tag["style"]);
            Assert.DoesNotContain(tag.Attributes.Keys, name => name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        });
        Assert.Empty(page.Named("style", "iframe", "img"));
        Assert.All(
            page.Named("script", "link").Where(tag => tag.Attributes.Count > 0),
            tag => Assert.StartsWith("/assets/", tag["src"] ?? tag["href"], StringComparison.Ordinal));
    }

    /// <summary>A page holds nothing of what the portal says in the other language.</summary>
    private static void AssertTranslated(Markup page, string language)
    {
        foreach (var (name, text) in WordsTests.All)
        {
            var (own, other) = language == "en" ? (text.English, text.Swedish) : (text.Swedish, text.English);
            if (other.Length >= LongEnoughToTell && !other.Contains('{') && !own.Contains(other, StringComparison.Ordinal))
            {
                Assert.False(page.Words.Contains(other, StringComparison.Ordinal), $"{name} stands there in the wrong language.");
            }
        }
    }

    private async Task<Markup> ReadAsync(string path)
    {
        using var response = await site.Http.GetAsync(path);
        var html = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {response.StatusCode}");
        return new Markup(html);
    }
}
