using System.Globalization;

namespace Matching.Competence.Text;

/// <summary>Reads years of experience ("minst 2 års erfarenhet", "6 years", "2015–2020", "sedan 2018").</summary>
internal static class YearsReader
{
    private const int MostYears = 50;
    private const int Reach = 8;

    /// <summary>Gives an ad's occupations and skills the years of experience that are asked for beside them.</summary>
    public static void ReadDemanded(Reading reading, Layout layout, List<Found> found)
    {
        for (var i = 0; i + 1 < reading.Tokens.Count; i++)
        {
            if (Duration(reading, i) is not var (years, end)
                || !(IsAs(reading, end) || SpeaksOfExperience(layout, i, end)))
            {
                continue;
            }

            var sentence = layout.SentenceOf(i);
            var nearest = Nearest(
                layout.FoundIn(sentence, found),
                ConceptKinds.Occupations | ConceptKinds.Skills,
                layout,
                i,
                end,
                preferAfter: true);
            if (nearest is not null)
            {
                nearest.Years = Math.Max(years, nearest.Years ?? 0);
            }

            i = end - 1;
        }
    }

    /// <summary>Gives a CV's occupations the years the person has in them.</summary>
    public static void ReadHad(Reading reading, Layout layout, List<Found> found, int currentYear)
    {
        var unbound = new List<(int First, int End, int Years)>();
        for (var i = 0; i < reading.Tokens.Count; i++)
        {
            int? lastYear = null;
            if (Period(reading, i, currentYear) is var (from, to, after))
            {
                lastYear = to;
                Bind(i, after, to - from);
                i = after - 1;
            }
            else if (Duration(reading, i) is var (years, end) && !IsAge(reading, i, end))
            {
                Bind(i, end, years);
                i = end - 1;
            }

            void Bind(int first, int last, int length)
            {
                var sentence = layout.SentenceOf(first);
                var occupation = Nearest(
                    layout.FoundIn(sentence, found),
                    ConceptKinds.Occupations,
                    layout,
                    first,
                    last,
                    preferAfter: IsAs(reading, last))
                    ?? OnLineBefore(reading, found, first);
                if (occupation is not null)
                {
                    occupation.Years = Math.Max(length, occupation.Years ?? 0);
                    if (lastYear is not null)
                    {
                        occupation.LastYear = Math.Max(lastYear.Value, occupation.LastYear ?? 0);
                    }
                }
                else
                {
                    unbound.Add((first, last, length));
                }
            }
        }

        BindToOnly(layout, found, unbound);
    }

    /// <summary>
    /// Experience stated in a sentence of its own is experience in the only occupation that the writer names.
    /// </summary>
    private static void BindToOnly(Layout layout, List<Found> found, List<(int First, int End, int Years)> unbound)
    {
        if (unbound.Count == 0)
        {
            return;
        }

        var own = found.FindAll(f => ConceptKinds.Occupations.Contains(f.Concept.Kind) && !f.Negated
            && f.Whose == Whose.Self);
        if (own.Count == 0 || own.Exists(f => f.Concept != own[0].Concept || f.Years is not null))
        {
            return;
        }

        foreach (var (first, end, years) in unbound)
        {
            if (SpeaksOfExperience(layout, first, end) && !SpeaksOfPartner(layout.CuesOf(layout.SentenceOf(first))))
            {
                own[0].Years = Math.Max(years, own[0].Years ?? 0);
            }
        }
    }

    private static bool SpeaksOfPartner(ReadOnlySpan<Cue> cues)
    {
        foreach (var cue in cues)
        {
            if (cue.Kind is CueKind.Partner or CueKind.PartnerPronoun or CueKind.Companion)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A number of years at the token, and the token after it.</summary>
    private static (int Years, int End)? Duration(Reading reading, int at)
    {
        if (Number(reading.SpanOf(at)) is not { } years || years > MostYears)
        {
            return null;
        }

        var next = at + 1;
        // "2-3 års", "2 till 3 år": the lower end is what is asked.
        if (next < reading.Tokens.Count
            && (reading.Tokens[next].Glue == Glue.Hyphen || reading.Tokens[next].Glue == Glue.Punctuation)
            && Number(reading.SpanOf(next)) is not null)
        {
            next++;
        }
        else if (next + 1 < reading.Tokens.Count && reading.SpanOf(next) is "till" or "to" or "eller" or "or"
            && next + 1 < reading.Tokens.Count && Number(reading.SpanOf(next + 1)) is not null)
        {
            next += 2;
        }

        return next < reading.Tokens.Count && reading.Tokens[next].Glue < Glue.Sentence
            && IsYearWord(reading.SpanOf(next))
            ? (years, next + 1)
            : null;
    }

    /// <summary>A period of calendar years at the token: 2015–2020, 2018–nu, since 2018.</summary>
    private static (int From, int To, int End)? Period(Reading reading, int at, int currentYear)
    {
        if (reading.SpanOf(at) is "sedan" or "since" && at + 1 < reading.Tokens.Count
            && CalendarYear(reading.SpanOf(at + 1), currentYear) is { } since)
        {
            return (since, currentYear, at + 2);
        }

        if (CalendarYear(reading.SpanOf(at), currentYear) is not { } from)
        {
            return null;
        }

        if (at + 1 >= reading.Tokens.Count || reading.Tokens[at + 1].Glue >= Glue.Sentence)
        {
            // "2022–" at the end of a line goes on.
            var end = reading.Tokens[at].End;
            return end < reading.Text.Length && reading.Text[end] is '-' or '–' or '\u2011'
                ? (from, currentYear, at + 1)
                : null;
        }

        var dashed = reading.Tokens[at + 1].Glue is Glue.Hyphen or Glue.HangingHyphen or Glue.Punctuation;
        if (dashed && CalendarYear(reading.SpanOf(at + 1), currentYear) is { } to && to >= from)
        {
            return (from, to, at + 2);
        }

        return reading.SpanOf(at + 1) is "nu" or "nuvarande" or "pågående" or "present" or "current" or "now" or "today"
            or "idag" && dashed
            ? (from, currentYear, at + 2)
            : null;
    }

    private static Found? Nearest(
        ReadOnlySpan<Found> found, ConceptKinds kinds, Layout layout, int first, int end, bool preferAfter)
    {
        Found? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in found)
        {
            if (!kinds.Contains(candidate.Concept.Kind))
            {
                continue;
            }

            var after = candidate.First >= end;
            var penalty = after == preferAfter ? 0 : preferAfter ? Reach : 1;
            var distance = (after ? candidate.First - end : first - candidate.End) * 2 + penalty;
            if (layout.ClauseOf(candidate.First) != layout.ClauseOf(first))
            {
                distance += Reach;
            }

            if (distance >= 0 && distance < bestDistance && distance <= 2 * Reach)
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    /// <summary>In a list of employments the years often stand on the line under or over the title.</summary>
    private static Found? OnLineBefore(Reading reading, List<Found> found, int at)
    {
        var index = Layout.Below(found, at);
        var before = index > 0 ? found[index - 1] : null;
        return before is { Years: null } && ConceptKinds.Occupations.Contains(before.Concept.Kind)
            && at - before.End <= 3 && reading.Tokens[at].Glue == Glue.Line
            ? before
            : null;
    }

    private static bool IsAs(Reading reading, int at) =>
        at < reading.Tokens.Count && reading.SpanOf(at) is "som" or "as" or "inom";

    private static bool SpeaksOfExperience(Layout layout, int first, int end)
    {
        foreach (var cue in layout.CuesOf(layout.SentenceOf(first)))
        {
            if (cue.Kind == CueKind.Experience && cue.First >= first - Reach && cue.First <= end + Reach)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Somebody's age is nobody's business, and above all no experience.</summary>
    private static bool IsAge(Reading reading, int first, int end) =>
        (end < reading.Tokens.Count && reading.SpanOf(end) is "gammal" or "gamla" or "old" or "ung" or "sedan" or "ago")
        || (first > 0 && IsBeforeAge(reading.SpanOf(first - 1)) && !IsAs(reading, end));

    private static bool IsBeforeAge(ReadOnlySpan<char> word)
    {
        Span<char> folded = stackalloc char[Tokenizer.LongestWord + 2];
        var length = Tokenizer.Fold(word, folded);
        return folded[..length] is "fyllt" or "fyllda" or "fyller" or "aged" or "age" or "ålder" or "om" or "för"
            or "är" or "am" or "m"
            or "is" or "kvinna" or "man" or "woman" or "male" or "female" or "tjej" or "kille";
    }

    private static bool IsYearWord(ReadOnlySpan<char> word) =>
        word.Equals("år", StringComparison.OrdinalIgnoreCase) || word.Equals("års", StringComparison.OrdinalIgnoreCase)
        || word.Equals("year", StringComparison.OrdinalIgnoreCase)
        || word.Equals("years", StringComparison.OrdinalIgnoreCase)
        || word.Equals("årig", StringComparison.OrdinalIgnoreCase)
        || word.Equals("åriga", StringComparison.OrdinalIgnoreCase)
        || word.Equals("yrs", StringComparison.OrdinalIgnoreCase)
        || word.Equals("ars", StringComparison.OrdinalIgnoreCase);

    private static int? CalendarYear(ReadOnlySpan<char> word, int currentYear) =>
        word.Length == 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && year > currentYear - MostYears - 10 && year <= currentYear
            ? year
            : null;

    private static int? Number(ReadOnlySpan<char> word)
    {
        if (char.IsAsciiDigit(word[0]))
        {
            return word.Length <= 2
                && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : null;
        }

        if (word.Length is < 2 or > 7)
        {
            return null;
        }

        Span<char> folded = stackalloc char[8];
        return folded[..Tokenizer.Fold(word, folded)] switch
        {
            "ett" or "one" => 1,
            "två" or "two" or "tva" or "några" or "couple" => 2,
            "tre" or "three" or "flera" or "several" => 3,
            "fyra" or "four" => 4,
            "fem" or "five" => 5,
            "sex" or "six" => 6,
            "sju" or "seven" => 7,
            "åtta" or "eight" => 8,
            "nio" or "nine" => 9,
            "tio" or "ten" => 10,
            "tolv" or "twelve" => 12,
            "femton" or "fifteen" => 15,
            "tjugo" or "twenty" => 20,
            _ => null,
        };
    }
}
