namespace Matching.Competence.Text;

/// <summary>
/// Derives from a label the names that people would write: JobTech labels carry qualifiers after a comma, alternatives
/// between slashes, and remarks in brackets.
/// </summary>
internal static class LabelParts
{
    private static readonly string[] Fillers = [" m.fl.", " m.m.", " etc.", ", övriga", ", other"];

    /// <summary>
    /// Qualifiers of skills that only say what sort of thing it is ("Java, programmeringsspråk"), so that the head
    /// alone is its name. Of "Bilar, reparationsvana" it is not.
    /// </summary>
    private static readonly string[] SortsOfSkill =
    [
        "språk", "system", "verktyg", "program", "editor", "hanterare", "protokoll", "plattform", "ramverk", "cms",
        "motor", "metod", "modell", "miljö", "gränssnitt", "erfarenhet", "certifikat", "certifiering",
        "programbibliotek", "language", "tool", "software", "framework", "platform", "database", "protocol", "method",
        "experience", "certificate", "certification", "library",
    ];

    /// <summary>The derived names, without the label itself.</summary>
    public static IEnumerable<string> Of(string label, ConceptKind kind)
    {
        var plain = label;
        foreach (var filler in Fillers)
        {
            plain = plain.Replace(filler, "", StringComparison.OrdinalIgnoreCase);
        }

        var open = plain.IndexOf('(', StringComparison.Ordinal);
        if (open > 0)
        {
            var close = plain.IndexOf(')', open);
            var inside = plain[(open + 1)..(close < 0 ? plain.Length : close)].Trim();
            plain = (plain[..open] + (close < 0 ? "" : plain[(close + 1)..])).Trim();
            if (inside.Length >= 3 && inside == Abbreviation(label))
            {
                yield return inside;
            }
        }

        // What brackets add to a skill is what makes it one: "Miljö (Trafikverkets kravkurs)".
        if (plain != label && (open <= 0 || !ConceptKinds.Skills.Contains(kind)
            || label.EndsWith(" (" + Abbreviation(label) + ")", StringComparison.Ordinal)))
        {
            yield return plain;
        }

        if (kind is ConceptKind.Municipality)
        {
            yield return plain + " kommun";
            yield return plain + " municipality";
            yield break;
        }

        if (kind is ConceptKind.Region)
        {
            if (plain.EndsWith(" län", StringComparison.OrdinalIgnoreCase))
            {
                var name = plain[..^4];
                yield return name.TrimEnd('s');
                yield return "region " + name.TrimEnd('s');
            }

            yield break;
        }

        if (kind != ConceptKind.Occupation && !ConceptKinds.Skills.Contains(kind) && kind != ConceptKind.Language)
        {
            yield break;
        }

        // "Trä-, plast- och metallarbete" and the like are one phrase: their commas and slashes separate no names.
        if (!plain.Contains("- ", StringComparison.Ordinal) && !plain.Contains("-,", StringComparison.Ordinal))
        {
            foreach (var alternative in Alternatives(plain, kind))
            {
                yield return alternative;
            }
        }
    }

    /// <summary>The capitals in brackets at the end of a label, empty for none.</summary>
    private static string Abbreviation(string label)
    {
        var open = label.LastIndexOf('(');
        var inside = open < 0 ? "" : label[(open + 1)..].TrimEnd(')');
        return inside.Length is >= 2 and <= 6 && inside.All(char.IsUpper) ? inside : "";
    }

    private static IEnumerable<string> Alternatives(string label, ConceptKind kind)
    {
        var comma = label.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0 && label.IndexOf(',', comma + 1) < 0)
        {
            var head = label[..comma].Trim();
            var qualifier = label[(comma + 1)..].Trim();
            if (!qualifier.Contains(' ', StringComparison.Ordinal) && !head.Contains('/', StringComparison.Ordinal))
            {
                yield return $"{qualifier} {head}";
            }

            if (ConceptKinds.Skills.Contains(kind)
                && !SortsOfSkill.Any(s => qualifier.EndsWith(s, StringComparison.OrdinalIgnoreCase)))
            {
                yield break;
            }

            if (head.Length > 2 || !head.All(char.IsLetter) || head.All(char.IsUpper))
            {
                yield return head;
            }

            foreach (var name in BySlash(head))
            {
                yield return name;
            }
        }
        else
        {
            foreach (var name in BySlash(label))
            {
                yield return name;
            }
        }
    }

    /// <summary>"Pilot/Trafikflygare" is two names; "C/C++-programmerare" and "och/eller" are not.</summary>
    private static IEnumerable<string> BySlash(string label)
    {
        if (!label.Contains('/', StringComparison.Ordinal))
        {
            yield break;
        }

        var parts = label.Split('/', StringSplitOptions.TrimEntries);
        if (parts.All(p => p.Length >= 2 && char.IsLetter(p[0])) && parts.Any(p => p.Length >= 4)
            && parts.All(p => !p.Contains('-', StringComparison.Ordinal)))
        {
            foreach (var part in parts.Where(p => p.Length >= 3 || p.All(char.IsUpper)))
            {
                yield return part;
            }
        }
    }
}
