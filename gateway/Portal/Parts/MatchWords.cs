using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.Parts;

/// <summary>What a match, its reasons and what surrounds a list of matches say.</summary>
internal static class MatchWords
{
    public static readonly Text ScoreOf = new("av 100 poäng", "of 100 points");
    public static readonly Text RequirementFit = new("Jobbets krav", "What the job asks for");
    public static readonly Text RequirementFitOfOther = new("Era krav", "What you ask for");
    public static readonly Text WishFit = new("Önskemålen", "The wishes");
    public static readonly Text WishFitOfOther = new("Personens önskemål", "The person's wishes");
    public static readonly Text Why = new("Varför passar det?", "Why does it suit?");
    public static readonly Text RequirementsHeading = new("Det jobbet ber om", "What the job asks for");
    public static readonly Text WishesHeading = new("Det personen vill", "What the person wants");
    public static readonly Text Held = new("Finns: {0}", "Held: {0}");
    public static readonly Text PointsLabel = new("{0} poäng", "{0} points");
    public static readonly Text BaseScore =
        new("Utgångspunkt innan något vägts in", "Starting point before anything is weighed");
    public static readonly Text Sum = new("Summa", "Sum");
    public static readonly Text SumNote = new(
        "Alla poäng läggs ihop till summan. Inget annat räknas.", "All points add up to the sum. Nothing else counts.");
    public static readonly Text GapsHeading =
        new("Vad som saknas, och hur det kan ordnas", "What is missing, and what would close it");
    public static readonly Text NoGaps =
        new("Ingenting saknas av det som går att bedöma.", "Nothing is missing of what can be assessed.");
    public static readonly Text Blocking = new("Utan detta går det inte", "Cannot do without");

    public static readonly Text ActionValidate = new("Validera", "Get it validated");
    public static readonly Text ActionStudy = new("Läs en kurs", "Take a course");
    public static readonly Text ActionApply = new("Ansök om legitimation eller tillstånd", "Apply for the licence");
    public static readonly Text ActionDrive = new("Ta körkort", "Take a driving licence");
    public static readonly Text ActionLearn = new("Lär dig mer av språket", "Learn more of the language");
    public static readonly Text ActionExperience = new("Skaffa erfarenhet", "Get experience");
    public static readonly Text ActionState = new("Berätta", "Tell");
    public static readonly Text ActionWiden = new("Vidga önskemålen", "Widen the wishes");
    public static readonly Text ActionUnknown = new("Ingen känd väg", "No known way");

    public static readonly Text NearMissesHeading = new("Ett steg bort", "One step away");
    public static readonly Text NearMissesLead = new(
        "De här jobben hade funnits i listan om en enda sak var på plats.",
        "These jobs would be in the list if one single thing were in place.");

    public static readonly Text GatesHeading = new("Jobb som inte är med", "Jobs that are left out");
    public static readonly Text GateReach =
        new("{0} ligger utanför resavståndet", "{0} are outside the travel distance");
    public static readonly Text GateLicence = new(
        "{0} kräver en legitimation som inte är angiven", "{0} require a professional licence that is not stated");
    public static readonly Text GateDriving = new(
        "{0} kräver ett tyngre körkort än det som är angivet", "{0} require a heavier driving licence than is stated");
    public static readonly Text GateKind =
        new("{0} är av ett slag som inte önskas", "{0} are of a kind that is not wished for");
    public static readonly Text GateConsent =
        new("{0} faller bort för att samtycke saknas", "{0} are left out because consent is missing");
    public static readonly Text GateRight =
        new("{0} kräver rätt att arbeta i Sverige", "{0} require the right to work in Sweden");
    public static readonly Text GateNotOpen = new("{0} är inte öppna just nu", "{0} are not open right now");
    public static readonly Text GateOther = new("{0} av annat skäl", "{0} for another reason");
    public static readonly Text GatesNote = new(
        "Ett jobb räknas vid det första som stoppar det. Det som stoppar ger aldrig lägre poäng, bara ett skäl.",
        "A job is counted at the first thing that stops it. What stops it never lowers a score, it only gives a reason.");

    public static Text OfGate(string type) => type switch
    {
        "REACH" => GateReach,
        "LICENCE" => GateLicence,
        "DRIVING_LICENCE" => GateDriving,
        "KIND" => GateKind,
        "CONSENT" => GateConsent,
        "RIGHT_TO_WORK" => GateRight,
        "NOT_OPEN" => GateNotOpen,
        _ => GateOther,
    };

    public static Text Of(Matches.V1.Gap.Types.Action action) => action switch
    {
        Matches.V1.Gap.Types.Action.Validate => ActionValidate,
        Matches.V1.Gap.Types.Action.Study => ActionStudy,
        Matches.V1.Gap.Types.Action.ApplyForLicence => ActionApply,
        Matches.V1.Gap.Types.Action.TakeDrivingLicence => ActionDrive,
        Matches.V1.Gap.Types.Action.LearnLanguage => ActionLearn,
        Matches.V1.Gap.Types.Action.GetExperience => ActionExperience,
        Matches.V1.Gap.Types.Action.State => ActionState,
        Matches.V1.Gap.Types.Action.WidenWishes => ActionWiden,
        _ => ActionUnknown,
    };
}
