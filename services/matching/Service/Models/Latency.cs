using V1Latency = Matching.Matches.V1.ModelReport.Types.Latency;

namespace Matching.Matches;

/// <summary>Quantiles of times.</summary>
internal static class Latency
{
    public static V1Latency ToWire(double[] microseconds) => new()
    {
        P50Microseconds = Quantile(microseconds, 0.5),
        P90Microseconds = Quantile(microseconds, 0.9),
        P99Microseconds = Quantile(microseconds, 0.99),
    };

    /// <summary>The least value that a share of all does not exceed; 0 where there is none. Sorts in place.</summary>
    public static double Quantile(double[] values, double share)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0 : values[Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1)];
    }
}
