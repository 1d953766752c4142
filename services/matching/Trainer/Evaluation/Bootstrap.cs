using System.Globalization;

namespace Matching.Trainer;

/// <summary>A value with the interval in which 95 % of the resamples lie.</summary>
internal readonly record struct Interval(double Value, double Low, double High)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value:0.0000} [{Low:0.0000}, {High:0.0000}]");
}

/// <summary>
/// Means over queries, and how sure they are: whole queries are drawn with replacement (Efron 1979), the same ones for
/// every column, so that differences and ratios of columns are paired. A NaN does not count.
/// </summary>
internal sealed class Bootstrap
{
    private const int MostResamples = 1_000;
    private const int FewestResamples = 200;

    /// <summary>Beyond so many draws there are fewer resamples; intervals over many queries need fewer.</summary>
    private const int Draws = 20_000_000;

    private const double Tail = 0.025;

    private readonly double[] _means;
    private readonly double[][] _resampled;

    public Bootstrap(IReadOnlyList<IReadOnlyList<float>> columns, int seed)
    {
        float[][] values = [.. columns.Select(column => column.ToArray())];
        var queries = values.Length == 0 ? 0 : values[0].Length;
        var counts = new int[queries];
        Array.Fill(counts, 1);
        _means = Means(values, counts);
        var random = new Random(seed);
        var resamples = queries == 0 ? 0 : Math.Clamp(Draws / queries, FewestResamples, MostResamples);
        _resampled = new double[resamples][];
        for (var i = 0; i < resamples; i++)
        {
            Array.Clear(counts);
            for (var drawn = 0; drawn < queries; drawn++)
            {
                counts[random.Next(queries)]++;
            }

            _resampled[i] = Means(values, counts);
        }
    }

    public Interval Mean(int column) => Of(means => means[column]);

    /// <summary>The first column's mean less the second's.</summary>
    public Interval Difference(int column, int other) => Of(means => means[column] - means[other]);

    /// <summary>What is made of the columns' means.</summary>
    public Interval Of(Func<double[], double> statistic)
    {
        double[] sorted = [.. _resampled.Select(statistic).Where(double.IsFinite).Order()];
        var value = statistic(_means);
        return sorted.Length == 0
            ? new Interval(value, double.NaN, double.NaN)
            : new Interval(value, sorted[(int)(Tail * sorted.Length)], sorted[^(1 + (int)(Tail * sorted.Length))]);
    }

    private static double[] Means(float[][] columns, int[] counts)
    {
        var means = new double[columns.Length];
        for (var c = 0; c < means.Length; c++)
        {
            var (sum, count) = (0.0, 0L);
            var column = columns[c];
            for (var q = 0; q < counts.Length; q++)
            {
                if (counts[q] > 0 && !float.IsNaN(column[q]))
                {
                    sum += counts[q] * column[q];
                    count += counts[q];
                }
            }

            means[c] = count == 0 ? double.NaN : sum / count;
        }

        return means;
    }
}
