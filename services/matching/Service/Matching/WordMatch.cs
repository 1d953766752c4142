namespace Matching.Matches;

/// <summary>
/// Finds words in a text whatever their ending: two words are the same when they share a stem of three letters or
/// more and both go on with an ending of Swedish or English inflection.
/// </summary>
internal static class WordMatch
{
    private const int MinimumStem = 3;

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Endings = new HashSet<string>(
        [
            "", "a", "an", "ar", "are", "arna", "arnas", "ars", "as",
            "at", "d", "de", "e", "ed", "en", "ens", "er", "erna",
            "ernas", "ers", "es", "et", "ets", "ing", "n", "na",
            "nas", "ns", "or", "orna", "ornas", "ors", "r", "rna", "s",
            "t", "ts", "tt",
        ],
        StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The words of a query, in lower case.</summary>
    public static string[] Words(string text)
    {
        var words = new List<string>();
        foreach (var range in Split(text))
        {
            words.Add(text[range]);
        }

        return [.. words];
    }

    /// <summary>True when the text has every word.</summary>
    public static bool HasAll(string text, string[] words)
    {
        var missing = words.Length;
        var seen = new bool[words.Length];
        foreach (var range in Split(text))
        {
            for (var i = 0; i < words.Length; i++)
            {
                if (!seen[i] && IsSame(words[i], text.AsSpan(range)))
                {
                    seen[i] = true;
                    missing--;
                }
            }

            if (missing == 0)
            {
                return true;
            }
        }

        return missing == 0;
    }

    private static bool IsSame(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.Equals(b, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var common = 0;
        while (common < a.Length && common < b.Length
            && char.ToLowerInvariant(a[common]) == char.ToLowerInvariant(b[common]))
        {
            common++;
        }

        for (var stem = common; stem >= MinimumStem; stem--)
        {
            if (Endings.Contains(a[stem..]) && Endings.Contains(b[stem..]))
            {
                return true;
            }
        }

        return false;
    }

    private static List<Range> Split(string text)
    {
        var words = new List<Range>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '#' or '+');
            if (inWord && start < 0)
            {
                start = i;
            }
            else if (!inWord && start >= 0)
            {
                words.Add(start..i);
                start = -1;
            }
        }

        return words;
    }
}
