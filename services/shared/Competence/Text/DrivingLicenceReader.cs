namespace Matching.Competence.Text;

/// <summary>
/// Reads driving licences: "B-körkort", "körkort klass C och CE", "CE-behörighet", "C/CE", "driving licence (B)". A
/// driving licence without a class is B.
/// </summary>
internal sealed class DrivingLicenceReader
{
    private const double Bare = 0.8;

    private static readonly string[] Heads =
    [
        "körkort", "körkortet", "körkorts", "korkort", "körkortsbehörighet", "licence", "license", "licences",
        "licenses", "körkortsklass", "körkortsklasser",
    ];

    private static readonly string[] WeakHeads = ["behörighet", "behörigheten", "behörigheter", "chaufför",
        "chaufförer", "förare", "kort"];
    private static readonly string[] Fillers = ["klass", "klasserna", "kategori", "behörighet", "class", "category",
        "categories", "typ", "type", "med", "minst", "lägst"];
    private static readonly string[] Links = ["och", "eller", "samt", "and", "or", "alternativt", "resp", "och/eller"];

    private readonly Dictionary<string, Concept> _byCode;

    public DrivingLicenceReader(Taxonomy taxonomy) =>
        _byCode = taxonomy.Concepts.Where(c => c is { Kind: ConceptKind.DrivingLicence, Code: not null })
            .ToDictionary(c => c.Code!, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Finds all driving licences, and drops other readings of the same words. In a CV "CE" and "BE" stand for
    /// themselves, and so do classes listed beside them.
    /// </summary>
    public void Read(Reading reading, List<Found> found, bool isCv)
    {
        if (_byCode.Count == 0)
        {
            return;
        }

        var licences = new List<Found>();
        for (var i = 0; i < reading.Tokens.Count; i++)
        {
            if (IsHead(reading, i))
            {
                ReadAround(reading, i, bareMeansB: true, licences);
            }
            else if (IsOneOf(reading.SpanOf(i), WeakHeads))
            {
                ReadAround(reading, i, bareMeansB: false, licences);
            }
            else if (WithTrailer(reading, i) is { } heavy)
            {
                Keep(licences, new Found(heavy, i, i + 2, 1));
            }
            else if (isCv && CodeAt(reading, i) is { } alone && alone.Code is "CE" or "BE" or "DE" or "C1E"
                && AreCapitals(reading, i))
            {
                if (i > 0 && reading.Tokens[i].Glue is Glue.Comma or Glue.Slash && AreCapitals(reading, i - 1)
                    && CodeAt(reading, i - 1) is { } beside)
                {
                    Keep(licences, new Found(beside, i - 1, i, 0.9));
                }

                Keep(licences, new Found(alone, i, i + 1, 0.9));
            }
            else if (i + 1 < reading.Tokens.Count && reading.Tokens[i + 1].Glue == Glue.Slash
                && CodeAt(reading, i) is { } first && CodeAt(reading, i + 1) is { } second
                && (first.Code!.Length > 1 || second.Code!.Length > 1) && AreCapitals(reading, i)
                && AreCapitals(reading, i + 1))
            {
                Keep(licences, new Found(first, i, i + 1, 0.9));
                Keep(licences, new Found(second, i + 1, i + 2, 0.9));
            }
        }

        if (licences.Count > 0)
        {
            var words = licences.Select(l => l.First).ToHashSet();
            found.RemoveAll(f => f.End - f.First == 1 && f.Concept.Kind != ConceptKind.Occupation
                && words.Contains(f.First));
            found.AddRange(licences);
            found.Sort((a, b) => (a.First, a.End).CompareTo((b.First, b.End)));
        }
    }

    /// <summary>"C+E" is CE.</summary>
    private Concept? WithTrailer(Reading reading, int at)
    {
        var token = reading.Tokens[at];
        return at + 1 < reading.Tokens.Count && token.End + 1 == reading.Tokens[at + 1].Start
            && reading.Text[token.End] == '+'
            && reading.SpanOf(at + 1) is "E" && CodeAt(reading, at) is { Code: { } code }
            ? _byCode.GetValueOrDefault(code + "E")
            : null;
    }

    private bool IsHead(Reading reading, int at)
    {
        var word = reading.SpanOf(at);
        if (!IsOneOf(word, Heads))
        {
            return false;
        }

        if (!word.StartsWith("licen", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // A licence in English is a driving licence only where driving or a class is named.
        return at > 0 && (CodeAt(reading, at - 1) is { Code.Length: > 1 }
            || reading.SpanOf(at - 1).StartsWith("driv", StringComparison.OrdinalIgnoreCase)
            || (at > 1 && reading.SpanOf(at - 2).StartsWith("driv", StringComparison.OrdinalIgnoreCase)));
    }

    private void ReadAround(Reading reading, int head, bool bareMeansB, List<Found> licences)
    {
        var any = false;
        var glued = head > 0 && reading.Tokens[head].Glue == Glue.Hyphen;
        for (var i = head - 1; i >= 0 && head - i < 8; i--)
        {
            var next = reading.Tokens[i + 1].Glue;
            if (next >= Glue.Sentence)
            {
                break;
            }

            if (CodeAt(reading, i) is { } licence
                && (any || glued || reading.SpanOf(i) is not "A")
                && (glued || AreCapitals(reading, i) || (i == head - 1 && bareMeansB && licence.Code!.Length > 1)
                    || (i == head - 1 && bareMeansB && reading.SpanOf(i) is "b" or "c")))
            {
                any = Keep(licences, new Found(licence, i, i + 1, 1));
            }
            else if (!any && i >= head - 2 && IsDriving(reading.SpanOf(i)))
            {
                continue;
            }
            else if (!any || !IsOneOf(reading.SpanOf(i), Links))
            {
                break;
            }
        }

        if (!bareMeansB && !any && !reading.SpanOf(head).StartsWith("behörig", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var after = false;
        for (var i = head + 1; i < reading.Tokens.Count && i - head < 10 && reading.Tokens[i].Glue < Glue.Sentence; i++)
        {
            if (CodeAt(reading, i) is { } licence && AreCapitals(reading, i) && !IsSentenceWord(reading, i))
            {
                after = Keep(licences, new Found(licence, i, i + 1, 1));
            }
            else if (!IsOneOf(reading.SpanOf(i), Fillers) && !(after && IsOneOf(reading.SpanOf(i), Links)))
            {
                break;
            }
        }

        if (bareMeansB && !any && !after && _byCode.TryGetValue("B", out var car))
        {
            Keep(licences, new Found(car, head, head + 1, Bare));
        }
    }

    /// <summary>Adds the licence unless its words are read already; either way it is there.</summary>
    private static bool Keep(List<Found> licences, Found licence)
    {
        // Heads are read in text order, so only the last few can be the same word.
        if (licences.FindLastIndex(licences.Count - 1, Math.Min(licences.Count, 32), l => l.First == licence.First) < 0)
        {
            licences.Add(licence);
        }

        return true;
    }

    private Concept? CodeAt(Reading reading, int at)
    {
        var word = reading.SpanOf(at);
        if (word is "B" or "b" && at > 0
            && reading.SpanOf(at - 1).StartsWith("utök", StringComparison.OrdinalIgnoreCase)
            && _byCode.TryGetValue("B96", out var extended))
        {
            return extended;
        }

        return word.Length <= 3 && _byCode.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var licence)
            ? licence
            : null;
    }

    /// <summary>A lone capital A or D that begins a sentence, or "körkort. A nurse": not a class.</summary>
    private static bool IsSentenceWord(Reading reading, int at) =>
        reading.Tokens[at].Length == 1 && at + 1 < reading.Tokens.Count
        && reading.Tokens[at + 1].Glue == Glue.Space && char.IsUpper(reading.SpanOf(at + 1)[0])
        && reading.SpanOf(at)[0] == 'A';

    private static bool AreCapitals(Reading reading, int at)
    {
        foreach (var c in reading.SpanOf(at))
        {
            if (char.IsLower(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsDriving(ReadOnlySpan<char> word) =>
        word.StartsWith("driv", StringComparison.OrdinalIgnoreCase) || word is "s";

    private static bool IsOneOf(ReadOnlySpan<char> word, string[] words)
    {
        foreach (var other in words)
        {
            if (word.Length == other.Length && word.Equals(other, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
