using Microsoft.Playwright;

namespace Portal.Tests.Browser;

/// <summary>A headless chromium that reaches nothing but the portal. One for a test class.</summary>
public sealed class BrowserSession : IAsyncLifetime
{
    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly PortalSite _site = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Null where no browser is installed.</summary>
    public static string? Executable { get; } = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    internal Uri Address => _site.Address;

    public async Task InitializeAsync()
    {
        if (Executable is null)
        {
            return;
        }

        await _site.InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Quiet });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            _playwright?.Dispose();
            await _site.DisposeAsync();
        }
    }

    /// <summary>Opens an empty page that fails the test on an error of a script or of the content security policy.</summary>
    internal async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = Address.ToString();
        options.Locale ??= "sv-SE";
        var context = await _browser!.NewContextAsync(options);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => throw new InvalidOperationException(error);
        return page;
    }
}
