using System.Runtime.InteropServices;

namespace Matching.Competence.Text;

/// <summary>How good a claim a concept has on a name; the lower number goes first.</summary>
internal enum NameRank : byte
{
    /// <summary>The concept's own Swedish or English name.</summary>
    Label,
    Synonym,

    /// <summary>
    /// A part of the name, such as what stands before the comma. Counts only where one concept has it.
    /// </summary>
    Derived,

    /// <summary>A misspelling or otherwise doubtful name.</summary>
    Weak,
}

/// <summary>A name's claim on a concept.</summary>
/// <param name="Concept">The concept.</param>
/// <param name="Rank">How good the claim is.</param>
/// <param name="Spelling">How the name is written, where running text must write it just so (Go, Word, IT).</param>
internal readonly record struct NameEntry(Concept Concept, NameRank Rank, string? Spelling);

/// <summary>
/// Every name of every concept as a trie over word numbers, so that inflected names are found in one walk and the
/// longest name at a place is known when the walk ends.
/// </summary>
internal sealed class NameIndex
{
    public const int Root = 0;
    public const int NoNode = -1;

    private readonly Dictionary<long, int> _edges = [];
    private readonly List<NameEntry[]> _entries = [[]];
    private Spelling? _spelling;

    public NameIndex(IEnumerable<ConceptName> names)
    {
        var sequences = new List<(string[] Words, NameEntry Entry)>();
        var tokens = new List<Token>();
        foreach (var name in names)
        {
            tokens.Clear();
            Tokenizer.Tokenize(name.Text, tokens);
            if (tokens.Count == 0)
            {
                continue;
            }

            var words = tokens.Select(t => Tokenizer.Fold(name.Text.Substring(t.Start, t.Length))).ToArray();
            var spelling = words.Length == 1 && MustBeSpelledSo(name) ? name.Text : null;
            var entry = new NameEntry(name.Concept, name.Rank, spelling);
            sequences.Add((words, entry));
            if (tokens.Skip(1).Any(t => t.Glue == Glue.Hyphen))
            {
                sequences.Add((JoinHyphens(words, tokens), entry with { Spelling = null }));
            }
        }

        Vocabulary.AddAll(sequences.SelectMany(s => s.Words));
        foreach (var (words, entry) in sequences)
        {
            Add(words, entry);
        }

        for (var node = 0; node < _entries.Count; node++)
        {
            _entries[node] = Settle(_entries[node]);
        }
    }

    public Vocabulary Vocabulary { get; } = new();

    /// <summary>Corrections of slips, built at first use: only text asks for them.</summary>
    public Spelling Spelling => LazyInitializer.EnsureInitialized(ref _spelling, () => new Spelling(Vocabulary.Forms));

    public int Step(int node, int word) =>
        word != Vocabulary.Unknown && _edges.TryGetValue(Edge(node, word), out var next) ? next : NoNode;

    /// <summary>The claims on the name that ends at the node, best first.</summary>
    public ReadOnlySpan<NameEntry> At(int node) => _entries[node];

    /// <summary>
    /// A short name that is also a common word, or two letters, is meant only where it is written as a name.
    /// </summary>
    private static bool MustBeSpelledSo(ConceptName name) =>
        name.Text.Any(char.IsUpper)
        && ConceptKinds.Skills.Contains(name.Concept.Kind)
        && (name.Text.Length <= 2 || CommonWords.Contains(name.Text));

    private static string[] JoinHyphens(string[] words, List<Token> tokens)
    {
        var joined = new List<string>();
        for (var i = 0; i < words.Length; i++)
        {
            if (i > 0 && tokens[i].Glue == Glue.Hyphen)
            {
                joined[^1] += words[i];
            }
            else
            {
                joined.Add(words[i]);
            }
        }

        return [.. joined];
    }

    private void Add(string[] words, NameEntry entry)
    {
        var node = Root;
        foreach (var word in words)
        {
            if (!Vocabulary.TryFindExact(word, out var id))
            {
                throw new InvalidOperationException($"'{word}' is not in the vocabulary.");
            }

            ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(_edges, Edge(node, id), out var exists);
            if (!exists)
            {
                next = _entries.Count;
                _entries.Add([]);
            }

            node = next;
        }

        _entries[node] = [.. _entries[node], entry];
    }

    /// <summary>
    /// One claim per concept, best first; a derived name that several concepts of one kind could claim says nothing.
    /// </summary>
    private static NameEntry[] Settle(NameEntry[] entries)
    {
        if (entries.Length < 2)
        {
            return entries;
        }

        var best = entries
            .GroupBy(e => e.Concept)
            .Select(g => g.MinBy(e => (e.Rank, e.Spelling is null ? 0 : 1)))
            .OrderBy(e => e.Rank).ThenBy(e => e.Concept.Kind).ThenBy(e => e.Concept.Index)
            .ToArray();
        return [.. best.Where(e => e.Rank < NameRank.Derived
            || best.Count(o => o.Concept.Kind == e.Concept.Kind && o.Rank <= e.Rank) == 1)];
    }

    private static long Edge(int node, int word) => ((long)node << 32) | (uint)word;
}

/// <summary>A name to be indexed.</summary>
internal readonly record struct ConceptName(Concept Concept, string Text, NameRank Rank);
