using Google.Protobuf.WellKnownTypes;
using Matching.Hosting;

namespace Matching.Matches;

/// <summary>Reads timestamps: what travels as one need not be a time.</summary>
internal static class WireTime
{
    public static bool IsTime(Timestamp time) =>
        time.Seconds is >= -62_135_596_800 and <= 253_402_300_799 && time.Nanos is >= 0 and < 1_000_000_000;

    /// <summary>The time, or a default where none is given; adds a mistake where it is none.</summary>
    public static DateTimeOffset Read(Timestamp? time, DateTimeOffset absent, string field, FieldErrors errors)
    {
        if (time is null)
        {
            return absent;
        }

        if (!IsTime(time))
        {
            errors.Add(field, "NOT_A_TIME", "must lie between the years 1 and 9999.");
            return absent;
        }

        return time.ToDateTimeOffset();
    }
}
