namespace Matching.Competence.Text;

/// <summary>
/// Tells what a CV says about its writer from what it says about a partner. A partner is spoken of from "min fru" or
/// "my husband" to the end of the sentence or the next "jag" or "I", and on through sentences that begin with she or
/// he.
/// </summary>
internal static class PersonScopes
{
    /// <summary>Marks every finding, and answers whether a partner is spoken of at all.</summary>
    public static bool Read(Reading reading, Layout layout, List<Found> found)
    {
        var any = false;
        var at = 0;
        var partnerLast = false;
        for (var sentence = 0; sentence < layout.SentenceCount; sentence++)
        {
            var start = layout.SentenceStart(sentence);
            var whose = Whose.Self;
            var cues = layout.CuesOf(sentence);
            var next = 0;
            var end = layout.SentenceEnd(sentence);
            var spoken = false;
            var named = false;
            for (var token = start; token < end; token++)
            {
                for (; next < cues.Length && cues[next].First <= token; next++)
                {
                    var cue = cues[next];
                    named |= cue.Kind is CueKind.Partner or CueKind.Companion;
                    switch (cue.Kind)
                    {
                        case CueKind.Both:
                            whose = Whose.Both;
                            any = spoken = true;
                            break;
                        case CueKind.We when any:
                            whose = Whose.Both;
                            spoken = true;
                            break;
                        case CueKind.Partner when whose != Whose.Both && !IsInside(cues, cue)
                            && SpeaksOfPartner(reading, cue):
                            whose = Whose.Partner;
                            any = spoken = true;
                            break;
                        case CueKind.Companion when whose != Whose.Both && cue.End < end
                            && reading.SpanOf(cue.End) is "som" or "who" or "which":
                            whose = Whose.Partner;
                            any = spoken = true;
                            break;
                        case CueKind.PartnerPronoun when partnerLast && cue.First <= start + 2:
                            whose = Whose.Partner;
                            any = spoken = true;
                            break;
                        case CueKind.Self when whose == Whose.Partner && !IsInside(cues, cue):
                            whose = Whose.Self;
                            break;
                    }
                }

                if (whose == Whose.Partner && token > start && reading.SpanOf(token) is "I"
                    && reading.Tokens[token].Glue < Glue.Sentence)
                {
                    whose = Whose.Self;
                }

                for (; at < found.Count && found[at].First <= token; at++)
                {
                    found[at].Whose = whose;
                }
            }

            // What is said of or names a partner carries over; a sentence in between that names neither keeps it open.
            partnerLast = whose == Whose.Partner || named || (partnerLast && !spoken && !SpeaksOfSelf(cues));
        }

        return any;
    }

    /// <summary>
    /// "Wife" and the like without "my" count at the start of a line, a sentence or a part of a list.
    /// </summary>
    private static bool SpeaksOfPartner(Reading reading, Cue cue) =>
        cue.End - cue.First > 1 || reading.Tokens[cue.First].Glue >= Glue.Sentence
        || (reading.Tokens[cue.First].Glue >= Glue.Comma
            && reading.SpanOf(cue.First) is not ("partner" or "respektive"))
        || reading.SpanOf(cue.First) is "sambon" or "maken" or "frun" or "hustrun" or "partnern";

    private static bool SpeaksOfSelf(ReadOnlySpan<Cue> cues)
    {
        foreach (var cue in cues)
        {
            if (cue.Kind == CueKind.Self)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"min man" inside "med min man" or "jag" inside "min man och jag" is not read by itself.</summary>
    private static bool IsInside(ReadOnlySpan<Cue> cues, Cue cue)
    {
        foreach (var other in cues)
        {
            if (other.Kind is CueKind.Both or CueKind.Companion && other.First <= cue.First && other.End >= cue.End
                && other.End - other.First > cue.End - cue.First)
            {
                return true;
            }
        }

        return false;
    }
}
