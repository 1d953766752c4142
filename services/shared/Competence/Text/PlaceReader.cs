namespace Matching.Competence.Text;

/// <summary>
/// Tells places from the same words in other uses: everyday words (vara, mark), people (Anna Lund) and firms
/// (Sundsvall Energi AB).
/// </summary>
internal static class PlaceReader
{
    private const int LongNameInLowerCase = 6;

    public static void DropOthers(Reading reading, List<Found> found)
    {
        var allLower = !reading.Text.AsSpan().ContainsAnyInRange('A', 'Z');
        found.RemoveAll(f => ConceptKinds.Places.Contains(f.Concept.Kind) && !IsPlace(reading, f, allLower));
    }

    private static bool IsPlace(Reading reading, Found place, bool allLower)
    {
        var afterPreposition = place.First > 0 && reading.Tokens[place.First].Glue == Glue.Space
            && IsPreposition(reading.SpanOf(place.First - 1));
        var word = reading.SpanOf(place.First);
        if (!char.IsUpper(word[0]))
        {
            return (allLower || afterPreposition) && word.Length >= LongNameInLowerCase
                || (allLower && afterPreposition);
        }

        if (afterPreposition)
        {
            return !IsFirm(reading, place);
        }

        var glue = reading.Tokens[place.First].Glue;
        if (glue >= Glue.Sentence && place.End - place.First == 1 && word.Length <= 5)
        {
            // At the start of a sentence "Vara" and "Mark" are more often words; a list of places has commas.
            return place.End < reading.Tokens.Count && reading.Tokens[place.End].Glue is Glue.Comma or Glue.Line
                || IsAdministration(reading, place.End);
        }

        if (glue == Glue.Space && place.First > 0 && char.IsUpper(reading.SpanOf(place.First - 1)[0])
            && (reading.Tokens[place.First - 1].Glue < Glue.Sentence || word.Length <= 5)
            && !IsAdministration(reading, place.End)
            && !reading.SpanOf(place.First - 1).Equals("kommun", StringComparison.OrdinalIgnoreCase))
        {
            // "Anna Lund", "Stora Enso Timrå": part of a name.
            return false;
        }

        return !IsFirm(reading, place);
    }

    /// <summary>
    /// A capitalised word, then AB or the like, or a capitalised surname, makes the place part of a name.
    /// </summary>
    private static bool IsFirm(Reading reading, Found place)
    {
        var last = Math.Min(reading.Tokens.Count, place.End + 4);
        for (var i = place.End; i < last && reading.Tokens[i].Glue is Glue.Space or Glue.Slash; i++)
        {
            if (reading.SpanOf(i) is "AB" or "HB" or "KB" or "Inc" or "Ltd" or "Group" or "Bygg" or "Energi")
            {
                return true;
            }

            if (!char.IsUpper(reading.SpanOf(i)[0]))
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsAdministration(Reading reading, int at) =>
        at < reading.Tokens.Count && reading.Tokens[at].Glue == Glue.Space
        && (reading.SpanOf(at).StartsWith("kommun", StringComparison.OrdinalIgnoreCase)
            || reading.SpanOf(at).StartsWith("municip", StringComparison.OrdinalIgnoreCase)
            || reading.SpanOf(at).Equals("stad", StringComparison.OrdinalIgnoreCase));

    private static bool IsPreposition(ReadOnlySpan<char> word)
    {
        Span<char> folded = stackalloc char[Tokenizer.LongestWord + 2];
        var length = Tokenizer.Fold(word, folded);
        return folded[..length] is "i" or "in" or "till" or "to" or "från" or "from" or "nära" or "near" or "omkring"
            or "around" or "runt" or "utanför" or "mot" or "at" or "kring" or "of" or "av" or "via" or "mellan"
            or "between" or "och" or "and" or "eller" or "or" or "norr" or "söder" or "vid" or "på" or "kommun"
            or "bor" or "outside" or "ort" or "placering" or "stationering";
    }
}
