using System.Buffers;

namespace Matching.Competence.Text;

/// <summary>
/// A text taken apart: its tokens, the word each one is, and the longer word it may be together with what follows
/// ("java-utvecklare", "lastbils chaufför").
/// </summary>
internal sealed class Reading
{
    private const int ShortestSplitWord = 8;

    private static readonly SearchValues<char> Diacritics = SearchValues.Create("åäöÅÄÖ\u0308\u030A");

    private readonly NameIndex _names;

    public Reading(string text, NameIndex names, CancellationToken cancellationToken = default)
    {
        Text = text;
        _names = names;
        Tokens = new List<Token>(text.Length / 6 + 1);
        Tokenizer.Tokenize(text, Tokens, cancellationToken);
        Words = new int[Tokens.Count];
        Joined = new int[Tokens.Count];
        JoinedCount = new byte[Tokens.Count];
        Span<char> buffer = stackalloc char[2 * Tokenizer.LongestWord + 2];

        // Who writes å, ä and ö anywhere leaves them out nowhere.
        var withoutDiacritics = !text.AsSpan().ContainsAny(Diacritics);
        for (var i = 0; i < Words.Length; i++)
        {
            var length = Tokenizer.Fold(SpanOf(i), buffer);
            if (!names.Vocabulary.TryFind(buffer[..length], out Words[i]) && withoutDiacritics)
            {
                names.Vocabulary.TryFindPlain(buffer[..length], out Words[i]);
            }

            Joined[i] = Vocabulary.Unknown;
            if ((i & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        for (var i = 0; i + 1 < Words.Length; i++)
        {
            Join(i, buffer);
        }
    }

    public string Text { get; }

    public List<Token> Tokens { get; }

    /// <summary>Per token its word number, or <see cref="Vocabulary.Unknown"/>.</summary>
    public int[] Words { get; }

    /// <summary>Per token the number of the word that it makes together with the following tokens.</summary>
    public int[] Joined { get; }

    /// <summary>Per token how many tokens that longer word takes.</summary>
    public byte[] JoinedCount { get; }

    public ReadOnlySpan<char> SpanOf(int token) => Text.AsSpan(Tokens[token].Start, Tokens[token].Length);

    /// <summary>True when a name may run on from the token before into this one.</summary>
    public bool Continues(int token) => Tokens[token].Glue <= Glue.Dot;

    /// <summary>
    /// Walks all names that start at a token. <paramref name="found"/> gets the node and the token after the name for
    /// each name met, shortest first.
    /// </summary>
    public void Walk(int start, List<(int Node, int End)> found) => Walk(NameIndex.Root, start, found, anyGlue: false);

    /// <summary>The nodes of names that take the whole text, whatever separates its words.</summary>
    public List<(int Node, int End)> WalkWhole()
    {
        var found = new List<(int Node, int End)>();
        if (Tokens.Count is > 0 and <= 24)
        {
            Walk(NameIndex.Root, 0, found, anyGlue: true);
            found.RemoveAll(f => f.End != Tokens.Count);
        }

        return found;
    }

    private void Walk(int node, int at, List<(int Node, int End)> found, bool anyGlue)
    {
        while (true)
        {
            if (JoinedCount[at] > 0)
            {
                Follow(_names.Step(node, Joined[at]), at + JoinedCount[at], found, anyGlue);
            }

            node = _names.Step(node, Words[at]);
            at++;
            if (node == NameIndex.NoNode)
            {
                return;
            }

            if (_names.At(node).Length > 0)
            {
                found.Add((node, at));
            }

            if (at >= Tokens.Count || !(anyGlue || Continues(at)))
            {
                return;
            }
        }
    }

    private void Follow(int node, int at, List<(int Node, int End)> found, bool anyGlue)
    {
        if (node == NameIndex.NoNode)
        {
            return;
        }

        if (_names.At(node).Length > 0)
        {
            found.Add((node, at));
        }

        if (at < Tokens.Count && (anyGlue || Continues(at)))
        {
            Walk(node, at, found, anyGlue);
        }
    }

    /// <summary>
    /// Reads a hyphenated chain as one word, or two words as the compound that they should have been.
    /// </summary>
    private void Join(int i, Span<char> buffer)
    {
        var next = Tokens[i + 1];
        if (next.Glue == Glue.Hyphen)
        {
            var length = Tokenizer.Fold(SpanOf(i), buffer);
            for (var end = i + 1; end < Tokens.Count && Tokens[end].Glue == Glue.Hyphen && end - i < 4
                && length + Tokens[end].Length <= Tokenizer.LongestWord; end++)
            {
                length += Tokenizer.Fold(SpanOf(end), buffer[length..]);
                _names.Vocabulary.TryFind(buffer[..length], out var id);
                Remember(i, end + 1 - i, id);
            }
        }
        else if (next.Glue == Glue.Space && Tokens[i].Length >= 3 && next.Length >= 4
            && Tokens[i].Length + next.Length is >= ShortestSplitWord and <= Tokenizer.LongestWord)
        {
            var first = Tokenizer.Fold(SpanOf(i), buffer);
            var length = first + Tokenizer.Fold(SpanOf(i + 1), buffer[first..]);
            if (!_names.Vocabulary.TryFindExact(buffer[..length], out var id) && Words[i + 1] != Vocabulary.Unknown)
            {
                // The second word inflected: "sjuk sköterskor".
                var known = _names.Vocabulary.WordOf(Words[i + 1]);
                if (first + known.Length <= Tokenizer.LongestWord)
                {
                    known.CopyTo(buffer[first..]);
                    _names.Vocabulary.TryFindExact(buffer[..(first + known.Length)], out id);
                }
            }

            Remember(i, 2, id);
        }
    }

    private void Remember(int i, int count, int word)
    {
        if (word != Vocabulary.Unknown)
        {
            Joined[i] = word;
            JoinedCount[i] = (byte)count;
        }
    }
}
