using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Matching.Gateway.Transcoding;

/// <summary>Chooses among media types and content codings by what a caller accepts (RFC 9110, section 12.5).</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";
    public const string Events = "text/event-stream";

    /// <summary>What a single answer is offered as.</summary>
    public static readonly IReadOnlyList<string> Single = [Json];

    /// <summary>What a stream is offered as; who asks for JSON gets lines of it.</summary>
    public static readonly IReadOnlyList<string> Streamed = [Lines, Events, Json];

    /// <summary>The offer that is wished for most; null where none is accepted.</summary>
    public static string? Choose(StringValues accept, IReadOnlyList<string> offers)
    {
        if (accept.Count == 0 || (accept.Count == 1 && (accept[0] is "" or "*/*" || accept[0] == offers[0])))
        {
            return offers[0];
        }

        // A header that nobody can read asks for nothing.
        if (!MediaTypeHeaderValue.TryParseList(accept, out var ranges))
        {
            return offers[0];
        }

        string? best = null;
        var bestRank = (Quality: 0.0, Exactness: -1);
        foreach (var offer in offers)
        {
            var rank = (Quality: 0.0, Exactness: -1);
            foreach (var range in ranges)
            {
                var exactness = range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
                if (exactness > rank.Exactness && Includes(range, offer))
                {
                    rank = (range.Quality ?? 1, exactness);
                }
            }

            if (rank.Quality > 0 && rank.CompareTo(bestRank) > 0)
            {
                (best, bestRank) = (offer, rank);
            }
        }

        return best;
    }

    /// <summary><c>br</c> or <c>gzip</c>, where the caller takes either; null for the bytes as they are.</summary>
    public static string? ChooseCoding(StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0 || !StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var wished))
        {
            return null;
        }

        double Quality(string coding) =>
            wished.FirstOrDefault(entry => entry.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
                is { } named ? named.Quality ?? 1
            : wished.FirstOrDefault(entry => entry.Value == "*") is { } any ? any.Quality ?? 1
            : 0;

        var (br, gzip) = (Quality("br"), Quality("gzip"));
        return br > 0 && br >= gzip ? "br" : gzip > 0 ? "gzip" : null;
    }

    /// <summary>Whether a body says that it is JSON, or says nothing; JSON is always UTF-8.</summary>
    public static bool IsJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType) || contentType == Json)
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue
                || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static bool Includes(MediaTypeHeaderValue range, string offer) =>
        range.MatchesAllTypes
        || range.MediaType.Equals(offer, StringComparison.OrdinalIgnoreCase)
        || (range.MatchesAllSubTypes
            && offer.AsSpan(0, offer.IndexOf('/')).Equals(range.Type.AsSpan(), StringComparison.OrdinalIgnoreCase));
}
