namespace Matching.Ranking;

/// <summary>Rows to which similar probabilities were given.</summary>
/// <param name="From">Probabilities from here on.</param>
/// <param name="Rows">How many.</param>
/// <param name="Predicted">Their mean probability; NaN where there is no row.</param>
/// <param name="Observed">The share of them that was relevant; NaN where there is no row.</param>
public readonly record struct ReliabilityBin(double From, int Rows, double Predicted, double Observed);

/// <summary>How far probabilities come true.</summary>
/// <param name="Bins">Of equal width, from 0 to 1.</param>
/// <param name="ExpectedError">
/// The expected calibration error: the mean, over the rows, of how far predicted and observed lie apart in their bin
/// (Naeini et al. 2015).
/// </param>
/// <param name="BrierScore">The mean squared distance of probability and outcome.</param>
public sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins, double ExpectedError, double BrierScore)
{
    public static Reliability Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> relevant, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (probabilities.Length != relevant.Length)
        {
            throw new ArgumentException(
                $"{probabilities.Length} probabilities for {relevant.Length} outcomes.", nameof(relevant));
        }

        var rows = new int[bins];
        var predicted = new double[bins];
        var observed = new int[bins];
        var brier = 0.0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var p = probabilities[i];
            if (!(p is >= 0 and <= 1))
            {
                throw new ArgumentException($"{p} is no probability.", nameof(probabilities));
            }

            var bin = Math.Min((int)(p * bins), bins - 1);
            rows[bin]++;
            predicted[bin] += p;
            observed[bin] += relevant[i] ? 1 : 0;
            brier += Math.Pow(p - (relevant[i] ? 1 : 0), 2);
        }

        var error = rows.Select((_, bin) => Math.Abs(predicted[bin] - observed[bin])).Sum();
        return new Reliability(
            [.. rows.Select((count, bin) => new ReliabilityBin(
                (double)bin / bins, count, predicted[bin] / count, (double)observed[bin] / count))],
            error / probabilities.Length,
            brier / probabilities.Length);
    }
}
