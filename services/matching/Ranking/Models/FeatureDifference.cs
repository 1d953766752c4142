namespace Matching.Ranking;

/// <summary>Says where two lists of features part.</summary>
public static class FeatureDifference
{
    /// <summary>The first difference as a sentence that names the feature; null where the lists are the same.</summary>
    public static string? Between(IReadOnlyList<string> of, IReadOnlyList<string> wanted)
    {
        for (var i = 0; i < Math.Max(of.Count, wanted.Count); i++)
        {
            if (i >= wanted.Count)
            {
                return $"feature {i}, '{of[i]}', is one too many.";
            }

            if (i >= of.Count)
            {
                return $"feature {i}, '{wanted[i]}', is missing.";
            }

            if (of[i] != wanted[i])
            {
                return $"feature {i} is '{of[i]}' and should be '{wanted[i]}'.";
            }
        }

        return null;
    }
}
