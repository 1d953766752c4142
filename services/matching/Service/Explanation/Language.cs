using Matching.Competence;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>The language of an answer.</summary>
internal static class Language
{
    /// <summary>Reads <c>sv</c> or <c>en</c>, also with a region; empty means Swedish.</summary>
    public static Tongue Parse(string code) => code.Split('-')[0].ToLowerInvariant() switch
    {
        "" or "sv" => Tongue.Swedish,
        "en" => Tongue.English,
        _ => throw RpcErrors.InvalidField("language_code", "UNKNOWN_LANGUAGE", $"'{code}' is not sv or en."),
    };
}
