namespace Matching.Competence.Text;

/// <summary>
/// The words that names are made of, each with a number. Inflected forms of a word share its number where that is safe;
/// words of running text are looked up through inflection and, on request, without diacritics.
/// </summary>
internal sealed class Vocabulary
{
    public const int Unknown = -1;

    private const int ShortestPlain = 5;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _plain = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly WordMemo<int> _memo = new(sizeLog2: 16);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _find;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _findPlain;

    public Vocabulary()
    {
        _find = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _findPlain = _plain.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _words.Count;

    /// <summary>Every known spelling with its word's number.</summary>
    public IEnumerable<KeyValuePair<string, int>> Forms => _ids;

    public string WordOf(int id) => _words[id];

    /// <summary>
    /// Adds the words of names, already folded. Base forms come before the inflected forms that join them, whatever the
    /// order they arrive in.
    /// </summary>
    public void AddAll(IEnumerable<string> words)
    {
        var inflected = new List<(string Word, string Base)>();
        foreach (var word in words.Distinct(StringComparer.Ordinal))
        {
            if (Inflection.SafeBase(word) is { } safeBase)
            {
                inflected.Add((word, safeBase));
            }
            else
            {
                Add(word);
            }
        }

        inflected.Sort((a, b) => (a.Word.Length, a.Word).CompareTo((b.Word.Length, b.Word)));
        foreach (var (word, safeBase) in inflected)
        {
            if (!_ids.TryGetValue(safeBase, out var id))
            {
                id = Add(safeBase);
            }

            _ids.TryAdd(word, id);
        }

        foreach (var (word, id) in _ids)
        {
            if (word.Length >= ShortestPlain && Plain(word) is { } plain && !_ids.ContainsKey(plain))
            {
                // Two words that differ in diacritics only are not told apart without them.
                _plain[plain] = _plain.TryGetValue(plain, out var other) && other != id ? Unknown : id;
            }
        }
    }

    public bool TryFindExact(ReadOnlySpan<char> folded, out int id)
    {
        if (_find.TryGetValue(folded, out id))
        {
            return true;
        }

        id = Unknown;
        return false;
    }

    /// <summary>Finds a folded word as it is or inflected.</summary>
    public bool TryFind(ReadOnlySpan<char> folded, out int id)
    {
        if (_find.TryGetValue(folded, out id))
        {
            return true;
        }

        if (!_memo.TryGet(folded, out id))
        {
            // An everyday word is itself, not a form of something rarer: "vision" is not the definite Visio.
            id = !CommonWords.Contains(folded) && Inflection.TryFindBase(folded, this, out var found) ? found : Unknown;
            _memo.Set(folded, id);
        }

        return id != Unknown;
    }

    /// <summary>Finds a folded word that was typed without å, ä and ö, inflected or not.</summary>
    public bool TryFindPlain(ReadOnlySpan<char> folded, out int id)
    {
        id = Unknown;
        if (folded.Length < ShortestPlain || folded.IndexOfAny('å', 'ä', 'ö') >= 0 || CommonWords.Contains(folded))
        {
            return false;
        }

        if (_findPlain.TryGetValue(folded, out id) && id != Unknown)
        {
            return true;
        }

        foreach (var ending in (ReadOnlySpan<string>)["orna", "or", "an", "en", "er", "n", "s"])
        {
            if (folded.Length > ending.Length + ShortestPlain && folded.EndsWith(ending, StringComparison.Ordinal)
                && TryFindPlain(folded[..^ending.Length], ending, out id))
            {
                return true;
            }
        }

        id = Unknown;
        return false;
    }

    private bool TryFindPlain(ReadOnlySpan<char> stem, string ending, out int id)
    {
        Span<char> buffer = stackalloc char[Tokenizer.LongestWord + 4];
        stem.CopyTo(buffer);
        var length = stem.Length;
        if (ending is "orna" or "or" or "an")
        {
            buffer[length++] = 'a';
        }

        return _findPlain.TryGetValue(buffer[..length], out id) && id != Unknown;
    }

    private int Add(string word)
    {
        if (!_ids.TryGetValue(word, out var id))
        {
            id = _words.Count;
            _ids.Add(word, id);
            _words.Add(word);
        }

        return id;
    }

    /// <summary>The word as typed on a keyboard without å, ä and ö; null where that is no other word.</summary>
    private static string? Plain(string word) =>
        word.AsSpan().IndexOfAny('å', 'ä', 'ö') < 0
            ? null
            : word.Replace('å', 'a').Replace('ä', 'a').Replace('ö', 'o');
}
