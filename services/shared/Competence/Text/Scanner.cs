namespace Matching.Competence.Text;

/// <summary>
/// Finds names in a text: at each place the longest, then compounds, coordinated parts ("buss- och lastbilsförare") and
/// slips. Judges a name by itself and its nearest neighbours only; what the sentence says is others' work.
/// </summary>
internal sealed class Scanner(Taxonomy taxonomy, Compounds compounds)
{
    /// <summary>What is looked for. Countries are not: where someone comes from is nobody's business here.</summary>
    private const ConceptKinds Sought = ConceptKinds.Occupations | ConceptKinds.Skills | ConceptKinds.Language
        | ConceptKinds.Educations | ConceptKinds.Places;

    private const double WeakCertainty = 0.8;
    private const int LongestCoordination = 5;

    private readonly NameIndex _names = taxonomy.NameIndex;

    public List<Found> Scan(Reading reading, CancellationToken cancellationToken)
    {
        var found = new List<Found>();
        var walks = new List<(int Node, int End)>();
        for (var i = 0; i < reading.Tokens.Count;)
        {
            if ((i & 0x3FF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            i = ScanAt(reading, i, walks, found);
        }

        return found;
    }

    private int ScanAt(Reading reading, int at, List<(int Node, int End)> walks, List<Found> found)
    {
        if (IsHanging(reading, at) && Coordinated(reading, at) is { } part)
        {
            found.Add(new Found(part, at, at + 1, 0.95));
            return at + 1;
        }

        walks.Clear();
        if (reading.Words[at] != Vocabulary.Unknown || reading.JoinedCount[at] > 0)
        {
            reading.Walk(at, walks);
        }

        walks.Sort((a, b) => b.End.CompareTo(a.End));
        foreach (var (node, end) in walks)
        {
            if (Accept(reading, node, at, end, found))
            {
                if (end - at > 1)
                {
                    AddInside(reading, at, end, found);
                }

                return end;
            }
        }

        if (reading.Tokens[at].Length < Tokenizer.LongestWord)
        {
            Span<char> buffer = stackalloc char[Tokenizer.LongestWord + 2];
            var length = Tokenizer.Fold(reading.SpanOf(at), buffer);
            if (compounds.Read(buffer[..length], MayBeSlip(reading, at)) is { } word
                && Sought.Contains(word.Concept.Kind))
            {
                found.Add(new Found(word.Concept, at, at + 1, word.Certainty));
            }
        }

        return at + 1;
    }

    /// <summary>Takes the node's best claim that the text's spelling supports.</summary>
    private bool Accept(Reading reading, int node, int at, int end, List<Found> found)
    {
        NameEntry? best = null;
        foreach (var entry in _names.At(node))
        {
            if (!Sought.Contains(entry.Concept.Kind) || !IsSpelledLikeName(reading, at, end, entry))
            {
                continue;
            }

            if (best is null || entry.Rank < best.Value.Rank)
            {
                best = entry;
            }
        }

        if (best is not { } taken)
        {
            return false;
        }

        found.Add(new Found(taken.Concept, at, end, taken.Rank == NameRank.Weak ? WeakCertainty : 1));
        return true;
    }

    private static bool IsSpelledLikeName(Reading reading, int at, int end, NameEntry entry)
    {
        var first = reading.Tokens[at];
        var span = reading.Text.AsSpan(first.Start, reading.Tokens[end - 1].End - first.Start);
        if (entry.Spelling is not null)
        {
            return span.SequenceEqual(entry.Spelling);
        }

        // "A-truck" is not the truck of "a truck driver".
        if (end - at > 1 && first.Length == 1 && char.IsLetter(span[0]) && reading.Tokens[at + 1].Glue == Glue.Space
            && (char.IsLower(span[0]) || span[0] is 'A' or 'I'))
        {
            return false;
        }

        // One or two letters are a name only in capitals; signs and digits make the difference in c# and the like.
        if (end - at == 1 && span.Length <= 2)
        {
            return !char.IsLetter(span[^1]) || char.IsUpper(span[0]) && char.IsUpper(span[^1]);
        }

        return entry.Rank != NameRank.Weak || span.Length >= 6 && !CommonWords.Contains(span);
    }

    /// <summary>
    /// "Legitimation som sjuksköterska" is a licence and still names the occupation; "Java developer" is an occupation
    /// and still names the skill.
    /// </summary>
    private void AddInside(Reading reading, int at, int end, List<Found> found)
    {
        var outer = found[^1].Concept.Kind;
        var wanted = ConceptKinds.Skills.Contains(outer) ? ConceptKind.Occupation : ConceptKind.Skill;
        if (wanted == ConceptKind.Skill && outer != ConceptKind.Occupation)
        {
            return;
        }

        var walks = new List<(int Node, int End)>();
        for (var i = at; i < end; i++)
        {
            walks.Clear();
            reading.Walk(i, walks);
            for (var w = walks.Count - 1; w >= 0; w--)
            {
                if (walks[w].End > end || (i == at && walks[w].End == end))
                {
                    continue;
                }

                foreach (var entry in _names.At(walks[w].Node))
                {
                    if (entry.Concept.Kind == wanted && entry.Rank <= NameRank.Synonym
                        && IsSpelledLikeName(reading, i, walks[w].End, entry))
                    {
                        found.Add(new Found(entry.Concept, i, walks[w].End, 1));
                        return;
                    }
                }
            }
        }
    }

    private static bool IsHanging(Reading reading, int at)
    {
        var end = reading.Tokens[at].End;
        var text = reading.Text;
        return end < text.Length && text[end] is '-' or '\u2010' or '\u2011'
            && (end + 1 == text.Length || !Tokenizer.IsWord(text[end + 1]));
    }

    /// <summary>Completes "buss-" by the last part of the word that ends the list: bussförare.</summary>
    private Concept? Coordinated(Reading reading, int at)
    {
        var anchor = at + 1;
        while (anchor < reading.Tokens.Count && anchor - at < LongestCoordination
            && reading.Tokens[anchor].Glue < Glue.Sentence
            && (IsHanging(reading, anchor) || IsConjunction(reading.SpanOf(anchor))))
        {
            anchor++;
        }

        if (anchor >= reading.Tokens.Count || anchor - at >= LongestCoordination
            || reading.Tokens[anchor].Glue >= Glue.Sentence)
        {
            return null;
        }

        Span<char> buffer = stackalloc char[3 * Tokenizer.LongestWord];
        var first = Tokenizer.Fold(reading.SpanOf(at), buffer);
        Span<char> last = stackalloc char[Tokenizer.LongestWord + 2];
        if (anchor + 1 < reading.Tokens.Count && reading.Tokens[anchor + 1].Glue == Glue.Hyphen)
        {
            return Complete(buffer, first, last[..Tokenizer.Fold(reading.SpanOf(anchor + 1), last)]);
        }

        var length = Tokenizer.Fold(reading.SpanOf(anchor), last);
        for (var split = 2; split <= length - 3; split++)
        {
            if (Complete(buffer, first, last[split..length]) is { } concept)
            {
                return concept;
            }
        }

        return null;
    }

    private Concept? Complete(Span<char> buffer, int first, ReadOnlySpan<char> tail)
    {
        if (first + tail.Length + 1 > Tokenizer.LongestWord)
        {
            return null;
        }

        const ConceptKinds Kinds = ConceptKinds.Occupations | ConceptKinds.Skills;
        tail.CopyTo(buffer[first..]);
        if (compounds.Named(buffer[..(first + tail.Length)], Kinds) is { } whole)
        {
            return whole;
        }

        if (tail.Length >= 6 && compounds.NamedByJoint(buffer[..(first + tail.Length)]) is { } joined)
        {
            return joined;
        }

        buffer[first] = 's';
        tail.CopyTo(buffer[(first + 1)..]);
        return compounds.Named(buffer[..(first + 1 + tail.Length)], Kinds);
    }

    private static bool IsConjunction(ReadOnlySpan<char> word) =>
        word.Equals("och", StringComparison.OrdinalIgnoreCase)
        || word.Equals("eller", StringComparison.OrdinalIgnoreCase)
        || word.Equals("samt", StringComparison.OrdinalIgnoreCase)
        || word.Equals("and", StringComparison.OrdinalIgnoreCase)
        || word.Equals("or", StringComparison.OrdinalIgnoreCase)
        || word.Equals("respektive", StringComparison.OrdinalIgnoreCase);

    /// <summary>Capitalised words inside a sentence are names of people and firms rather than slips.</summary>
    private static bool MayBeSlip(Reading reading, int at) =>
        char.IsLower(reading.SpanOf(at)[0]) || reading.Tokens[at].Glue >= Glue.Punctuation;
}
