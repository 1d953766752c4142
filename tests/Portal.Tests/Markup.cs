using System.Net;
using System.Text.RegularExpressions;

namespace Portal.Tests;

/// <summary>
/// A page as its tags and its words. It reads what the portal writes, which always quotes and escapes attributes; it is no
/// parser of HTML at large.
/// </summary>
internal sealed partial class Markup
{
    public Markup(string html)
    {
        Html = html;
        Tags = [.. Tag().Matches(html).Select(match => new MarkupTag(
            match.Groups["name"].Value.ToLowerInvariant(),
            Attribute().Matches(match.Groups["attributes"].Value)
                .ToDictionary(item => item.Groups["name"].Value, item => WebUtility.HtmlDecode(item.Groups["value"].Value))))];
        Words = WebUtility.HtmlDecode(Space().Replace(Tag().Replace(html, " "), " "));
    }

    public string Html { get; }

    /// <summary>The opening tags, in order.</summary>
    public IReadOnlyList<MarkupTag> Tags { get; }

    /// <summary>What stands between the tags.</summary>
    public string Words { get; }

    public IEnumerable<MarkupTag> Named(params string[] names) => Tags.Where(tag => names.Contains(tag.Name));

    [GeneratedRegex("""</?(?<name>[a-zA-Z][a-zA-Z0-9]*)(?<attributes>(\s+[a-zA-Z-]+(="[^"]*")?)*)\s*/?>|<!DOCTYPE html>""", RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex("""(?<name>[a-zA-Z-]+)(="(?<value>[^"]*)")?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Attribute();

    [GeneratedRegex("""\s+""")]
    private static partial Regex Space();
}

/// <summary>An opening (or closing) tag.</summary>
internal sealed record MarkupTag(string Name, IReadOnlyDictionary<string, string> Attributes)
{
    public string? this[string name] => Attributes.GetValueOrDefault(name);
}
