namespace Portal.Tests.Browser;

/// <summary>A test in a real browser; skipped, saying so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = BrowserSession.Executable is null ? "There is no chromium here." : null;
}
