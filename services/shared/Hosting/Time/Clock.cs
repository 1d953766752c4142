using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Matching.Hosting;

/// <summary>
/// Chooses the clock: the system's, or one that starts where <c>CLOCK</c> says and runs on from there.
/// </summary>
public static class Clock
{
    /// <summary>The configuration key; its value is an ISO 8601 time with offset.</summary>
    public const string Key = "CLOCK";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];

    /// <summary>Reads the clock from configuration. A value that is not a time with offset fails the start.</summary>
    public static TimeProvider From(IConfiguration configuration, ILogger log)
    {
        if (configuration[Key] is not { Length: > 0 } text)
        {
            return TimeProvider.System;
        }

        if (!DateTimeOffset.TryParseExact(
            text.Replace("Z", "+00:00", StringComparison.Ordinal),
            Formats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var start))
        {
            throw new InvalidOperationException(
                $"{Key}={text} is not a time. Write it like 2020-02-28T12:00:00+01:00, or leave it out.");
        }

        HostingLog.ReplayClock(log, start);
        return new ReplayClock(start);
    }

    private sealed class ReplayClock(DateTimeOffset start) : TimeProvider
    {
        private readonly long _startTimestamp = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() =>
            start.ToUniversalTime() + System.GetElapsedTime(_startTimestamp);
    }
}
