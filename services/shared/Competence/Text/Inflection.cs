namespace Matching.Competence.Text;

/// <summary>
/// Takes Swedish and English inflection off a word by rule. It only proposes base forms; the vocabulary says which of
/// them exist, so the rules may be generous where they are asked about words of running text.
/// </summary>
internal static class Inflection
{
    private const int ShortestBase = 3;

    /// <summary>Endings and what stands in their place in the base form, likeliest first for the same ending.</summary>
    private static readonly (string Ending, string Base)[] Endings =
    [
        ("orna", "a"), ("arna", "are"), ("arna", ""), ("arna", "e"), ("erna", "er"), ("erna", ""), ("erna", "e"),
        ("männen", "man"), ("mannen", "man"), ("männens", "man"), ("ena", "e"), ("ena", ""), ("na", ""),
        ("ies", "y"), ("or", "a"), ("ar", ""), ("ar", "e"), ("er", ""), ("er", "e"), ("män", "man"),
        ("lar", "el"), ("ler", "el"), ("lar", "ll"),
        ("en", ""), ("en", "e"), ("et", ""), ("et", "e"), ("an", "a"), ("es", ""),
        ("n", ""), ("t", ""), ("rat", "rad"), ("r", ""), ("e", ""), ("a", ""), ("s", ""),
    ];

    /// <summary>Endings that leave no doubt, so that two <i>names</i> may be taken for one word.</summary>
    private static readonly (string Ending, string Base)[] SafeEndings =
    [
        ("skorna", "ska"), ("skor", "ska"), ("skan", "ska"), ("skans", "ska"), ("orna", "a"),
        ("arna", "are"), ("aren", "are"), ("arens", "are"), ("arnas", "are"), ("ares", "are"),
        ("ikern", "iker"), ("ikerna", "iker"), ("örer", "ör"), ("ören", "ör"), ("örerna", "ör"),
        ("ister", "ist"), ("isten", "ist"), ("isterna", "ist"), ("anter", "ant"), ("anten", "ant"), ("enter", "ent"),
        ("enten", "ent"), ("ologer", "olog"), ("ologen", "olog"), ("chefer", "chef"), ("chefen", "chef"),
        ("ingar", "ing"), ("ingen", "ing"), ("lingar", "ling"), ("biträden", "biträde"), ("biträdet", "biträde"),
        ("agoger", "agog"), ("agogen", "agog"), ("peuter", "peut"), ("peuten", "peut"), ("mästarna", "mästare"),
        ("morskor", "morska"), ("mor", "ma"), ("aler", "al"), ("ikter", "ikt"), ("ärer", "är"), ("ären", "är"),
        ("arier", "arie"), ("arien", "arie"), ("kockar", "kock"), ("kocken", "kock"), ("ledamöter", "ledamot"),
        ("ers", "er"), ("ors", "or"), ("ses", "se"), ("ants", "ant"), ("ists", "ist"), ("ians", "ian"), ("ents", "ent"),
        ("eers", "eer"), ("ists", "ist"), ("ades", "ade"), ("aries", "ary"), ("kter", "kt"), ("aten", "at"),
        ("vägare", "vägare"), ("tekter", "tekt"), ("tekten", "tekt"),
    ];

    private static readonly (string Ending, string Base)[][] ByLastLetter =
        [.. Enumerable.Range('a', 26).Select(c => Endings.Where(e => e.Ending[^1] == c).ToArray())];

    /// <summary>
    /// The base form that is in the vocabulary, if any. Takes off one ending, and a genitive s before that.
    /// </summary>
    public static bool TryFindBase(ReadOnlySpan<char> word, Vocabulary vocabulary, out int id)
    {
        if (TryEndings(word, vocabulary, out id))
        {
            return true;
        }

        if (word.Length > ShortestBase + 2 && word[^1] == 's')
        {
            return TryEndings(word[..^1], vocabulary, out id);
        }

        id = Vocabulary.Unknown;
        return false;
    }

    /// <summary>The base form of a word whose ending leaves no doubt; null for any other word.</summary>
    public static string? SafeBase(string word)
    {
        foreach (var (ending, replacement) in SafeEndings)
        {
            if (word.Length > ending.Length + 1 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return string.Concat(word.AsSpan(0, word.Length - ending.Length), replacement);
            }
        }

        return null;
    }

    private static bool TryEndings(ReadOnlySpan<char> word, Vocabulary vocabulary, out int id)
    {
        id = Vocabulary.Unknown;
        if (!char.IsAsciiLetterLower(word[^1]))
        {
            return false;
        }

        Span<char> buffer = stackalloc char[Tokenizer.LongestWord + 4];
        foreach (var (ending, replacement) in ByLastLetter[word[^1] - 'a'])
        {
            var stem = word.Length - ending.Length;
            if (stem + replacement.Length < ShortestBase || stem < 2
                || !word.EndsWith(ending, StringComparison.Ordinal))
            {
                continue;
            }

            // Short words lose no short endings: "dans" is not "dan", "test" not "tes".
            if (word.Length < 6 && ending.Length + replacement.Length == 1 && ending is not ("n" or "s"))
            {
                continue;
            }

            word[..stem].CopyTo(buffer);
            replacement.CopyTo(buffer[stem..]);
            if (vocabulary.TryFindExact(buffer[..(stem + replacement.Length)], out id))
            {
                return true;
            }
        }

        id = Vocabulary.Unknown;
        return false;
    }
}
