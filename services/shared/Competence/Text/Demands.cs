namespace Matching.Competence.Text;

/// <summary>
/// Reads how much an ad asks for each thing: the nearest cue of its clause, else of its sentence, else its section's
/// heading.
/// </summary>
internal static class Demands
{
    /// <summary>
    /// Words that a cue seems farther away when it stands in another clause, or says "you have" only.
    /// </summary>
    private const int AcrossClauses = 100;
    private const int Softness = 12;

    /// <summary>How far a bare "no" or "ingen" reaches.</summary>
    private const int BareNegationReach = 3;

    public static void Read(Reading reading, Layout layout, List<Found> found)
    {
        foreach (var mention in found)
        {
            if (ConceptKinds.Places.Contains(mention.Concept.Kind))
            {
                continue;
            }

            mention.Importance = layout.SectionOf(mention.First);
            var cues = layout.CuesOf(layout.SentenceOf(mention.First));
            if (Nearest(reading, layout, mention, cues) is { } cue)
            {
                mention.Negated = cue.Kind == CueKind.Negation;
                mention.Importance = cue.Kind switch
                {
                    CueKind.Must or CueKind.SoftMust => Importance.Must,
                    CueKind.Nice => Importance.Nice,
                    _ => Importance.Mentioned,
                };
                if (mention.Negated && IsNiceAfterAll(layout, found, mention, cues))
                {
                    mention.Negated = false;
                    mention.Importance = Importance.Nice;
                }
            }
        }
    }

    /// <summary>Says for each thing in a CV whether the text denies it.</summary>
    public static void ReadDenials(Layout layout, List<Found> found)
    {
        foreach (var mention in found)
        {
            foreach (var cue in layout.CuesOf(layout.SentenceOf(mention.First)))
            {
                // What stands between takes the denial: in "no Swedish, English C1" English is spoken.
                if (cue.Kind == CueKind.Negation && cue.First < mention.First && mention.First - cue.End <= 2
                    && layout.ClauseOf(cue.First) == layout.ClauseOf(mention.First)
                    && !found.Exists(between => between.First >= cue.End && between.End <= mention.First))
                {
                    mention.Negated = true;
                }
            }
        }
    }

    private static Cue? Nearest(Reading reading, Layout layout, Found mention, ReadOnlySpan<Cue> cues)
    {
        Cue? nearest = null;
        var best = int.MaxValue;
        foreach (var cue in cues)
        {
            if (cue.Kind is not (CueKind.Must or CueKind.Nice or CueKind.SoftMust or CueKind.Negation)
                || (cue.First >= mention.First && cue.End <= mention.End)
                || (cue.Kind != CueKind.Negation && IsNegated(cues, cue)))
            {
                continue;
            }

            var after = cue.First > mention.First;
            if (after && (cue.Kind == CueKind.SoftMust || LooksForward(reading.SpanOf(cue.First))))
            {
                continue;
            }

            var distance = Distance(mention, cue);
            if (layout.ClauseOf(cue.First) != layout.ClauseOf(mention.First))
            {
                if (cue.Kind != CueKind.Must)
                {
                    continue;
                }

                distance += AcrossClauses;
            }

            if (cue.Kind == CueKind.SoftMust)
            {
                if (layout.SectionOf(mention.First) == Importance.Nice)
                {
                    continue;
                }

                distance += Softness;
            }

            if (cue.Kind == CueKind.Negation && cue.End - cue.First == 1 && (after || distance > BareNegationReach))
            {
                continue;
            }

            if (distance < best)
            {
                best = distance;
                nearest = cue;
            }
        }

        return nearest;
    }

    /// <summary>"Krävs" in "krävs ej", "krav" in "inget krav".</summary>
    private static bool IsNegated(ReadOnlySpan<Cue> cues, Cue cue)
    {
        foreach (var other in cues)
        {
            if (other.Kind == CueKind.Negation && other.First <= cue.First && other.End >= cue.End
                && other.End - other.First > cue.End - cue.First)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Krävs ej men är meriterande": the next clause names nothing and calls it an advantage.</summary>
    private static bool IsNiceAfterAll(Layout layout, List<Found> found, Found mention, ReadOnlySpan<Cue> cues)
    {
        var clause = layout.ClauseOf(mention.First) + 1;
        foreach (var cue in cues)
        {
            if (cue.Kind == CueKind.Nice && layout.ClauseOf(cue.First) == clause)
            {
                foreach (var other in layout.FoundIn(layout.SentenceOf(mention.First), found))
                {
                    if (layout.ClauseOf(other.First) == clause)
                    {
                        return false;
                    }
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Words that speak of what comes after them only.</summary>
    private static bool LooksForward(ReadOnlySpan<char> word) =>
        word is "gärna" or "minst" or "lägst" or "minimum" or "ideally" or "preferably" or "at" or "ser" or "vi";

    /// <summary>Words between, a cue after the thing counting as a little farther than one before it.</summary>
    private static int Distance(Found mention, Cue cue) =>
        cue.First >= mention.End ? cue.First - mention.End + 2 : Math.Max(0, mention.First - cue.End);
}
