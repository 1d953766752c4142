using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Matching.Gateway.Portal;

/// <summary>
/// The portal's style sheet, script and icon. They are part of the assembly, so that every host has them; their
/// addresses carry a hash of the content, so that a browser asks for each version once.
/// </summary>
internal sealed class PortalAssets
{
    public const string Route = "/assets/{file}";

    private static readonly string[] Files = ["portal.css", "portal.js", "icon.svg"];

    private readonly FrozenDictionary<string, Asset> _assets = Files.ToFrozenDictionary(file => file, Read);

    /// <summary>Where the browser finds the file.</summary>
    public string Href(string file) => $"/assets/{file}?v={_assets[file].Version}";

    /// <summary>The file's text.</summary>
    public string Content(string file) => System.Text.Encoding.UTF8.GetString(_assets[file].Content);

    public IResult Answer(HttpContext context, string file)
    {
        if (!_assets.TryGetValue(file, out var asset))
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(asset.Content, asset.ContentType);
    }

    private static Asset Read(string file)
    {
        using var stream = typeof(PortalAssets).Assembly.GetManifestResourceStream($"Portal/{file}")
            ?? throw new InvalidOperationException($"{file} is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new Asset(content, Path.GetExtension(file) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        }, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }

    private sealed record Asset(byte[] Content, string ContentType, string Version);
}
