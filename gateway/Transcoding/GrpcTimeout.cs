using System.Globalization;
using Matching.Hosting;

namespace Matching.Gateway.Transcoding;

/// <summary>
/// Reads the deadline that a caller asks for, written as gRPC does: at most eight digits and a unit, <c>500m</c>.
/// </summary>
internal static class GrpcTimeout
{
    public const string Header = "Grpc-Timeout";

    /// <summary>More than this is the same as this: no call of the suite lasts a day.</summary>
    private static readonly TimeSpan Maximum = TimeSpan.FromDays(1);

    /// <summary>The time the call may take; null when the caller does not say.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is not a timeout.</exception>
    public static TimeSpan? Read(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        var text = values.ToString();
        if (text.Length is < 2 or > 9
            || !long.TryParse(
                text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || TicksOf(text[^1]) is not { } ticks)
        {
            throw RpcErrors.InvalidField(
                Header, "INVALID_VALUE", "must be at most eight digits and one of H, M, S, m, u, n, such as 500m.");
        }

        var wait = TimeSpan.FromTicks((long)(count * ticks));
        return wait < Maximum ? wait : Maximum;
    }

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
