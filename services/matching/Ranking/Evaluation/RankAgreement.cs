namespace Matching.Ranking;

/// <summary>How alike two models order the same rows.</summary>
public static class RankAgreement
{
    /// <summary>
    /// Kendall's tau-b of two scores of the same rows: 1 the same order, -1 the reverse, 0 unrelated; NaN where one of
    /// them ties all rows. In O(n log n) by counting the exchanges of a merge sort (Knight 1966).
    /// </summary>
    public static double KendallTau(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"{a.Length} scores beside {b.Length}.", nameof(b));
        }

        var pairs = new (double A, double B)[a.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (a[i], b[i]);
        }

        Array.Sort(pairs);
        var tiesOfA = Ties(pairs, static (x, y) => x.A.Equals(y.A));
        var tiesOfBoth = Ties(pairs, static (x, y) => x.Equals(y));
        var second = pairs.Select(pair => pair.B).ToArray();
        var exchanges = CountExchanges(second, new double[second.Length]);

        // The merge sort has left the second scores in order.
        var tiesOfB = 0L;
        for (int i = 1, run = 1; i <= second.Length; i++)
        {
            if (i < second.Length && second[i].Equals(second[i - 1]))
            {
                run++;
                continue;
            }

            tiesOfB += (long)run * (run - 1) / 2;
            run = 1;
        }

        var all = (long)pairs.Length * (pairs.Length - 1) / 2;
        var agreeing = all - tiesOfA - tiesOfB + tiesOfBoth - (2 * exchanges);
        return agreeing / Math.Sqrt((double)(all - tiesOfA) * (all - tiesOfB));
    }

    /// <summary>
    /// The share of the first <paramref name="k"/> rows by one score that are among the first k by the other; of all
    /// rows where there are fewer. Ties go to the row that came first.
    /// </summary>
    public static double TopOverlap(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int k)
    {
        var count = Math.Min(k, a.Length);
        var first = Orders.ByScore(a)[..count];
        return count == 0 ? 1 : (double)first.Intersect(Orders.ByScore(b)[..count]).Count() / count;
    }

    private static long Ties((double A, double B)[] sorted, Func<(double A, double B), (double A, double B), bool> same)
    {
        var ties = 0L;
        for (int i = 1, run = 1; i <= sorted.Length; i++)
        {
            if (i < sorted.Length && same(sorted[i], sorted[i - 1]))
            {
                run++;
                continue;
            }

            ties += (long)run * (run - 1) / 2;
            run = 1;
        }

        return ties;
    }

    private static long CountExchanges(Span<double> values, Span<double> room)
    {
        if (values.Length < 2)
        {
            return 0;
        }

        var half = values.Length / 2;
        var exchanges = CountExchanges(values[..half], room[..half]) + CountExchanges(values[half..], room[half..]);
        values.CopyTo(room);
        for (int left = 0, right = half, at = 0; at < values.Length; at++)
        {
            if (right == values.Length || (left < half && room[left] <= room[right]))
            {
                values[at] = room[left++];
            }
            else
            {
                values[at] = room[right++];
                exchanges += half - left;
            }
        }

        return exchanges;
    }
}
