using System.Globalization;

namespace Matching.Gateway.Json;

/// <summary>Times and durations as proto3 JSON writes them: RFC 3339, and seconds with an s.</summary>
internal static class TimeText
{
    /// <summary>The longest text that either has.</summary>
    public const int MaximumLength = 40;

    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const long MaximumDurationSeconds = 315_576_000_000;

    /// <summary>Reads <c>2026-01-31T08:00:00.5+01:00</c>; the zone has to be there.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out long seconds, out int nanos)
    {
        (seconds, nanos) = (0, 0);
        if (text.Length < 20
            || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month)
            || !TryDigits(text[8..10], out var day) || !TryDigits(text[11..13], out var hour)
            || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var rest = text[19..];
        if (!TryFraction(ref rest, out nanos) || !TryZone(rest, out var offset))
        {
            return false;
        }

        var time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        seconds = ((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) - offset;
        return seconds is >= FirstSecond and <= LastSecond;
    }

    /// <summary>Reads <c>-3.5s</c>.</summary>
    public static bool TryReadDuration(ReadOnlySpan<byte> text, out long seconds, out int nanos)
    {
        (seconds, nanos) = (0, 0);
        var negative = text is [(byte)'-', ..];
        var rest = negative ? text[1..] : text;
        var digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit((char)rest[digits]))
        {
            digits++;
        }

        if (digits is 0 or > 12)
        {
            return false;
        }

        seconds = long.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        rest = rest[digits..];
        if (!TryFraction(ref rest, out nanos) || !rest.SequenceEqual("s"u8) || seconds > MaximumDurationSeconds)
        {
            return false;
        }

        (seconds, nanos) = negative ? (-seconds, -nanos) : (seconds, nanos);
        return true;
    }

    /// <summary>Writes a time; answers how many bytes.</summary>
    /// <exception cref="InvalidDataException">It is outside the years 1 to 9999.</exception>
    public static int WriteTime(Span<byte> text, long seconds, int nanos)
    {
        if (seconds is < FirstSecond or > LastSecond || nanos is < 0 or > 999_999_999)
        {
            throw new InvalidDataException("The service answered with a time that has no JSON form.");
        }

        var time = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond);
        time.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        length += WriteFraction(text[length..], nanos);
        text[length] = (byte)'Z';
        return length + 1;
    }

    /// <summary>Writes a duration; answers how many bytes.</summary>
    /// <exception cref="InvalidDataException">Seconds and nanoseconds differ in sign, or are too many.</exception>
    public static int WriteDuration(Span<byte> text, long seconds, int nanos)
    {
        if (Math.Abs((decimal)seconds) > MaximumDurationSeconds
            || nanos is < -999_999_999 or > 999_999_999
            || (seconds != 0 && nanos != 0 && seconds < 0 != nanos < 0))
        {
            throw new InvalidDataException("The service answered with a duration that has no JSON form.");
        }

        var length = 0;
        if (seconds < 0 || nanos < 0)
        {
            text[length++] = (byte)'-';
        }

        Math.Abs(seconds).TryFormat(text[length..], out var digits, provider: CultureInfo.InvariantCulture);
        length += digits;
        length += WriteFraction(text[length..], Math.Abs(nanos));
        text[length] = (byte)'s';
        return length + 1;
    }

    // No digits, three, six or nine of them.
    private static int WriteFraction(Span<byte> text, int nanos)
    {
        if (nanos == 0)
        {
            return 0;
        }

        var (value, digits) =
            nanos % 1_000_000 == 0 ? (nanos / 1_000_000, 3)
            : nanos % 1_000 == 0 ? (nanos / 1_000, 6)
            : (nanos, 9);
        text[0] = (byte)'.';
        for (var at = digits; at > 0; at--)
        {
            text[at] = (byte)('0' + (value % 10));
            value /= 10;
        }

        return digits + 1;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int nanos)
    {
        nanos = 0;
        if (rest is not [(byte)'.', ..])
        {
            return true;
        }

        var digits = 0;
        while (digits + 1 < rest.Length && char.IsAsciiDigit((char)rest[digits + 1]))
        {
            digits++;
        }

        if (digits is 0 or > 9)
        {
            return false;
        }

        for (var at = 1; at <= 9; at++)
        {
            nanos = (nanos * 10) + (at <= digits ? rest[at] - '0' : 0);
        }

        rest = rest[(digits + 1)..];
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> zone, out int offsetSeconds)
    {
        offsetSeconds = 0;
        if (zone.SequenceEqual("Z"u8))
        {
            return true;
        }

        if (zone is not [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]
            || !TryDigits(zone[1..3], out var hours) || !TryDigits(zone[4..6], out var minutes)
            || hours > 18 || minutes > 59 || (hours == 18 && minutes > 0))
        {
            return false;
        }

        offsetSeconds = ((hours * 60) + minutes) * (zone[0] == '-' ? -60 : 60);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return true;
    }
}
