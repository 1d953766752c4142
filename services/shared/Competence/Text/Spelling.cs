using System.Runtime.InteropServices;

namespace Matching.Competence.Text;

/// <summary>
/// Corrects slips in long words. Every word is filed under each form with one letter deleted (the symmetric delete
/// method, Garbe 2012); a slip is one that meets a word there, at a Damerau–Levenshtein distance of 1, or 2 from ten
/// letters on. One letter for another counts from ten letters on only, since shorter words have too many neighbours
/// that are words themselves (stämning, städning). A slip that two different words could explain equally well stays
/// uncorrected.
/// </summary>
internal sealed class Spelling
{
    public const int MostEdits = 2;

    private const int Shortest = 7;
    private const int ShortestForTwo = 10;

    private readonly Dictionary<uint, int> _heads = [];
    private readonly List<(string Form, int Word, int Next)> _entries = [];

    public Spelling(IEnumerable<KeyValuePair<string, int>> forms)
    {
        Span<char> deleted = stackalloc char[Tokenizer.LongestWord];
        foreach (var (form, word) in forms)
        {
            if (form.Length < Shortest || form.Length > Tokenizer.LongestWord || !form.All(char.IsLetter))
            {
                continue;
            }

            File(Hash(form), form, word);
            for (var i = 0; i < form.Length; i++)
            {
                if (i == 0 || form[i] != form[i - 1])
                {
                    File(Hash(Delete(form, i, deleted)), form, word);
                }
            }
        }
    }

    /// <summary>
    /// The one word that the folded, unknown word is a slip of, at most <paramref name="limit"/> edits away.
    /// </summary>
    public bool TryCorrect(ReadOnlySpan<char> folded, int limit, out int word)
    {
        word = Vocabulary.Unknown;
        if (folded.Length < Shortest || folded.Length >= Tokenizer.LongestWord || folded.ContainsAnyInRange('0', '9'))
        {
            return false;
        }

        var best = folded.Length >= ShortestForTwo ? limit : 1;
        var ambiguous = false;
        Span<char> deleted = stackalloc char[Tokenizer.LongestWord];
        for (var i = -1; i < folded.Length; i++)
        {
            if (i > 0 && folded[i] == folded[i - 1])
            {
                continue;
            }

            var key = Hash(i < 0 ? folded : Delete(folded, i, deleted));
            for (var at = _heads.GetValueOrDefault(key, -1); at >= 0; at = _entries[at].Next)
            {
                var (form, candidate, _) = _entries[at];
                if (form[0] != folded[0] || IsEnding(folded, form))
                {
                    continue;
                }

                var distance = Distance(folded, form, best);
                if (distance > best || (folded.Length < ShortestForTwo && folded.Length == form.Length
                    && !IsSwap(folded, form)))
                {
                    continue;
                }

                if (distance < best || word == Vocabulary.Unknown)
                {
                    ambiguous = false;
                    best = distance;
                    word = candidate;
                }
                else if (candidate != word)
                {
                    ambiguous = true;
                }
            }
        }

        return word != Vocabulary.Unknown && !ambiguous;
    }

    /// <summary>
    /// Words that part in their last two letters only differ by an ending (svenskar, svenska) rather than a slip.
    /// </summary>
    private static bool IsEnding(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.CommonPrefixLength(b) >= Math.Min(a.Length, b.Length) - 1;

    /// <summary>
    /// True where two words of one length hold the same letters, so that one edit between them is a swap.
    /// </summary>
    private static bool IsSwap(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var difference = 0;
        for (var i = 0; i < a.Length; i++)
        {
            difference += a[i] - b[i];
        }

        return difference == 0;
    }

    /// <summary>
    /// Optimal string alignment distance (insertions, deletions, substitutions, transpositions of neighbours), or
    /// anything above <paramref name="limit"/> once it is exceeded.
    /// </summary>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit || b.Length > 200)
        {
            return limit + 1;
        }

        Span<int> rows = stackalloc int[3 * (b.Length + 1)];
        var before = rows[..(b.Length + 1)];
        var last = rows.Slice(b.Length + 1, b.Length + 1);
        var row = rows[(2 * (b.Length + 1))..];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    value = Math.Min(value, before[j - 2] + 1);
                }

                row[j] = value;
                least = Math.Min(least, value);
            }

            if (least > limit)
            {
                return limit + 1;
            }

            var spare = before;
            before = last;
            last = row;
            row = spare;
        }

        return last[b.Length];
    }

    private void File(uint key, string form, int word)
    {
        ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, key, out var exists);
        _entries.Add((form, word, exists ? head : -1));
        head = _entries.Count - 1;
    }

    private static ReadOnlySpan<char> Delete(ReadOnlySpan<char> word, int index, Span<char> buffer)
    {
        word[..index].CopyTo(buffer);
        word[(index + 1)..].CopyTo(buffer[index..]);
        return buffer[..(word.Length - 1)];
    }

    /// <summary>FNV-1a; collisions cost a comparison, never a wrong answer.</summary>
    private static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var c in word)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash;
    }
}
