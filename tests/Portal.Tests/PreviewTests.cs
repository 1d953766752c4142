using System.Net;
using Matching.Competence.V1;

namespace Portal.Tests;

/// <summary>What a visitor writes: read, answered, correctable, and nowhere kept.</summary>
public sealed class PreviewTests(PortalSite site) : IClassFixture<PortalSite>
{
    internal const string TextField = "text";

    [Fact]
    public async Task Text_OfAVisitor_ShowsWhatWasUnderstood()
    {
        var (status, page) = await PostAsync("/preview", (TextField, "Sjuksköterska i sex år, svenska B2"));

        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var words in new[]
        {
            "47 jobb som passar", "Sjuksköterska, grundutbildad, 6 år", "Svenska B2", "Utgår från Sundsvall", "Kan bo i Härnösand",
            "Ingenting av detta har sparats.", "Ett steg bort", "Ta körkort", "1\u00A0212 ligger utanför resavståndet",
        })
        {
            Assert.Contains(words, page.Words, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Platser för er båda", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_OfAPartner_ShowsPlacesForBoth()
    {
        var (_, page) = await PostAsync("/preview", (TextField, "Sjuksköterska. Min man är svetsare."));

        Assert.Contains("Platser för er båda", page.Words, StringComparison.Ordinal);
        Assert.Contains("85 av 100 för båda", page.Words, StringComparison.Ordinal);
        Assert.Contains("Karta över norra Sverige", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_InEnglish_IsAnsweredInEnglish()
    {
        var (_, page) = await PostAsync("/preview?lang=en", (TextField, "Nurse for six years"));

        Assert.Contains("47 jobs that suit you", page.Words, StringComparison.Ordinal);
        Assert.Contains("Nurse, 6 years", page.Words, StringComparison.Ordinal);
        Assert.Equal("en", site.State.LastPreview.LanguageCode);
    }

    [Fact]
    public async Task Text_Empty_IsAskedForAgain()
    {
        var (status, page) = await PostAsync("/preview", (TextField, "   "));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var field = page.Named("textarea").First();
        Assert.Equal("true", field["aria-invalid"]);
        Assert.Contains("text-error", field["aria-describedby"], StringComparison.Ordinal);
        Assert.Contains(page.Named("a"), link => link["href"] == "#text");
    }

    [Fact]
    public async Task Text_TooLong_IsRefusedWithItsLengthAndKept()
    {
        var text = new string('å', 4321);
        var (status, page) = await PostAsync("/preview", (TextField, text));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("Texten har 4\u00A0321 tecken. Högst 4\u00A0000", page.Words, StringComparison.Ordinal);
        Assert.Contains(text, page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_LargerThanAnyText_IsRefused()
    {
        var (status, page) = await PostAsync("/preview", (TextField, new string('x', 300 * 1024)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("Texten är för lång", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_Hostile_ComesBackEscaped()
    {
        const string text = "</textarea><script>alert(1)</script>\" onfocus=\"x";
        var (_, page) = await PostAsync("/preview", (TextField, text));

        Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
        Assert.Equal(text, page.Named("input").Single(tag => tag["name"] == TextField)["value"]);
    }

    [Fact]
    public async Task Text_WithNothingInIt_SaysSoAndOpensTheForm()
    {
        var (_, page) = await PostAsync("/preview", (TextField, "xyzzy"));

        Assert.Contains("Inga jobb passar just nu", page.Words, StringComparison.Ordinal);
        Assert.Contains("Vi hittade inget yrke", page.Words, StringComparison.Ordinal);
        Assert.Contains(page.Named("details"), tag => tag.Attributes.ContainsKey("open"));
    }

    [Fact]
    public async Task Correction_OfWhatWasUnderstood_IsSentAsFields()
    {
        await PostAsync(
            "/preview",
            ("correction", "1"),
            (TextField, "Sjuksköterska"),
            ("self-occupation", "bXNH_MNX_dUR"),
            ("self-years-bXNH_MNX_dUR", "2,5"),
            ("self-language", "zSkr_6xv_FhS"),
            ("self-level-zSkr_6xv_FhS", "5"),
            ("self-add-occupation", "svetsare"),
            ("self-add-years", "1"),
            ("self-place", "2280"),
            ("self-anywhere", "1"),
            ("self-radius", "99999"),
            ("self-extent", "nonsense"),
            ("self-home", "Lycksele"));

        var sent = site.State.LastPreview;
        Assert.Empty(sent.Text);
        Assert.Null(sent.Partner);
        Assert.Equal(["bXNH_MNX_dUR", "svetsare"], sent.Candidate.Occupations.Select(fact => fact.Occupation));
        Assert.Equal(2.5, sent.Candidate.Occupations[0].Years);
        Assert.Equal(CefrLevel.C1, sent.Candidate.Languages.Single().Level);
        Assert.Equal("2280", sent.Candidate.Wishes.Places.Single().Place);
        Assert.True(sent.Candidate.Wishes.Anywhere);
        Assert.Equal(2000, sent.Candidate.Wishes.RadiusKm);
        Assert.Equal(0, sent.Candidate.Wishes.MinExtentPercent);
        Assert.Equal("Lycksele", sent.Candidate.Home);
    }

    [Fact]
    public async Task Correction_WithAnUnknownWord_NamesItAndAnswersTheRest()
    {
        var (status, page) = await PostAsync(
            "/preview",
            ("correction", "1"),
            ("self-occupation", "bXNH_MNX_dUR"),
            ("self-add-occupation", "svettsare"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Vi känner inte igen ”svettsare”. Menade du Svetsare?", page.Words, StringComparison.Ordinal);
        Assert.Contains("47 jobb som passar", page.Words, StringComparison.Ordinal);
        var field = page.Named("input").Single(tag => tag["id"] == "self-add-occupation");
        Assert.Equal("svettsare", field["value"]);
        Assert.Equal("self-add-occupation-error", field["aria-describedby"]);
    }

    [Fact]
    public async Task Correction_InTheOtherLanguage_SendsTheSameForm()
    {
        var (_, page) = await PostAsync("/preview", (TextField, "Sjuksköterska"));

        var switcher = page.Named("button").Single(tag => tag["lang"] == "en");
        Assert.Equal("correction", switcher["form"]);
        Assert.Equal("/preview?lang=en", switcher["formaction"]);
    }

    [Fact]
    public async Task Texts_OfTwo_ArePutTogether()
    {
        var (_, page) = await PostAsync(
            "/preview", (TextField, "Sjuksköterska"), ("partner-text", "Svetsare i åtta år"));

        Assert.Equal("Sjuksköterska", site.State.LastPreview.Text);
        Assert.NotEmpty(site.State.LastPreview.Partner.Occupations);
        Assert.Contains("Platser för er båda", page.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_OfTwoWithOneMissing_AreAskedForAgain()
    {
        var (status, page) = await PostAsync("/preview", (TextField, "Sjuksköterska"), ("partner-text", ""));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(page.Named("a"), link => link["href"] == "#partner-text");
        Assert.Contains(">Sjuksköterska</textarea>", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_ByAddress_LeadsToTheStart()
    {
        using var response = await site.Http.GetAsync("/preview?lang=en");

        Assert.Equal("/?lang=en", response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Origin", "https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    public async Task Form_OfAnotherSite_IsRefused(string header, string value, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/preview") { Content = Form([(TextField, "Svetsare")]) };
        request.Headers.Add(header, value);
        using var response = await site.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Text_OfAVisitor_IsNeverLogged()
    {
        await PostAsync("/preview", (TextField, "Sjuksköterska Hemlighetsson"));

        Assert.DoesNotContain(site.Log.Lines, line => line.Message.Contains("Hemlighetsson", StringComparison.Ordinal));
    }

    private static FormUrlEncodedContent Form(IEnumerable<(string Name, string Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private async Task<(HttpStatusCode Status, Markup Page)> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = Form(fields);
        using var response = await site.Http.PostAsync(path, form);
        return (response.StatusCode, new Markup(await response.Content.ReadAsStringAsync()));
    }
}
