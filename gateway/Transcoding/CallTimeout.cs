using System.Globalization;
using Matching.Hosting;
using Microsoft.Extensions.Primitives;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Reads the time that a caller gives a call: <c>Grpc-Timeout</c> as gRPC writes it, at most eight digits and a unit
/// (<c>500m</c>), or <c>Request-Timeout</c> in seconds (<c>2.5</c>). Where both are given, the shorter one holds.
/// </summary>
internal static class CallTimeout
{
    public const string GrpcHeader = "Grpc-Timeout";
    public const string SecondsHeader = "Request-Timeout";

    /// <summary>More than this is the same as this: no call of the suite lasts a day.</summary>
    private static readonly TimeSpan Maximum = TimeSpan.FromDays(1);

    /// <summary>The time the call may take; null when the caller does not say.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is not a timeout.</exception>
    public static TimeSpan? Read(IHeaderDictionary headers)
    {
        TimeSpan? wait = null;
        if (headers.TryGetValue(GrpcHeader, out var grpc))
        {
            wait = ReadGrpc(grpc);
        }

        if (headers.TryGetValue(SecondsHeader, out var seconds) && ReadSeconds(seconds) is var other)
        {
            wait = wait < other ? wait : other;
        }

        return wait < Maximum || wait is null ? wait : Maximum;
    }

    private static TimeSpan ReadGrpc(StringValues values)
    {
        var text = values.ToString();
        if (text.Length is < 2 or > 9
            || !long.TryParse(
                text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || TicksOf(text[^1]) is not { } ticks)
        {
            throw RpcErrors.InvalidField(
                GrpcHeader,
                "INVALID_VALUE",
                "must be at most eight digits and one of H, M, S, m, u, n, such as 500m.");
        }

        return TimeSpan.FromTicks((long)(count * ticks));
    }

    private static TimeSpan ReadSeconds(StringValues values) =>
        values.ToString() is { Length: <= 16 } text
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromTicks((long)Math.Min(seconds * TimeSpan.TicksPerSecond, Maximum.Ticks))
            : throw RpcErrors.InvalidField(SecondsHeader, "INVALID_VALUE", "must be seconds, such as 2.5.");

    private static double? TicksOf(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        'n' => 1.0 / TimeSpan.NanosecondsPerTick,
        _ => null,
    };
}
