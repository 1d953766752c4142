namespace Matching.Ranking;

/// <summary>
/// The mean of paired differences with a percentile bootstrap interval (Efron and Tibshirani 1993), drawn with a fixed
/// seed, so that the same differences give the same interval.
/// </summary>
/// <param name="Mean">The mean; 0 for none.</param>
/// <param name="Lower">2.5 percent of the resampled means lie below.</param>
/// <param name="Upper">2.5 percent of the resampled means lie above.</param>
public readonly record struct PairedDifference(double Mean, double Lower, double Upper)
{
    private const int Resamples = 1000;
    private const int Seed = 20_261_121;

    public static PairedDifference Of(ReadOnlySpan<double> differences)
    {
        if (differences.Length == 0)
        {
            return default;
        }

        var random = new Random(Seed);
        var means = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Length; i++)
            {
                sum += differences[random.Next(differences.Length)];
            }

            means[resample] = sum / differences.Length;
        }

        Array.Sort(means);
        var mean = 0.0;
        foreach (var difference in differences)
        {
            mean += difference;
        }

        return new PairedDifference(
            mean / differences.Length, means[Resamples / 40], means[Resamples - 1 - (Resamples / 40)]);
    }
}
