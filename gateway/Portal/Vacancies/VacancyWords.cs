using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.Vacancies;

internal static class VacancyWords
{
    public static readonly Text ListTitle = new("Lediga jobb", "Openings");
    public static readonly Text ListLead = new(
        "Öppna annonser i regionen, nyast först. För att se vilka som passar dig: beskriv dig på startsidan.",
        "Open ads in the region, newest first. To see which suit you: describe yourself on the start page.");
    public static readonly Text Municipality = new("Kommun", "Municipality");
    public static readonly Text AllMunicipalities = new("Alla kommuner", "All municipalities");
    public static readonly Text OccupationFilter = new("Yrke", "Occupation");
    public static readonly Text TextFilter = new("Ord i titel eller arbetsgivare", "Words in title or employer");
    public static readonly Text Search = new("Sök", "Search");
    public static readonly Text Clear = new("Rensa", "Clear");
    public static readonly Text Count = new("{0} lediga jobb", "{0} openings");
    public static readonly Text CountCut = new(
        "{0} lediga jobb bland de {1} nyaste", "{0} openings among the newest {1}");
    public static readonly Text None = new(
        "Inget ledigt jobb stämmer med det. Pröva färre ord eller en annan kommun.",
        "No opening fits that. Try fewer words or another municipality.");

    public static readonly Text InBrief = new("I korthet", "In brief");
    public static readonly Text State = new("Läge", "State");
    public static readonly Text Kind = new("Typ", "Kind");
    public static readonly Text Duration = new("Varaktighet", "Duration");
    public static readonly Text Positions = new("Antal platser", "Positions");
    public static readonly Text Published = new("Publicerad", "Published");
    public static readonly Text Requirements = new("Vad jobbet ber om", "What the job asks for");
    public static readonly Text RequirementsLead = new(
        "Så här har annonsen lästs. Det som är utläst ur texten visas med orden det lästes ur.",
        "This is how the ad was read. What was read from the text is shown with the words it was read from.");
    public static readonly Text NoRequirements =
        new("Annonsen ställer inga krav som går att jämföra.", "The ad asks for nothing that can be compared.");
    public static readonly Text AtLeastYears = new("minst {0}", "at least {0}");
    public static readonly Text AtLeastLevel = new("minst {0}", "at least {0}");
    public static readonly Text DesiredLevel = new("gärna {0}", "preferably {0}");
    public static readonly Text QuoteLabel = new("I annonsen: ”{0}”", "In the ad: “{0}”");
    public static readonly Text TheAd = new("Annonsen", "The ad");
    public static readonly Text Candidates = new("Kandidater som passar", "Candidates who suit");
    public static readonly Text CandidatesLead = new(
        "För arbetsgivaren. Bara de som har samtyckt till att hittas, utan namn och kontaktuppgifter.",
        "For the employer. Only those who agree to be found, without name and contact details.");
    public static readonly Text CandidateCount =
        new("{0} kandidater passar, bästa först.", "{0} candidates suit, best first.");
    public static readonly Text NoCandidates = new("Ingen kandidat passar just nu.", "No candidate suits right now.");
    public static readonly Text NotMatched =
        new("Annonsen är inte öppen, så den matchas inte.", "The ad is not open, so it is not matched.");
    public static readonly Text From = new("Från {0}", "From {0}");
    public static readonly Text LeftOut = new("Kandidater som inte är med", "Candidates who are left out");
    public static readonly Text LeftOutOne =
        new("{0} kandidater faller på villkor som måste vara uppfyllda, som räckvidd eller samtycke.",
            "{0} candidates fail a condition that has to be met, such as reach or consent.");
    public static readonly Text Notices = new("Att veta om inläsningen", "About how the ad was read");
}
