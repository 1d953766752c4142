using System.Globalization;

namespace Matching.Profiles;

/// <summary>Calendar days as callers write them: <c>YYYY-MM-DD</c>.</summary>
internal static class IsoDate
{
    public static bool TryParse(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
