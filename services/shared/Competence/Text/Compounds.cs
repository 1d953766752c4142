namespace Matching.Competence.Text;

/// <summary>What a single unknown word was read as.</summary>
/// <param name="Concept">The concept it names.</param>
/// <param name="Certainty">How sure that is.</param>
internal readonly record struct WordReading(Concept Concept, double Certainty);

/// <summary>
/// Reads Swedish compounds that are no names themselves: by another joint (grundskolelärare, grundskollärare), by a
/// tail that adds nothing (javakunskaper, svensktalande), by licence (sjuksköterskelegitimation), or by their last part
/// (bandvagnsförare is a förare); then slips of long words.
/// </summary>
internal sealed class Compounds(Taxonomy taxonomy)
{
    private const int ShortestCompound = 7;
    private const int ShortestPart = 3;
    private const int ShortestHead = 5;

    /// <summary>What compounds and slips are read as.</summary>
    private const ConceptKinds Kinds = ConceptKinds.Occupations | ConceptKinds.Skills | ConceptKinds.Language;

    private const double ByJoint = 0.95;
    private const double ByTail = 0.9;
    private const double BySlip = 0.8;
    private const double ByHead = 0.6;

    /// <summary>Tails that say "knows", "has" or "learnt" about what stands before them.</summary>
    private static readonly string[] Tails =
    [
        "kunskap", "kunskaper", "kunskaperna", "kunskapen", "erfarenhet", "erfarenheter", "vana", "kompetens",
        "kompetenser", "utbildning", "utbildningen", "utbildningar", "utbildad", "utbildade", "examen", "certifiering",
        "certifikat", "certifierad", "bakgrund", "talande", "språkig", "språkiga", "arbete", "arbeten", "uppgifter",
        "tjänst", "tjänster", "legitimation", "legitimationen", "leg",
    ];

    private readonly NameIndex _names = taxonomy.NameIndex;
    private readonly WordMemo<WordReading?> _memo = new(sizeLog2: 16);

    /// <summary>Reads a folded word that is no name by itself; null when it means nothing to the taxonomy.</summary>
    public WordReading? Read(ReadOnlySpan<char> folded, bool mayCorrect)
    {
        if (folded.Length < ShortestCompound || CommonWords.Contains(folded))
        {
            return null;
        }

        if (!_memo.TryGet(folded, out var reading))
        {
            reading = ReadByJointOrTail(folded) ?? ReadAsSlip(folded, 1) ?? ReadByHead(folded)
                ?? ReadAsSlip(folded, Spelling.MostEdits);
            _memo.Set(folded, reading);
        }

        return mayCorrect || reading is not { Certainty: BySlip } ? reading : ReadByHead(folded);
    }

    /// <summary>The concept that a single word names, if it is the name of one.</summary>
    public Concept? Named(ReadOnlySpan<char> word, ConceptKinds kinds, NameRank worst = NameRank.Synonym)
    {
        if (!_names.Vocabulary.TryFind(word, out var id))
        {
            return null;
        }

        var node = _names.Step(NameIndex.Root, id);
        if (node != NameIndex.NoNode)
        {
            foreach (var entry in _names.At(node))
            {
                if (entry.Rank <= worst && kinds.Contains(entry.Concept.Kind) && entry.Spelling is null)
                {
                    return entry.Concept;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// The concept that a compound names by another joint than its own: förskolelärare, förskollärare.
    /// </summary>
    public Concept? NamedByJoint(ReadOnlySpan<char> word)
    {
        for (var split = ShortestPart; split <= word.Length - ShortestPart - 1; split++)
        {
            if (_names.Vocabulary.TryFindExact(word[split..], out _)
                && WithJoints(word[..split], word[split..]) is { } named)
            {
                return named;
            }
        }

        return null;
    }

    /// <summary>The licence that the law demands for an occupation, where it demands one only.</summary>
    public Concept? LicenceFor(Concept occupation)
    {
        var licences = taxonomy.RegulatedRequirements(occupation);
        return licences.Count > 0 ? licences[0].Licence : null;
    }

    private WordReading? ReadByJointOrTail(ReadOnlySpan<char> word)
    {
        foreach (var tail in Tails)
        {
            if (word.Length >= tail.Length + ShortestPart && word.EndsWith(tail, StringComparison.Ordinal)
                && WithJoints(word[..^tail.Length], "") is { } named)
            {
                if (tail.StartsWith("leg", StringComparison.Ordinal))
                {
                    return LicenceFor(named) is { } licence ? new WordReading(licence, ByTail) : null;
                }

                var languageTail = tail is "talande" or "språkig" or "språkiga";
                if (languageTail == (named.Kind == ConceptKind.Language)
                    || tail.StartsWith("kunskap", StringComparison.Ordinal))
                {
                    return new WordReading(named, ByTail);
                }
            }
        }

        // Drivers go by two names.
        var driver = word.LastIndexOf("chaufför", StringComparison.Ordinal);
        if (driver >= ShortestPart && word.Length - driver <= "chaufförernas".Length
            && WithJoints(word[..driver], "förare") is { } drives)
        {
            return new WordReading(drives, ByJoint);
        }

        return NamedByJoint(word) is { } joined ? new WordReading(joined, ByJoint) : null;
    }

    /// <summary>Tries the first part with the joints that Swedish puts between parts: s, e, o, u, a, or none.</summary>
    private Concept? WithJoints(ReadOnlySpan<char> part, ReadOnlySpan<char> head)
    {
        Span<char> buffer = stackalloc char[2 * Tokenizer.LongestWord];
        part.CopyTo(buffer);
        if (head.Length == 0 && Try(buffer, part.Length, "", head) is { } whole)
        {
            return whole;
        }

        var joint = part[^1];
        if (joint is 's' or 'e' or 'o' or 'u' or 'a' && part.Length > ShortestPart)
        {
            if (Try(buffer, part.Length - 1, "", head) is { } bare)
            {
                return bare;
            }

            // sköterske- stands for sköterska, kyrko- for kyrka.
            if (joint is 'e' or 'o' or 'u' && Try(buffer, part.Length - 1, "a", head) is { } vowel)
            {
                return vowel;
            }
        }

        return (head.Length > 0 ? Try(buffer, part.Length, "", head) : null) ?? Try(buffer, part.Length, "s", head)
            ?? Try(buffer, part.Length, "e", head)
            ?? (head.Length == 0 ? Try(buffer, part.Length, "a", head) : null);

        Concept? Try(Span<char> word, int length, string joint, ReadOnlySpan<char> rest)
        {
            joint.CopyTo(word[length..]);
            rest.CopyTo(word[(length + joint.Length)..]);
            var total = length + joint.Length + rest.Length;
            return total < Tokenizer.LongestWord && _names.Vocabulary.TryFindExact(word[..total], out _)
                ? Named(word[..total], Kinds)
                : null;
        }
    }

    private WordReading? ReadByHead(ReadOnlySpan<char> word)
    {
        for (var split = ShortestPart; split <= word.Length - ShortestHead; split++)
        {
            if (Named(word[split..], ConceptKinds.Occupations) is { } head)
            {
                return new WordReading(head, ByHead);
            }
        }

        return null;
    }

    private WordReading? ReadAsSlip(ReadOnlySpan<char> word, int edits)
    {
        if (!_names.Spelling.TryCorrect(word, edits, out var id) || IsVerbOf(word, _names.Vocabulary.WordOf(id)))
        {
            return null;
        }

        var node = _names.Step(NameIndex.Root, id);
        if (node == NameIndex.NoNode)
        {
            return null;
        }

        foreach (var entry in _names.At(node))
        {
            if (entry.Rank <= NameRank.Synonym && entry.Spelling is null && Kinds.Contains(entry.Concept.Kind))
            {
                return new WordReading(entry.Concept, BySlip);
            }
        }

        return null;
    }

    /// <summary>"Rekryterar" is what a rekryterare does, not a slip of the title.</summary>
    private static bool IsVerbOf(ReadOnlySpan<char> word, string agent) =>
        agent.EndsWith("are", StringComparison.Ordinal)
            && word.StartsWith(agent.AsSpan(0, agent.Length - 3), StringComparison.Ordinal);
}
