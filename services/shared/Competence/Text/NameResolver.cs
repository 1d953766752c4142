using Matching.Competence.Loading;

namespace Matching.Competence.Text;

/// <summary>Finds concepts by what people type for a name: exactly, inflected, misspelt, or only begun.</summary>
internal sealed class NameResolver
{
    private const int ShortestHead = 5;

    private readonly Dictionary<string, List<Concept>> _byLabel = new(StringComparer.Ordinal);
    private readonly (string Key, Concept Concept)[] _sorted;

    public NameResolver(IReadOnlyList<Concept> concepts, TaxonomyData data)
    {
        var names = new List<ConceptName>();
        foreach (var concept in concepts)
        {
            foreach (var label in new[] { concept.Swedish, concept.English }.Distinct(StringComparer.Ordinal))
            {
                var key = Key(label);
                if (!_byLabel.TryGetValue(key, out var list))
                {
                    _byLabel.Add(key, list = []);
                }

                list.Add(concept);
                names.Add(new ConceptName(concept, label, NameRank.Label));
                names.AddRange(LabelParts.Of(label, concept.Kind)
                    .Select(p => new ConceptName(concept, p, NameRank.Derived)));
            }

            if (concept is { Kind: ConceptKind.DrivingLicence, Code: { } code })
            {
                names.AddRange(NamesOfLicence(code).Select(n => new ConceptName(concept, n, NameRank.Synonym)));
            }

            names.AddRange(data.Concepts[concept.Id].Names.Select(n =>
                new ConceptName(concept, n.Text, n.Weak ? NameRank.Weak : NameRank.Synonym)));
        }

        var byId = concepts.ToDictionary(c => c.Id, StringComparer.Ordinal);
        names.AddRange(data.Places.Select(p => new ConceptName(byId[p.MunicipalityId], p.Name, NameRank.Synonym)));
        Index = new NameIndex(names);
        _sorted =
        [
            .. names.Where(n => n.Rank <= NameRank.Synonym)
                .Select(n => (Key: Key(n.Text), n.Concept))
                .Distinct()
                .OrderBy(n => n.Key, StringComparer.Ordinal),
        ];
    }

    public NameIndex Index { get; }

    /// <summary>The concept that has exactly this label, in this case.</summary>
    public Concept? Labelled(string text, ConceptKinds kinds) =>
        _byLabel.TryGetValue(Key(text), out var labelled)
            ? labelled.Find(c => kinds.Contains(c.Kind) && (c.Swedish == text || c.English == text))
            : null;

    public Concept? Resolve(string text, ConceptKinds kinds)
    {
        if (_byLabel.TryGetValue(Key(text), out var exact) && exact.Find(c => kinds.Contains(c.Kind)) is { } labelled)
        {
            return labelled;
        }

        var reading = new Reading(text, Index);
        return Best(reading, kinds) ?? Corrected(reading, kinds);
    }

    /// <summary>
    /// Concepts whose name begins with the text, then those with a word that does, then those whose name is nearly the
    /// text.
    /// </summary>
    public IReadOnlyList<Concept> Suggest(string text, ConceptKinds kinds, int limit)
    {
        var key = Key(text);
        var found = new List<Concept>();
        if (limit <= 0 || key.Length == 0)
        {
            return found;
        }

        if (Resolve(text, kinds) is { } resolved)
        {
            found.Add(resolved);
        }

        var begins = new List<(string Key, Concept Concept)>();
        var from = LowerBound(key);
        for (var i = from; i < _sorted.Length && _sorted[i].Key.StartsWith(key, StringComparison.Ordinal); i++)
        {
            begins.Add(_sorted[i]);
        }

        AddBest(begins.OrderBy(n => n.Key.Length));
        if (found.Count < limit)
        {
            AddBest(_sorted
                .Where(n => n.Key.Contains(' ' + key, StringComparison.Ordinal))
                .OrderBy(n => n.Key.Length));
        }

        if (found.Count < limit && key.Length >= 4)
        {
            var allowed = key.Length >= 8 ? 3 : 2;
            AddBest(_sorted
                .Where(n => kinds.Contains(n.Concept.Kind))
                .Select(n => (n.Key, n.Concept, Distance: Spelling.Distance(key, n.Key, allowed)))
                .Where(n => n.Distance <= allowed)
                .OrderBy(n => n.Distance)
                .Select(n => (n.Key, n.Concept)));
        }

        if (found.Count == 0 && key.Length <= Tokenizer.LongestWord)
        {
            // A compound that is no name may end in one: "hotellstäderska" in städerska.
            for (var split = 1; split <= key.Length - ShortestHead && found.Count == 0; split++)
            {
                if (Best(new Reading(key[split..], Index), kinds) is { } head)
                {
                    found.Add(head);
                }
            }
        }

        return found;

        void AddBest(IEnumerable<(string Key, Concept Concept)> names)
        {
            foreach (var (_, concept) in names)
            {
                if (found.Count >= limit)
                {
                    return;
                }

                if (kinds.Contains(concept.Kind) && !found.Contains(concept))
                {
                    found.Add(concept);
                }
            }
        }
    }

    /// <summary>Lower case without foreign accents, with runs of white space as one space.</summary>
    public static string Key(string text) =>
        string.Join(' ', Tokenizer.Fold(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<string> NamesOfLicence(string code)
    {
        string[] names = ["körkort", "behörighet", "driving licence", "driving license", "licence", "license"];
        foreach (var name in names)
        {
            yield return $"{code} {name}";
            yield return $"{name} {code}";
        }

        yield return $"körkort klass {code}";
        yield return $"körkort behörighet {code}";
        yield return $"körkort med behörighet {code}";
        yield return $"driving licence category {code}";
        yield return $"category {code} driving licence";
        if (code == "B")
        {
            yield return "körkort";
            yield return "driving licence";
            yield return "driving license";
            yield return "driver's license";
            yield return "driver's licence";
        }
    }

    private Concept? Best(Reading reading, ConceptKinds kinds)
    {
        NameEntry? best = null;
        foreach (var (node, _) in reading.WalkWhole())
        {
            foreach (var entry in Index.At(node))
            {
                if (kinds.Contains(entry.Concept.Kind) && (best is null || entry.Rank < best.Value.Rank))
                {
                    best = entry;
                }
            }
        }

        return best?.Concept;
    }

    private Concept? Corrected(Reading reading, ConceptKinds kinds)
    {
        if (reading.Tokens.Count > 8)
        {
            return null;
        }

        var corrected = false;
        Span<char> buffer = stackalloc char[Tokenizer.LongestWord + 2];
        for (var i = 0; i < reading.Tokens.Count; i++)
        {
            if (reading.Words[i] == Vocabulary.Unknown)
            {
                var length = Tokenizer.Fold(reading.SpanOf(i), buffer);
                if (!Index.Spelling.TryCorrect(buffer[..length], 1, out reading.Words[i]))
                {
                    return null;
                }

                corrected = true;
            }
        }

        return corrected ? Best(reading, kinds) : null;
    }

    private int LowerBound(string key)
    {
        var low = 0;
        var high = _sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_sorted[middle].Key, key) < 0)
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
}
