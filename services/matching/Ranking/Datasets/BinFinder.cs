namespace Matching.Ranking;

/// <summary>
/// Chooses bins by sampled values: one for every distinct value where there are few, else about the same number of rows
/// in each, with values that are frequent enough for a bin kept apart.
/// </summary>
internal static class BinFinder
{
    /// <summary>Bins for numbers; reorders <paramref name="values"/>.</summary>
    public static FeatureBins Numeric(Span<float> values, DatasetOptions options)
    {
        var known = Known(values);
        known.Sort();
        if (known.IsEmpty)
        {
            return FeatureBins.Numeric([float.MaxValue], 0, 0);
        }

        var (distinct, counts) = Distinct(known);
        var lasts = distinct.Count <= options.MaxBins
            ? MergeRare(counts, options.MinRowsPerBin)
            : EqualCounts(counts, known.Length, options);
        var bounds = new float[lasts.Count];
        for (var i = 0; i < bounds.Length - 1; i++)
        {
            bounds[i] = Between(distinct[lasts[i]], distinct[lasts[i] + 1]);
        }

        bounds[^1] = float.MaxValue;
        return FeatureBins.Numeric(bounds, distinct[0], distinct[^1]);
    }

    /// <summary>
    /// Bins for the most frequent categories: as many as there is room for, without those that hardly occur.
    /// </summary>
    public static FeatureBins Categorical(Span<float> values, DatasetOptions options)
    {
        var known = Known(values);
        known.Sort();
        var (distinct, counts) = Distinct(known);
        var frequent = Enumerable.Range(0, counts.Count)
            .Where(i => counts[i] >= options.MinRowsPerBin)
            .OrderByDescending(i => counts[i]).ThenBy(i => distinct[i])
            .Take(options.MaxBins)
            .Select(i => (int)distinct[i])
            .ToArray();
        return frequent.Length > 0 ? FeatureBins.Categorical(frequent) : FeatureBins.Numeric([float.MaxValue], 0, 0);
    }

    private static Span<float> Known(Span<float> values)
    {
        var count = 0;
        foreach (var value in values)
        {
            if (!float.IsNaN(value))
            {
                // Adding zero makes −0 and 0 one value.
                values[count++] = value + 0f;
            }
        }

        return values[..count];
    }

    private static (List<float> Values, List<int> Counts) Distinct(ReadOnlySpan<float> sorted)
    {
        var values = new List<float>();
        var counts = new List<int>();
        foreach (var value in sorted)
        {
            if (values.Count > 0 && values[^1] == value)
            {
                counts[^1]++;
            }
            else
            {
                values.Add(value);
                counts.Add(1);
            }
        }

        return (values, counts);
    }

    /// <summary>The last distinct value of each bin, where there is room for a bin for each.</summary>
    private static List<int> MergeRare(List<int> counts, int minimum)
    {
        var lasts = new List<int>();
        var rows = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            rows += counts[i];
            if (rows >= minimum)
            {
                lasts.Add(i);
                rows = 0;
            }
        }

        // What is left over at the end is too little for a bin and joins the last one.
        if (lasts.Count == 0)
        {
            lasts.Add(0);
        }

        lasts[^1] = counts.Count - 1;
        return lasts;
    }

    private static List<int> EqualCounts(List<int> counts, int rows, DatasetOptions options)
    {
        var share = Math.Max((double)rows / options.MaxBins, options.MinRowsPerBin);
        var frequent = counts.Count(c => c >= share);
        var left = rows - counts.Where(c => c >= share).Sum();
        var size = SizeOf(left, options.MaxBins - frequent);
        var open = options.MaxBins - frequent;
        var lasts = new List<int>();
        var own = 0;
        for (var i = 0; i < counts.Count - 1 && lasts.Count < options.MaxBins - 1; i++)
        {
            var apart = counts[i] >= share;
            own += counts[i];
            left -= apart ? 0 : counts[i];

            // A bin ends when it is full, and before a value that has its own if there is half a bin's worth.
            if (apart || own >= size || (counts[i + 1] >= share && own >= size / 2))
            {
                lasts.Add(i);
                own = 0;
                if (!apart)
                {
                    open--;
                    size = SizeOf(left, open);
                }
            }
        }

        lasts.Add(counts.Count - 1);
        return lasts;

        double SizeOf(int remaining, int bins) =>
            Math.Max((double)remaining / Math.Max(bins, 1), options.MinRowsPerBin);
    }

    /// <summary>
    /// A float from <paramref name="low"/> on and below <paramref name="high"/>, midway if there is one.
    /// </summary>
    private static float Between(float low, float high)
    {
        var middle = (float)(((double)low + high) / 2);
        return middle < high ? middle : low;
    }
}
