using Microsoft.Playwright;

namespace Portal.Tests.Browser;

/// <summary>The portal as people use it: by keyboard, on a small screen, in the dark, without script.</summary>
public sealed class BrowserTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private static readonly string[] Paths =
    [
        "/", "/together", "/about", "/vacancies", "/vacancies/4", "/vacancies/7", "/candidates", "/candidates/nurse",
        "/candidates/nurse/vacancies/3", "/households/pair", "/nothing",
    ];

    [BrowserFact]
    public async Task Journey_ByKeyboardAlone_EndsAtAnExplainedMatch()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/");

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("#content", await FocusedAsync(page, "href"));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/#content"); // Until then the jump could still take the focus away.
        await TabToAsync(page, "id", "text");
        await page.Keyboard.TypeAsync("Sjuksköterska i sex år, svenska B2. Min man är svetsare.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/preview");
        Assert.Equal("47 jobb som passar", await page.TextContentAsync("h1"));

        await page.Locator("ol.cards summary").First.FocusAsync();
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.True(await page.Locator("ol.cards .criterion-label").GetByText("Svenska, nivå C1").First.IsVisibleAsync());
        Assert.True(await page.Locator("ol.cards .gap").GetByText("Läs vidare till C1").First.IsVisibleAsync());
    }

    [BrowserFact]
    public async Task Focus_OfEveryStop_IsVisible()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/");
        for (var i = 0; i < 20; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var outline = await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle");
            Assert.NotEqual("none", outline);
        }
    }

    [BrowserFact]
    public async Task Correction_WithoutScript_RunsAgain()
    {
        var page = await browser.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await page.GotoAsync("/");
        await page.FillAsync("#text", "Sjuksköterska");
        await page.ClickAsync(".text-form .button");
        await page.ClickAsync(".understood summary");
        await page.UncheckAsync("#self-skill-skil_hlr_001");
        await page.FillAsync("#self-add-occupation", "svettsare");
        await page.ClickAsync("#correction .button");

        Assert.Equal(0, await page.Locator("#self-skill-skil_hlr_001").CountAsync());
        Assert.Contains("Menade du Svetsare?", await page.TextContentAsync(".errors"), StringComparison.Ordinal);
        Assert.True(await page.Locator("#self-add-occupation").IsVisibleAsync());
    }

    [BrowserFact]
    public async Task Switch_OnAnAnswer_KeepsWhatWasUnderstood()
    {
        var page = await browser.OpenAsync();
        await AskAsync(page);
        await page.ClickAsync(".switch button");

        Assert.Equal("en", await page.GetAttributeAsync("html", "lang"));
        Assert.Equal("47 jobs that suit you", await page.TextContentAsync("h1"));
        Assert.Contains("Nurse, 6 years", await page.TextContentAsync(".understood"), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Suggestions_WhileTyping_ComeFromTheTaxonomy()
    {
        var page = await browser.OpenAsync();
        await AskAsync(page);
        await page.ClickAsync(".understood summary");
        await page.Locator("#self-add-occupation").PressSequentiallyAsync("svets");

        await page.WaitForSelectorAsync(
            "#self-add-occupation-list option[value=Svetsare]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
    }

    [BrowserFact]
    public async Task Pages_At320Pixels_DoNotScrollSideways()
    {
        var page = await browser.OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 320, Height = 640 } });
        foreach (var path in Paths)
        {
            await page.GotoAsync(path);
            await AssertFitsAsync(page, path);
        }

        await AskAsync(page);
        foreach (var summary in await page.Locator("main > .wide > * summary").AllAsync())
        {
            if (await summary.IsVisibleAsync())
            {
                await summary.ClickAsync();
            }
        }

        await AssertFitsAsync(page, "/preview");
    }

    [BrowserFact]
    public async Task Pages_InBothSchemes_ReadWellForAll()
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await browser.OpenAsync(new BrowserNewContextOptions { ColorScheme = scheme });
            foreach (var path in Paths)
            {
                await page.GotoAsync(path);
                Assert.Equal([], await AccessibilityCheck.RunAsync(page, $"{scheme} {path}"));
            }

            await AskAsync(page);
            await page.ClickAsync(".understood summary");
            await page.Locator(".match summary").First.ClickAsync();
            Assert.Equal([], await AccessibilityCheck.RunAsync(page, $"{scheme} /preview"));
        }
    }

    [BrowserFact]
    public async Task Motion_NotWanted_DoesNotHappen()
    {
        var page = await browser.OpenAsync(new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync("/");

        Assert.Equal("0s", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.button')).transitionDuration"));
    }

    private static async Task AskAsync(IPage page)
    {
        await page.GotoAsync("/");
        await page.FillAsync("#text", "Sjuksköterska i sex år. Min man är svetsare.");
        await page.ClickAsync(".text-form .button");
        await page.WaitForURLAsync("**/preview");
    }

    private static async Task AssertFitsAsync(IPage page, string path)
    {
        var width = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(width <= 320, $"{path} is {width} pixels wide.");
    }

    private static async Task TabToAsync(IPage page, string attribute, string value)
    {
        for (var i = 0; i < 20; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await FocusedAsync(page, attribute) == value)
            {
                return;
            }
        }

        Assert.Fail($"The keyboard does not reach {attribute}={value}.");
    }

    private static Task<string?> FocusedAsync(IPage page, string attribute) =>
        page.EvaluateAsync<string?>("name => document.activeElement.getAttribute(name)", attribute);
}
