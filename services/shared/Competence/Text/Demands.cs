namespace Matching.Competence.Text;

/// <summary>
/// Reads how much an ad asks for each thing: the nearest cue of its clause, else of its sentence, else its section's
/// heading.
/// </summary>
internal static class Demands
{
    private const int AcrossClauses = 100;
    private const int Softness = 12;

    public static void Read(Layout layout, List<Found> found)
    {
        foreach (var mention in found)
        {
            mention.Importance = layout.SectionOf(mention.First);
            var best = int.MaxValue;
            foreach (var cue in layout.CuesOf(layout.SentenceOf(mention.First)))
            {
                if (cue.Kind is not (CueKind.Must or CueKind.Nice or CueKind.SoftMust or CueKind.Negation) || Covers(mention, cue))
                {
                    continue;
                }

                var distance = Distance(mention, cue);
                if (layout.ClauseOf(cue.First) != layout.ClauseOf(mention.First))
                {
                    if (cue.Kind is not CueKind.Must)
                    {
                        continue;
                    }

                    distance += AcrossClauses;
                }

                if (cue.Kind == CueKind.SoftMust)
                {
                    // "Du har" before what is asked; never after it, and weaker than a plain word.
                    if (cue.First > mention.First || layout.SectionOf(mention.First) == Importance.Nice)
                    {
                        continue;
                    }

                    distance += Softness;
                }

                // "Inga krav" reaches a few words only where it is a bare "ingen" or "no".
                if (cue.Kind == CueKind.Negation && cue.End - cue.First == 1 && (cue.First > mention.First || distance > 3))
                {
                    continue;
                }

                // A longer cue that starts at the same word, such as "inget krav" over "inget", is the better reading.
                if (distance < best)
                {
                    best = distance;
                    mention.Negated = cue.Kind == CueKind.Negation;
                    mention.Importance = cue.Kind switch
                    {
                        CueKind.Must or CueKind.SoftMust => Importance.Must,
                        CueKind.Nice => Importance.Nice,
                        _ => Importance.Mentioned,
                    };
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
                if (cue.Kind == CueKind.Negation && cue.First < mention.First && mention.First - cue.End <= 2
                    && layout.ClauseOf(cue.First) == layout.ClauseOf(mention.First))
                {
                    mention.Negated = true;
                }
            }
        }
    }

    private static bool Covers(Found mention, Cue cue) => cue.First >= mention.First && cue.End <= mention.End;

    /// <summary>Words between, a cue after the thing counting as a little farther than one before it.</summary>
    private static int Distance(Found mention, Cue cue) =>
        cue.First >= mention.End ? cue.First - mention.End + 2 : Math.Max(0, mention.First - cue.End);
}
