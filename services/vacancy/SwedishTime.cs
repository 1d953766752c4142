using System.Globalization;
using Matching.Hosting;

namespace Matching.Vacancies;

/// <summary>Swedish local time, which is what feeds mean where they give no offset.</summary>
internal static class SwedishTime
{
    public static int YearOf(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Sweden.Zone).Year;

    /// <summary>
    /// Reads an ISO 8601 time. One without an offset is Swedish: in the hour that the clock skips in March it counts as
    /// an hour later, in the hour that it repeats in October as the second one.
    /// </summary>
    /// <param name="endOfDay">A date alone means its last second instead of its first.</param>
    public static bool TryParse(string text, bool endOfDay, out DateTimeOffset time)
    {
        text = text.Trim();
        time = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            var local = date.ToDateTime(endOfDay ? new TimeOnly(23, 59, 59) : TimeOnly.MinValue);
            return TryAt(local, out time);
        }

        // A year first: what other orders mean depends on who wrote them.
        if (text.Length < 16 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't' or ' ')
            || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var parsed))
        {
            return false;
        }

        if (parsed.Kind == DateTimeKind.Unspecified)
        {
            return TryAt(parsed, out time);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool TryAt(DateTime local, out DateTimeOffset time)
    {
        time = default;
        if (local.Year is <= 1 or >= 9999)
        {
            return false;
        }

        if (Sweden.Zone.IsInvalidTime(local))
        {
            local = local.AddHours(1);
        }

        time = new DateTimeOffset(local, Sweden.Zone.GetUtcOffset(local)).ToUniversalTime();
        return true;
    }
}
