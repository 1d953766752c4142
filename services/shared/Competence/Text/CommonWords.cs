using System.Collections.Frozen;

namespace Matching.Competence.Text;

/// <summary>
/// Everyday Swedish and English words that are also names of something, or look like a slip of one. They never count as
/// a misspelling, and as a name only when written with its capitals.
/// </summary>
internal static class CommonWords
{
    private static readonly FrozenSet<string> Words = new[]
    {
        "access", "ada", "basic", "cloud", "dart", "director", "edge", "excel", "express", "flash", "go",
        "illustrator", "it", "logic", "make", "may", "office", "one", "outlook", "perl", "pages", "project",
        "publisher", "ruby", "rust", "sas", "scala", "scratch", "sketch", "spark", "spring", "swift", "teams",
        "visual", "word", "works", "max", "maya", "kliniker", "restauranger", "restaurang", "industrier", "vision",
        "visionen", "visioner", "friskare", "laganda", "stämning", "listning", "organisk", "offices", "industries",
        "vårt", "most", "rest", "soap", "ideal", "lens", "master", "model", "modell", "modellen", "modeller",
        "modellerna", "numbers", "keynote", "puppet", "salt", "chef", "vision", "motion", "logo", "forte", "delphi",
        "notes", "reason", "arbetare", "arbetarna", "arbetet", "ansvarig", "ansvara", "ansvarar", "ansökan",
        "anställd", "anställda", "bakgrund", "behandlas", "beredskap", "betyder", "dagligen", "egenskaper", "enheten",
        "erbjuda", "erbjuder", "erfaren", "erfarna", "familjen", "fortsatt", "framtida", "framtiden", "förmåga",
        "förmågan", "grunden", "hantera", "hanterar", "information", "intresse", "intressen", "kandidat", "kandidater",
        "kompetens", "kollega", "kollegor", "kontakta", "kontakter", "kontoret", "krävande", "kunden", "kunderna",
        "kvalitet", "lämplig", "medarbetare", "möjlighet", "omfattning", "områden", "placering", "personlig",
        "personliga", "planera", "planerar", "position", "positiv", "processen", "relation", "relationer", "resultat",
        "rollen", "samarbeta", "samarbetar", "skapande", "snarast", "sommaren", "stabila", "stadig", "startar",
        "stödja", "tidigare", "tidsbegränsad", "tillsammans", "tjänsten", "tjänster", "trygghet", "uppdrag",
        "uppdraget", "uppgifter", "utveckla", "utvecklar", "utvecklas", "varierande", "verksamhet", "verksamheten",
        "verksamheter", "vikarie", "vikariat", "välkommen", "välkomna", "ansvaret", "working", "worked", "experience",
        "position", "company", "manager", "managers", "service", "services", "support", "business", "contact",
        "development", "opportunity", "private", "process", "project", "projects", "provide", "quality", "required",
        "science", "similar", "student", "students", "technical", "training",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Find =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> word) => Find.Contains(word);
}
