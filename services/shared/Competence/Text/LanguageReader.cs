namespace Matching.Competence.Text;

/// <summary>
/// Tells languages from other uses of their names ("svenska företag"), and reads the level that is stated for each.
/// </summary>
internal static class LanguageReader
{
    private const int Reach = 8;

    /// <summary>Drops names of languages that are used as adjectives.</summary>
    public static void DropAdjectives(Reading reading, Layout layout, List<Found> found)
    {
        var adjectives = new HashSet<Found>();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Concept.Kind == ConceptKind.Language && !IsBesideAnother(found, i)
                && IsAdjective(reading, layout, found[i]))
            {
                adjectives.Add(found[i]);
            }
        }

        found.RemoveAll(adjectives.Contains);
    }

    /// <summary>Gives each language the level that is stated nearest to it in its clause.</summary>
    public static void ReadLevels(Reading reading, Layout layout, List<Found> found)
    {
        for (var i = 0; i < found.Count;)
        {
            if (found[i].Concept.Kind != ConceptKind.Language)
            {
                i++;
                continue;
            }

            // All languages of one sentence are read together.
            var sentence = layout.SentenceOf(found[i].First);
            var languages = new List<Found>();
            for (; i < found.Count && layout.SentenceOf(found[i].First) == sentence; i++)
            {
                if (found[i].Concept.Kind == ConceptKind.Language)
                {
                    languages.Add(found[i]);
                }
            }

            ReadLevels(reading, layout, layout.CuesOf(sentence), languages);
        }
    }

    private static bool IsAdjective(Reading reading, Layout layout, Found language)
    {
        if (language.Certainty < 1)
        {
            return false;
        }

        var next = language.End;
        if (next >= reading.Tokens.Count || reading.Tokens[next].Glue != Glue.Space)
        {
            return false;
        }

        var word = reading.SpanOf(next);
        if (!char.IsLetter(word[0]) || IsFunctionWord(word))
        {
            return false;
        }

        foreach (var cue in layout.CuesOf(layout.SentenceOf(language.First)))
        {
            if (cue.Kind is CueKind.Level && (cue.First == next || cue.End == language.First))
            {
                return false;
            }

            if (cue.Kind is CueKind.Language && cue.First == next)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Directly before or after another language or a driving licence it is a language after all.</summary>
    private static bool IsBesideAnother(List<Found> found, int index) =>
        (index > 0 && found[index - 1].End == found[index].First && IsListed(found[index - 1].Concept.Kind))
        || (index + 1 < found.Count && found[index].End == found[index + 1].First
        && IsListed(found[index + 1].Concept.Kind));

    private static bool IsListed(ConceptKind kind) => kind is ConceptKind.Language or ConceptKind.DrivingLicence;

    private static bool IsFunctionWord(ReadOnlySpan<char> word)
    {
        Span<char> folded = stackalloc char[Tokenizer.LongestWord + 2];
        var length = Tokenizer.Fold(word, folded);
        return folded[..length] is "och" or "eller" or "samt" or "i" or "på" or "är" or "som" or "med" or "för"
            or "and" or "or" or "in" or "is" or "as" or "with" or "at" or "to" or "flytande" or "krävs"
            or "obehindrat" or "både" or "both" or "till" or "men" or "but" or "då" or "vid" or "bra" or "väl"
            or "mycket" or "det" or "du" or "att" or "minst" or "lägst" or "av" or "om" or "required" or "fluently"
            or "well" or "level" or "nivå" or "language" or "skills" or "speaker" or "speaking" or "meriterande"
            or "utan" or "eftersom" or "samtidigt" or "engelska" or "talar" or "skriver" or "räcker" or "behövs";
    }

    private static void ReadLevels(Reading reading, Layout layout, ReadOnlySpan<Cue> cues, List<Found> languages)
    {
        var levels = new List<Cue>();
        foreach (var cue in cues)
        {
            if (cue.Kind == CueKind.Level && !levels.Exists(l => l.First <= cue.First && l.End >= cue.End))
            {
                levels.Add(cue);
            }
        }

        if (levels.Count == 0)
        {
            return;
        }

        var levelFirst = levels[0].First < languages[0].First;
        foreach (var level in levels)
        {
            Found? left = null;
            Found? right = null;
            foreach (var language in languages)
            {
                if (layout.ClauseOf(language.First) != layout.ClauseOf(level.First))
                {
                    continue;
                }

                if (language.End <= level.First)
                {
                    left = language;
                }
                else if (language.First >= level.End)
                {
                    right ??= language;
                }
            }

            var chosen = Choose(reading, level, left, right, levelFirst, levels.Count == languages.Count);
            if (chosen is not null)
            {
                // "goda kunskaper i svenska i tal och skrift" states one level, "mycket goda ... i tal och skrift" the
                // higher.
                chosen.Level = chosen.Level == Cefr.None || IsCode(reading, level)
                    || !IsWeaker(level.Level, chosen.Level)
                    ? level.Level
                    : chosen.Level;
            }
        }

        Spread(reading, layout, levels, languages);
    }

    private static Found? Choose(
        Reading reading, Cue level, Found? left, Found? right, bool levelFirst, bool onePerLanguage)
    {
        if (left is null || right is null)
        {
            var only = left ?? right;
            return only is not null && Distance(level, only) <= Reach ? only : null;
        }

        var toLeft = Distance(level, left) + Separation(reading, left.End, level.First + 1);
        var toRight = Distance(level, right) + Separation(reading, level.End, right.First + 1);
        if (toLeft == toRight)
        {
            return onePerLanguage && !levelFirst ? left : right;
        }

        return toLeft < toRight ? left : right;
    }

    private static int Distance(Cue level, Found language) =>
        language.First >= level.End ? language.First - level.End : level.First - language.End;

    /// <summary>A comma or a conjunction between a language and a level parts them more than a few words do.</summary>
    private static int Separation(Reading reading, int from, int to)
    {
        for (var i = from; i < to && i < reading.Tokens.Count; i++)
        {
            if (reading.Tokens[i].Glue is Glue.Comma or Glue.Slash || reading.SpanOf(i) is "och" or "and" or "samt")
            {
                return Reach;
            }
        }

        return 0;
    }

    /// <summary>"Flytande svenska och engelska" states the level of both.</summary>
    private static void Spread(Reading reading, Layout layout, List<Cue> levels, List<Found> languages)
    {
        for (var i = 1; i < languages.Count; i++)
        {
            var (a, b) = (languages[i - 1], languages[i]);
            if (a.Level == b.Level || (a.Level != Cefr.None && b.Level != Cefr.None)
                || b.First - a.End > 1 || !Coordinated(reading, a, b)
                || layout.ClauseOf(a.First) != layout.ClauseOf(b.First))
            {
                continue;
            }

            // Forward over "och" and commas when the level stands before both.
            if (b.Level == Cefr.None && levels.Exists(l => l.End <= a.First && l.Level == a.Level))
            {
                b.Level = a.Level;
            }
        }

        // Backward when the level stands after all: "svenska och engelska flytande".
        for (var i = languages.Count - 1; i > 0; i--)
        {
            var (a, b) = (languages[i - 1], languages[i]);
            if (a.Level == Cefr.None && b.Level != Cefr.None && b.First - a.End == 1 && Coordinated(reading, a, b)
                && layout.ClauseOf(a.First) == layout.ClauseOf(b.First)
                && levels.Exists(l => l.First >= b.End && l.Level == b.Level))
            {
                a.Level = b.Level;
            }
        }
    }

    private static bool Coordinated(Reading reading, Found a, Found b) =>
        b.First == a.End
            ? reading.Tokens[b.First].Glue is Glue.Comma or Glue.Slash
            : reading.SpanOf(a.End) is "och" or "and" or "samt" or "eller" or "or";

    private static bool IsCode(Reading reading, Cue level) =>
        level.End - level.First == 1 && reading.Tokens[level.First].Length == 2
            && char.IsDigit(reading.SpanOf(level.First)[1]);

    private static bool IsWeaker(Cefr a, Cefr b) => a < b;
}
