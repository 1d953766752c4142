using Matching.Hosting;
using Microsoft.Net.Http.Headers;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// If-Match and If-None-Match (RFC 9110, section 13). A write hands its tag to the service, which compares it in the
/// transaction that writes; a read is compared with what was answered.
/// </summary>
internal static class Preconditions
{
    /// <summary>The tag that a write depends on; null for none.</summary>
    public static string? ReadForWrite(IHeaderDictionary headers, HttpBinding binding, FieldErrors mistakes)
    {
        if (binding.IsRead)
        {
            return null;
        }

        if (headers.IfNoneMatch.Count > 0)
        {
            Refuse("If-None-Match", binding, mistakes);
        }

        // An asterisk asks for any version: a resource that is not there is refused anyway.
        if (headers.IfMatch.ToString() is not { Length: > 0 } tag || tag == "*")
        {
            return null;
        }

        if (binding.Etag is null)
        {
            Refuse("If-Match", binding, mistakes);
            return null;
        }

        // A weak tag goes on as it is: it is never equal to the current one, as the strong comparison wants it.
        if (EntityTagHeaderValue.TryParse(tag, out _))
        {
            return tag;
        }

        mistakes.Add("If-Match", "INVALID_VALUE", "must be one entity tag in quotes, such as \"7\".");
        return null;
    }

    /// <summary>The status of a read that does not go on: 304 or 412; null where it does.</summary>
    public static int? CheckRead(IHeaderDictionary headers, string? etag)
    {
        if (headers.IfMatch.Count > 0 && !Matches(headers.IfMatch, etag, strong: true))
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        return headers.IfNoneMatch.Count > 0 && Matches(headers.IfNoneMatch, etag, strong: false)
            ? StatusCodes.Status304NotModified
            : null;
    }

    private static bool Matches(IList<string> values, string? etag, bool strong)
    {
        if (values is ["*"])
        {
            return true;
        }

        return etag is not null
            && EntityTagHeaderValue.TryParse(etag, out var current)
            && EntityTagHeaderValue.TryParseList(values, out var tags)
            && tags.Any(tag => tag.Compare(current, strong));
    }

    private static void Refuse(string header, HttpBinding binding, FieldErrors mistakes) => mistakes.Add(
        header, "PRECONDITION_NOT_SUPPORTED", $"is not something that {binding.Method.Name} can promise.");
}
