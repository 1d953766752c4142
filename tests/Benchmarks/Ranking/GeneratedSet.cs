using Matching.Ranking;

namespace Matching.Benchmarks;

/// <summary>
/// A seeded ranking set, the same bytes as <c>gen_synth_ltr.py</c> among the shared inputs makes: 40 features of every
/// kind, five grades by a latent score with noise, 5 % missing in four columns. Every number comes from a counter and
/// from sums, products and comparisons of doubles, in a fixed order.
/// </summary>
internal sealed class GeneratedSet
{
    public const int Features = 40;

    private const ulong Seed = 20261121;
    private const ulong DrawsPerRow = 64;
    private const ulong FirstQuery = 1UL << 40;

    // The bits that numpy has for it; .NET's have the sign set.
    private static readonly float NotKnown = BitConverter.Int32BitsToSingle(0x7fc00000);

    private static readonly double[] Thresholds = [1.256, 1.845, 2.299, 2.824];

    public GeneratedSet(int queries, int rowsPerQuery)
    {
        RowsPerQuery = rowsPerQuery;
        Queries = queries;
        Values = new float[queries * rowsPerQuery * Features];
        Labels = new byte[queries * rowsPerQuery];
        Parallel.For(0, queries, query =>
        {
            for (var row = query * rowsPerQuery; row < (query + 1) * rowsPerQuery; row++)
            {
                Labels[row] = Fill((ulong)query, (ulong)row, Values.AsSpan(row * Features, Features));
            }
        });
    }

    public int Queries { get; }

    public int RowsPerQuery { get; }

    /// <summary>The last fifth of the queries is held out.</summary>
    public int TrainingQueries => Queries - Queries / 5;

    /// <summary>Row after row.</summary>
    public float[] Values { get; }

    public byte[] Labels { get; }

    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, Features).Select(i => $"f{i}")];

    public IEnumerable<RankingRow> Rows(int fromQuery, int toQuery)
    {
        for (var query = fromQuery; query < toQuery; query++)
        {
            var name = query.ToString(System.Globalization.CultureInfo.InvariantCulture);
            for (var row = query * RowsPerQuery; row < (query + 1) * RowsPerQuery; row++)
            {
                yield return new RankingRow(name, Labels[row], Values.AsMemory(row * Features, Features));
            }
        }
    }

    private static byte Fill(ulong query, ulong row, Span<float> values)
    {
        Span<double> x = stackalloc double[Features];
        for (var j = 0; j < 5; j++)
        {
            x[j] = Draw(query + FirstQuery, j);
        }

        for (var j = 5; j < 15; j++)
        {
            x[j] = Draw(row, j);
        }

        for (var j = 15; j < 20; j++)
        {
            var b = 20 + (j - 15) * 4;
            x[j] = Draw(row, b) + Draw(row, b + 1) + Draw(row, b + 2) + Draw(row, b + 3);
        }

        for (var j = 20; j < 24; j++)
        {
            var t = Draw(row, j + 20);
            x[j] = t * t * t * 100.0;
        }

        for (var j = 24; j < 28; j++)
        {
            x[j] = Math.Floor(Draw(row, j - 24) * (4.0 + 3.0 * (j - 24)));
        }

        for (var j = 28; j < 32; j++)
        {
            var t = Draw(row, j + 16);
            x[j] = t < 0.7 ? 0.0 : (t - 0.7) * 10.0;
        }

        ReadOnlySpan<int> copied = [5, 7, 15, 24];
        for (var j = 32; j < 36; j++)
        {
            x[j] = x[copied[j - 32]] + 0.5 * Draw(row, j + 16);
        }

        for (var j = 36; j < 40; j++)
        {
            x[j] = Draw(row, j + 16);
        }

        var score = Relevance(x, query, row);
        ReadOnlySpan<int> missing = [6, 10, 16, 25];
        for (var i = 0; i < missing.Length; i++)
        {
            x[missing[i]] = Draw(row, 56 + i) < 0.05 ? double.NaN : x[missing[i]];
        }

        for (var j = 0; j < Features; j++)
        {
            values[j] = double.IsNaN(x[j]) ? NotKnown : (float)x[j];
        }

        return (byte)Thresholds.Count(threshold => score >= threshold);
    }

    /// <summary>Products, gates, distances, a minimum, and what the query and the row only mean together.</summary>
    private static double Relevance(ReadOnlySpan<double> x, ulong query, ulong row)
    {
        var s = 1.2 * x[5] * x[6];
        s += 0.8 * One(x[7] > 0.6 && x[8] < 0.5);
        s -= 0.9 * Math.Abs(x[9] - x[0]);
        s += 0.9 * Math.Min(x[10], x[11]);
        s += 0.7 * x[12] * x[1];
        s -= 0.6 * One(x[13] > x[2]);
        var d = x[15] - 2.0;
        s -= 0.35 * d * d;
        s += 0.25 * x[16];
        s += 0.006 * x[20];
        s = s + 0.45 * One(x[24] == 2.0) + 0.12 * Math.Min(x[25], 4.0);
        s += 0.2 * x[28] * One(x[3] > 0.5);
        s -= 0.3 * One(x[29] > 1.0);
        s += 0.4 * (Draw(query + FirstQuery, 10) - 0.5);
        var noise = Draw(row, 60) + Draw(row, 61) + (Draw(row, 62) + Draw(row, 63)) - 2.0;
        return s + 0.7 * noise;
    }

    private static double One(bool holds) => holds ? 1.0 : 0.0;

    /// <summary>A number from 0 to 1: SplitMix64 of a counter.</summary>
    private static double Draw(ulong row, int k)
    {
        var z = Seed + 0x9E3779B97F4A7C15UL * (row * DrawsPerRow + (ulong)(k + 1));
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / 9007199254740992.0);
    }
}
