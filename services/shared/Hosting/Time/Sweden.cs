namespace Matching.Hosting;

/// <summary>
/// Time in Sweden: which day it is for somebody who reads a date, and what a time without offset means.
/// </summary>
public static class Sweden
{
    /// <summary>The time zone.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Stockholm");

    /// <summary>The moment, with Sweden's offset.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone);

    /// <summary>The day that a moment lies in.</summary>
    public static DateOnly DayOf(DateTimeOffset time) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);
}
