using System.Globalization;
using System.Text;
using Matching.Competence;

namespace Matching.Suite.Demo;

/// <summary>Writes an opening as an employer would, in Swedish: in running text or under headings.</summary>
internal sealed class AdText(Dice dice, Vocabulary vocabulary)
{
    private static readonly CultureInfo Swedish = CultureInfo.GetCultureInfo("sv-SE");

    private readonly ILookup<(string Slot, string Area), string> _phrases =
        Table.Read("phrases.tsv", row => (Slot: row.Text("slot"), Area: row.Text("area"), Text: row.Text("text")))
            .ToLookup(row => (row.Slot, row.Area), row => row.Text);

    public string Headline(Opening opening)
    {
        var title = opening.Occupation.Phrase;
        var place = opening.Locality;
        return opening.Hiring switch
        {
            Hiring.Summer =>
                dice.Pick<string>([$"Sommarjobb: {title} i {place}", $"Sommarvikarie {Plain(title)}, {place}"]),
            Hiring.Season => $"Säsongsjobb som {Plain(title)} i {place}",
            Hiring.Internship => $"Praktikplats: {title} hos {opening.Employer}",
            Hiring.Apprenticeship => title.StartsWith("Lärling", StringComparison.Ordinal)
                ? $"{title} i {place}"
                : $"Lärling {Plain(title)}, {place}",
            Hiring.Transfer => $"Ägarskifte: {opening.Employer} i {place} söker efterträdare",
            Hiring.Substitute => $"{title}, vikariat i {place}",
            _ => dice.Pick<string>(
            [
                $"{title} till {opening.Workplace} i {place}",
                $"{title} till {opening.Workplace}",
                $"{title} sökes till {opening.Employer}",
                $"{title}, {place}",
                $"Vi söker {Article(title)} {Plain(title)}!",
                title,
            ]),
        };
    }

    public string Body(Opening opening)
    {
        var text = new StringBuilder();
        text.Append(Phrase(opening, "lead")).Append("\n\n");
        if (opening.Hiring == Hiring.Transfer)
        {
            text.Append("Ägaren går i pension och söker någon som vill driva verksamheten vidare. ")
                .Append("Du går bredvid under ett år och får hjälp med finansiering och rådgivning.\n\n");
        }

        text.Append(Phrase(opening, "duty")).Append("\n\n");
        if (dice.Chance(55))
        {
            AppendProse(text, opening);
        }
        else
        {
            AppendHeadings(text, opening);
        }

        text.Append(Phrase(opening, "person")).Append("\n\n").Append(Terms(opening)).Append('\n');
        text.Append(Phrase(opening, "offer")).Append("\n\n").Append(Phrase(opening, "close"));
        return text.ToString();
    }

    private void AppendProse(StringBuilder text, Opening opening)
    {
        if (opening.MustPapers.Length > 0)
        {
            text.Append("Du har ").Append(And(opening.MustPapers.Select(term => term.Phrase))).Append(". ");
        }

        if (opening.Musts.Length > 0)
        {
            text.Append(dice.Pick<string>(["Vi söker dig som har erfarenhet av ", "Du har arbetat med "]))
                .Append(And(opening.Musts.Select(term => term.Phrase)))
                .Append(". ");
        }

        foreach (var sentence in Demands(opening))
        {
            text.Append(sentence).Append(' ');
        }

        var merits = Merits(opening).ToArray();
        if (merits.Length > 0)
        {
            text.Append(dice.Pick<string>(["Det är meriterande med ", "Meriterande är ", "En merit är "]));
            text.Append(And(merits)).Append(". ");
        }

        text.Append("\n\n");
    }

    private void AppendHeadings(StringBuilder text, Opening opening)
    {
        var asked = opening.MustPapers.Select(term => term.Phrase)
            .Concat(opening.Musts.Select(term => "Erfarenhet av " + term.Phrase))
            .Concat(Demands(opening).Select(sentence => sentence.TrimEnd('.')))
            .ToArray();
        if (asked.Length > 0)
        {
            text.Append(dice.Pick<string>(["Kvalifikationer", "Krav för tjänsten", "Vi kräver"])).Append(":\n");
            Bullets(text, asked);
        }

        var merits = Merits(opening).ToArray();
        if (merits.Length > 0)
        {
            text.Append("Meriterande:\n");
            Bullets(text, merits);
        }
    }

    private static void Bullets(StringBuilder text, IEnumerable<string> items)
    {
        foreach (var item in items)
        {
            text.Append("- ").Append(Capital(item)).Append('\n');
        }

        text.Append('\n');
    }

    private IEnumerable<string> Demands(Opening opening)
    {
        if (opening.MustPapers.Length == 0 && opening.Hiring is not (Hiring.Summer or Hiring.Internship))
        {
            switch (opening.Trade.Education)
            {
                case "31" or "32" or "33" when opening.Hiring != Hiring.Apprenticeship && opening.Number % 3 != 0:
                    yield return "Du har gymnasieutbildning eller motsvarande.";
                    break;
                case "41" or "52":
                    yield return "Du har eftergymnasial utbildning, till exempel yrkeshögskola, eller lång erfarenhet.";
                    break;
                case "53" or "54" or "55":
                    yield return "Du har högskoleutbildning inom området.";
                    break;
            }
        }

        if (opening.Years > 0)
        {
            yield return $"Du har minst {opening.Years} års erfarenhet som {Plain(opening.Occupation.Phrase)}.";
        }

        if (opening.Driving is { } category && opening.DrivingIsMust)
        {
            yield return category == "B" ? "B-körkort krävs." : $"Körkort med behörighet {category} är ett krav.";
        }

        if (SwedishSentence(opening.Swedish) is { } swedish)
        {
            yield return swedish;
        }

        if (opening.English != Cefr.None)
        {
            yield return opening.English >= Cefr.B2
                ? "Du har goda kunskaper i engelska i tal och skrift."
                : "Du klarar dig på engelska.";
        }
    }

    private string? SwedishSentence(Cefr level) => level switch
    {
        Cefr.A2 => "Du klarar enkla samtal på svenska.",
        Cefr.B1 => dice.Pick<string>(
            ["Du talar och förstår svenska i vardagen.", "Du kan göra dig förstådd på svenska."]),
        Cefr.B2 => dice.Pick<string>(
        [
            "Du har goda kunskaper i svenska i tal och skrift.",
            "Goda kunskaper i svenska, muntligt och skriftligt, är ett krav.",
        ]),
        >= Cefr.C1 => dice.Pick<string>(
            ["Du har mycket goda kunskaper i svenska i tal och skrift.", "Du talar och skriver svenska flytande."]),
        _ => null,
    };

    private IEnumerable<string> Merits(Opening opening)
    {
        foreach (var term in opening.Nices.Concat(opening.NicePapers))
        {
            yield return term.Phrase;
        }

        if (opening.Driving is { } category && !opening.DrivingIsMust)
        {
            yield return category + "-körkort";
        }

        if (opening.Language is { } code && vocabulary.Find(code, ConceptKinds.Language) is { } language)
        {
            yield return "kunskaper i " + language.Swedish.ToLower(Swedish);
        }
    }

    private static string Terms(Opening opening)
    {
        var extent = opening.MinExtent == opening.MaxExtent
            ? opening.MaxExtent == 100 ? "Heltid" : $"Deltid {opening.MaxExtent} %"
            : opening.MinExtent == 0 ? $"Upp till {opening.MaxExtent} %" : $"{opening.MinExtent}-{opening.MaxExtent} %";
        return opening.Hiring switch
        {
            Hiring.Permanent => $"Tillsvidareanställning. {extent}.",
            Hiring.Substitute => $"Vikariat i minst sex månader med möjlighet till förlängning. {extent}.",
            Hiring.OnCall => $"Timanställning vid behov. {extent}.",
            Hiring.Summer => "Sommarjobb under veckorna 24-33. Du får introduktion innan du börjar.",
            Hiring.Season => "Säsongsanställning i fyra till sex månader.",
            Hiring.Internship => "Praktik under två till sex månader med handledare. Erfarenhet behövs inte.",
            Hiring.Apprenticeship => "Lärlingstid med handledare och lön enligt avtal.",
            _ => "Överlåtelse av hela verksamheten.",
        };
    }

    private string Phrase(Opening opening, string slot)
    {
        var title = opening.Occupation.Phrase;
        var own = _phrases[(slot, opening.Trade.Area)].ToArray();
        return dice.Pick(own.Length > 0 ? own : [.. _phrases[(slot, "")]])
            .Replace("{employer}", opening.Employer, StringComparison.Ordinal)
            .Replace("{workplace}", opening.Workplace, StringComparison.Ordinal)
            .Replace("{place}", opening.Locality, StringComparison.Ordinal)
            .Replace("{title}", $"{Article(title)} {Plain(title)}", StringComparison.Ordinal)
            .Replace("{plain}", Plain(title), StringComparison.Ordinal)
            .Replace("{duties}", And(opening.Trade.Duties), StringComparison.Ordinal)
            .Replace("{deadline}", opening.Deadline.ToString("d MMMM", Swedish), StringComparison.Ordinal);
    }

    private static string Article(string title) =>
        title.EndsWith("biträde", StringComparison.Ordinal) ? "ett" : "en";

    /// <summary>A title as it stands inside a sentence: in small letters, but for an abbreviation.</summary>
    private static string Plain(string title) =>
        char.IsLower(title[1]) ? char.ToLower(title[0], Swedish) + title[1..] : title;

    private static string Capital(string text) => char.ToUpper(text[0], Swedish) + text[1..];

    private static string And(IEnumerable<string> items)
    {
        var list = items.ToArray();
        var and = list.Any(item => item.Contains(" och ", StringComparison.Ordinal)) ? "samt" : "och";
        return list.Length == 1 ? list[0] : $"{string.Join(", ", list[..^1])} {and} {list[^1]}";
    }
}
