namespace Matching.Competence.Text;

/// <summary>How a token is attached to the one before it.</summary>
internal enum Glue : byte
{
    /// <summary>White space.</summary>
    Space,

    /// <summary>Nothing but a hyphen: <c>b-körkort</c>.</summary>
    Hyphen,

    /// <summary>A hyphen at the end of the former word: <c>trä- och metallarbete</c>.</summary>
    HangingHyphen,

    /// <summary>A slash or ampersand: <c>C/CE</c>.</summary>
    Slash,

    /// <summary>A dot inside a word: <c>node.js</c>.</summary>
    Dot,
    Comma,

    /// <summary>A colon, bracket, quotation mark, dash and so on.</summary>
    Punctuation,

    /// <summary>The end of a sentence on the same line.</summary>
    Sentence,

    /// <summary>A new line or a bullet.</summary>
    Line,
}

/// <summary>A word in the original text and what stands before it.</summary>
internal readonly record struct Token(int Start, int Length, Glue Glue)
{
    public int End => Start + Length;
}

/// <summary>
/// Splits text into words with their offsets in the original. Keeps <c>c#</c>, <c>c++</c> and <c>.net</c> whole, and
/// splits at hyphens, slashes and dots while remembering them.
/// </summary>
internal static class Tokenizer
{
    /// <summary>Longer runs of letters are no words, and are left out.</summary>
    public const int LongestWord = 64;

    public static void Tokenize(
        ReadOnlySpan<char> text, List<Token> tokens, CancellationToken cancellationToken = default)
    {
        var glue = Glue.Line;
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (!IsWordStart(c) && !(c == '.' && IsDotNet(text, i)))
            {
                glue = (Glue)Math.Max((byte)glue, (byte)Separator(text, i));
                i++;
                continue;
            }

            var start = i++;
            while (i < text.Length && IsWord(text[i]))
            {
                i++;
            }

            i = TakeSigns(text, start, i);
            if (i - start <= LongestWord)
            {
                tokens.Add(new Token(start, i - start, glue));
                glue = Glue.Space;
            }
            else
            {
                glue = Glue.Punctuation;
            }

            if ((tokens.Count & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>
    /// Writes the word in the form that names are compared in: lower case, foreign accents off, å ä ö kept whether they
    /// came composed or not. Answers with the number of characters written.
    /// </summary>
    public static int Fold(ReadOnlySpan<char> word, Span<char> folded)
    {
        var length = 0;
        foreach (var c in word)
        {
            if (c < 0x80)
            {
                folded[length++] = char.ToLowerInvariant(c);
                continue;
            }

            switch (c)
            {
                case '\u030A' or '\u0308' when length > 0:
                    folded[length - 1] = (folded[length - 1], c) switch
                    {
                        ('a', '\u030A') => 'å',
                        ('a', '\u0308') => 'ä',
                        ('o', '\u0308') => 'ö',
                        var (letter, _) => letter,
                    };
                    break;
                case >= '\u0300' and <= '\u036F' or '\u00AD':
                    break;
                default:
                    folded[length++] = FoldAccent(char.ToLowerInvariant(c));
                    break;
            }
        }

        return length;
    }

    public static string Fold(string word)
    {
        Span<char> buffer = word.Length <= 256 ? stackalloc char[256] : new char[word.Length];
        return buffer[..Fold(word.AsSpan(), buffer)].ToString();
    }

    public static bool IsWord(char c) =>
        char.IsAsciiLetterOrDigit(c)
            || (c >= 0x80 && (char.IsLetterOrDigit(c) || c is >= '\u0300' and <= '\u036F' or '\u00AD'));

    /// <summary>Accents and soft hyphens go on with a word, but begin none.</summary>
    private static bool IsWordStart(char c) => char.IsAsciiLetterOrDigit(c) || (c >= 0x80 && char.IsLetterOrDigit(c));

    private static char FoldAccent(char c) => c switch
    {
        'å' or 'ä' or 'ö' => c,
        'æ' => 'ä',
        'ø' => 'ö',
        'é' or 'è' or 'ê' or 'ë' => 'e',
        'á' or 'à' or 'â' or 'ã' => 'a',
        'ü' or 'ú' or 'ù' or 'û' => 'u',
        'í' or 'ì' or 'î' or 'ï' => 'i',
        'ó' or 'ò' or 'ô' or 'õ' => 'o',
        'ç' => 'c',
        'ñ' => 'n',
        _ => c,
    };

    private static bool IsDotNet(ReadOnlySpan<char> text, int i) =>
        text.Length - i >= 4
        && text.Slice(i + 1, 3).Equals("net", StringComparison.OrdinalIgnoreCase)
        && (text.Length - i == 4 || !IsWord(text[i + 4]))
        && (i == 0 || !IsWord(text[i - 1]) || text[..i].EndsWith("asp", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes ++ after any word, and # after one or two letters that no letter follows.</summary>
    private static int TakeSigns(ReadOnlySpan<char> text, int start, int end)
    {
        if (end < text.Length - 1 && text[end] == '+' && text[end + 1] == '+')
        {
            return end + 2;
        }

        return end < text.Length && text[end] == '#' && end - start <= 2
            && (end + 1 == text.Length || !IsWord(text[end + 1]))
            ? end + 1
            : end;
    }

    private static Glue Separator(ReadOnlySpan<char> text, int i)
    {
        var afterWord = i > 0 && IsWord(text[i - 1]);
        var beforeWord = i + 1 < text.Length && IsWord(text[i + 1]);
        return text[i] switch
        {
            '\n' or '\r' or '*' or '\u2028' or '\u2022' or '\u00B7' or '\u25CF' or '\u25AA' or '\uF0B7' => Glue.Line,
            '.' when beforeWord && afterWord => StartsSentence(text, i + 1) ? Glue.Sentence : Glue.Dot,
            '.' => ContinuesInLowerCase(text, i + 1) ? Glue.Dot : Glue.Sentence,
            '!' or '?' or ';' => Glue.Sentence,
            ',' => Glue.Comma,
            '-' or '\u2010' or '\u2011' when afterWord => beforeWord ? Glue.Hyphen : Glue.HangingHyphen,
            '/' or '&' => Glue.Slash,
            '\'' or '\u2019' when beforeWord && afterWord => Glue.Dot,
            var c when char.IsWhiteSpace(c) => Glue.Space,
            _ => Glue.Punctuation,
        };
    }

    /// <summary>A missing space, as in "krav.Du har", other than in Node.JS.</summary>
    private static bool StartsSentence(ReadOnlySpan<char> text, int i) =>
        char.IsUpper(text[i]) && i + 1 < text.Length && char.IsLower(text[i + 1]);

    /// <summary>The dot of an abbreviation, as in "leg. sjuksköterska", ends no sentence.</summary>
    private static bool ContinuesInLowerCase(ReadOnlySpan<char> text, int i)
    {
        var start = i;
        while (i < text.Length && i - start < 3 && text[i] == ' ')
        {
            i++;
        }

        return i > start && i < text.Length && char.IsLower(text[i]);
    }
}
