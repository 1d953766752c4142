using System.Runtime.InteropServices;

namespace Matching.Competence.Text;

/// <summary>
/// The text's sentences, clauses and sections by token, and the cues in it. Sentences have a largest length, so that
/// work per sentence stays bounded on text that has no full stops.
/// </summary>
internal sealed class Layout
{
    private const int LongestSentence = 80;
    private const int LongestHeading = 7;

    private readonly Reading _reading;
    private readonly int[] _sentence;
    private readonly int[] _clause;
    private readonly Importance[] _section;
    private readonly List<int> _sentenceStarts = [];
    private readonly List<Cue> _cues;
    private readonly int[] _cueStarts;

    public Layout(Reading reading)
    {
        _reading = reading;
        _cues = Cues.FindAll(reading);
        var count = reading.Tokens.Count;
        _sentence = new int[count];
        _clause = new int[count];
        _section = new Importance[count];
        var clause = -1;
        for (var i = 0; i < count; i++)
        {
            var glue = reading.Tokens[i].Glue;
            if (i == 0 || glue >= Glue.Sentence || i - _sentenceStarts[^1] >= LongestSentence)
            {
                _sentenceStarts.Add(i);
                clause++;
            }
            else if (IsContrast(reading.SpanOf(i)))
            {
                clause++;
            }

            _sentence[i] = _sentenceStarts.Count - 1;
            _clause[i] = clause;
        }

        _cueStarts = new int[_sentenceStarts.Count + 1];
        var at = 0;
        for (var s = 0; s < _sentenceStarts.Count; s++)
        {
            _cueStarts[s] = at;
            while (at < _cues.Count && _sentence[_cues[at].First] == s)
            {
                at++;
            }
        }

        _cueStarts[^1] = _cues.Count;
        FindSections();
    }

    public int SentenceCount => _sentenceStarts.Count;

    public int SentenceOf(int token) => _sentence[token];

    public int ClauseOf(int token) => _clause[token];

    public int SentenceStart(int sentence) => _sentenceStarts[sentence];

    public int SentenceEnd(int sentence) =>
        sentence + 1 < _sentenceStarts.Count ? _sentenceStarts[sentence + 1] : _reading.Tokens.Count;

    /// <summary>What the section's heading makes of what is named in it.</summary>
    public Importance SectionOf(int token) => _section[token];

    /// <summary>The cues of a sentence, in text order.</summary>
    public ReadOnlySpan<Cue> CuesOf(int sentence) =>
        CollectionsMarshal.AsSpan(_cues)[_cueStarts[sentence].._cueStarts[sentence + 1]];

    /// <summary>The findings of a sentence; <paramref name="found"/> is in text order.</summary>
    public ReadOnlySpan<Found> FoundIn(int sentence, List<Found> found) =>
        CollectionsMarshal.AsSpan(found)[Below(found, SentenceStart(sentence))..Below(found, SentenceEnd(sentence))];

    /// <summary>How many findings start before the token.</summary>
    public static int Below(List<Found> found, int token)
    {
        var low = 0;
        var high = found.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (found[middle].First < token)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static bool IsContrast(ReadOnlySpan<char> word) =>
        word is "men" or "Men" or "but" or "But" or "dock" or "however" or "However" or "medan" or "while";

    private void FindSections()
    {
        var section = Importance.Mentioned;
        for (var s = 0; s < _sentenceStarts.Count; s++)
        {
            var start = _sentenceStarts[s];
            var end = SentenceEnd(s);
            if (_reading.Tokens[start].Glue >= Glue.Sentence && HeadingAt(s, start, end) is { } heading)
            {
                section = heading;
            }

            _section.AsSpan(start, end - start).Fill(section);
        }
    }

    /// <summary>
    /// A heading is a short line of its own, or is followed by a colon. A sentence about the offer ends the section
    /// too.
    /// </summary>
    private Importance? HeadingAt(int sentence, int start, int end)
    {
        foreach (var cue in CuesOf(sentence))
        {
            if (cue.First > start + 3)
            {
                return null;
            }

            if (cue.Kind == CueKind.Elsewhere && cue.First == start)
            {
                return Importance.Mentioned;
            }

            if (IsHeading(cue, start, end))
            {
                return cue.Kind switch
                {
                    CueKind.MustHeading => Importance.Must,
                    CueKind.NiceHeading => Importance.Nice,
                    _ => Importance.Mentioned,
                };
            }
        }

        return null;
    }

    private bool IsHeading(Cue cue, int start, int end)
    {
        if (cue.Kind is not (CueKind.MustHeading or CueKind.NiceHeading or CueKind.OtherHeading))
        {
            return false;
        }

        var isFirst = cue.First <= start + 1;
        var isShort = end - start <= LongestHeading;
        if (HasColon(end) && isShort)
        {
            return true;
        }

        // "Utbildning inom vård" is no heading, "Utbildning" and "Det här är meriterande" are.
        return isFirst && (HasColon(cue.End)
            || (EndsLine(end) && _reading.Tokens[start].Glue == Glue.Line
                && (end == cue.End
                    || (isShort && cue.End - cue.First > 1)
                    || (cue.Kind == CueKind.NiceHeading && end - start <= 3))));
    }

    private bool EndsLine(int end) => end >= _reading.Tokens.Count || _reading.Tokens[end].Glue == Glue.Line;

    /// <summary>True when a colon or question mark stands before the token.</summary>
    private bool HasColon(int token)
    {
        if (token == 0)
        {
            return false;
        }

        var from = _reading.Tokens[token - 1].End;
        var next = token < _reading.Tokens.Count ? _reading.Tokens[token].Start : _reading.Text.Length;
        var to = Math.Min(next, from + 4);
        return _reading.Text.AsSpan(from, Math.Max(0, to - from)).IndexOf(':') >= 0;
    }
}
