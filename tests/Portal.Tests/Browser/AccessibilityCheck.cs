using Microsoft.Playwright;

namespace Portal.Tests.Browser;

/// <summary>
/// Looks a page over as WCAG 2.2 AA asks, as far as a program can: names of controls, outline, landmarks, contrast of every
/// text with the ground it is drawn on (success criterion 1.4.3) and size of targets (2.5.8).
/// </summary>
internal static class AccessibilityCheck
{
    private const string Script = """
        () => {
          const faults = [];
          const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
          const show = (element) => element.outerHTML.slice(0, 100);

          for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
            if (field.labels.length === 0) faults.push(`no label: ${show(field)}`);
          }
          for (const control of document.querySelectorAll("a[href], button, summary")) {
            if (control.textContent.trim() === "" && !control.ariaLabel) faults.push(`no name: ${show(control)}`);
          }
          let last = 0;
          for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
            const level = Number(heading.tagName[1]);
            if (level > last + 1) faults.push(`level ${level} after ${last}: ${heading.textContent}`);
            last = level;
          }
          for (const one of ["main", "h1", "body > header", "body > footer"]) {
            if (document.querySelectorAll(one).length !== 1) faults.push(`not one ${one}`);
          }

          const parse = (color) => {
            const parts = color.match(/[\d.]+/g).map(Number);
            return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
          };
          const luminance = (rgb) => rgb
            .map((value) => value / 255)
            .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
            .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
          const ground = (element) => {
            for (let at = element; at; at = at.parentElement) {
              const { rgb, alpha } = parse(getComputedStyle(at).backgroundColor);
              if (alpha === 1) return rgb;
            }
            return [255, 255, 255];
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (node.data.trim() === "" || element.closest("svg, .sr, option, datalist, script") || !visible(element)) continue;
            const style = getComputedStyle(element);
            const [light, dark] = [luminance(parse(style.color).rgb), luminance(ground(element))].sort((a, b) => b - a);
            const ratio = (light + 0.05) / (dark + 0.05);
            const size = parseFloat(style.fontSize);
            const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            if (ratio < (isLarge ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${show(element)}`);
          }

          for (const target of document.querySelectorAll("button, summary, input:not([type=hidden]), select, nav a, .button")) {
            if (!visible(target)) continue;
            const { width, height } = target.getBoundingClientRect();
            if (width < 24 || height < 24) faults.push(`target ${width.toFixed()} × ${height.toFixed()}: ${show(target)}`);
          }
          return faults;
        }
        """;

    /// <summary>What is wrong, each with the name of the page.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(IPage page, string name) =>
        [.. (await page.EvaluateAsync<string[]>(Script)).Select(fault => $"{name}: {fault}")];
}
