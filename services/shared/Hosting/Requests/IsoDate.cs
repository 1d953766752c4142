using System.Globalization;

namespace Matching.Hosting;

/// <summary>Calendar days as callers write them: <c>YYYY-MM-DD</c>.</summary>
public static class IsoDate
{
    /// <summary>Reads one; false when it is not a day of the calendar.</summary>
    public static bool TryParse(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
