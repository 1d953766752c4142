using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.Candidates;

internal static class CandidateWords
{
    public static readonly Text ListTitle = new("Kandidater", "Candidates");
    public static readonly Text ListLead = new(
        "De som har samtyckt till matchning, efter yrke. Namn och kontaktuppgifter lämnar aldrig profiltjänsten.",
        "Those who consent to matching, by occupation. Names and contact details never leave the profile service.");
    public static readonly Text FilterOccupation = new("Visa bara yrket", "Only the occupation");
    public static readonly Text Filter = new("Visa", "Show");
    public static readonly Text ClearFilter = new("Visa alla", "Show all");
    public static readonly Text Count = new("{0} kandidater", "{0} candidates");
    public static readonly Text CountCut = new("De {0} första kandidaterna", "The first {0} candidates");
    public static readonly Text None = new("Ingen kandidat har det yrket.", "No candidate has that occupation.");
    public static readonly Text NoOccupation = new("Inget yrke angivet", "No occupation stated");
    public static readonly Text Couple = new("flyttar med någon", "moves with somebody");
    public static readonly Text ColumnExperience = new("Erfarenhet", "Experience");
    public static readonly Text ColumnHome = new("Bor i", "Lives in");

    public static readonly Text Title = new("Kandidat: {0}", "Candidate: {0}");
    public static readonly Text Facts = new("Det här vet vi", "What is known");
    public static readonly Text Evidence = new("Underlag", "Evidence");
    public static readonly Text Fact = new("Uppgift", "Fact");
    public static readonly Text ValidUntil = new("giltigt till {0}", "valid until {0}");
    public static readonly Text LastYear = new("senast {0}", "last in {0}");
    public static readonly Text SkillLevel = new("nivå {0} av 5", "level {0} of 5");
    public static readonly Text Completed = new("avslutad", "completed");
    public static readonly Text NotCompleted = new("inte avslutad", "not completed");
    public static readonly Text Wishes = new("Önskemål", "Wishes");
    public static readonly Text FromHome =
        new("Ingen särskild plats: utgår hemifrån", "No particular place: starts from home");
    public static readonly Text WishedOccupation = new("Vill arbeta som {0}", "Would work as {0}");
    public static readonly Text RightToWork = new("Rätt att arbeta", "Right to work");
    public static readonly Text Consents = new("Samtycken", "Consents");
    public static readonly Text NoConsents = new("Inga.", "None.");
    public static readonly Text Validations = new("Validerad kompetens", "Validated competence");
    public static readonly Text NoValidations = new(
        "Ingen har bedömt kompetensen ännu. Det som bedöms väger tyngre än egna uppgifter.",
        "Nobody has assessed the competence yet. What is assessed weighs more than what is self-declared.");
    public static readonly Text ValidationBy = new("{0}, {1}, {2}", "{0}, {1}, {2}");
    public static readonly Text SeqfLevel = new("SeQF nivå {0}", "SeQF level {0}");
    public static readonly Text Covers = new("Visat", "Shown");
    public static readonly Text Missing = new("Återstår", "Left to show");
    public static readonly Text Households = new("Flyttar med någon", "Moves with somebody");
    public static readonly Text HouseholdLink = new("Se platser för de två", "See places for the two");
    public static readonly Text Matches = new("Jobb som passar", "Jobs that suit");
    public static readonly Text MatchCount = new("{0} jobb passar, bästa först.", "{0} jobs suit, best first.");
    public static readonly Text NoMatches = new("Inget jobb passar just nu.", "No job suits right now.");
    public static readonly Text NoConsent = new(
        "Personen har inte samtyckt till matchning, så ingen görs.",
        "The person has not consented to matching, so none is made.");

    public static readonly Text ExplainTitle = new("Kandidaten och jobbet", "The candidate and the job");
    public static readonly Text ExplainLead = new(
        "Allt som jämfördes mellan {0} och {1}.", "Everything that was compared between {0} and {1}.");
    public static readonly Text TheCandidate = new("kandidaten", "the candidate");
    public static readonly Text Matched = new("Det är en träff.", "It is a match.");
    public static readonly Text NotMatched = new("Det är ingen träff.", "It is not a match.");
    public static readonly Text GatesHeading =
        new("Villkor som måste vara uppfyllda", "Conditions that have to be met");
    public static readonly Text GatePassed = new("Uppfyllt", "Passed");
    public static readonly Text GateFailed = new("Inte uppfyllt", "Not passed");
    public static readonly Text ReasonsHeading = new("Poängen, del för del", "The score, part by part");
    public static readonly Text BackToCandidate = new("Till kandidaten", "To the candidate");
    public static readonly Text ToVacancy = new("Till jobbet", "To the job");
    public static readonly Text ExplainOther = new("Förklara ett visst jobb", "Explain a certain job");
    public static readonly Text ExplainOtherHint = new(
        "Annonsens id eller adress, även om den inte finns i listan.",
        "The id or address of the ad, also one that is not in the list.");
    public static readonly Text ExplainSubmit = new("Förklara", "Explain");
}
