using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.Preview;

internal static class PreviewWords
{
    public static readonly Text Title = new("Jobb som passar", "Jobs that suit you");
    public static readonly Text Heading = new("{0} jobb som passar", "{0} jobs that suit you");
    public static readonly Text HeadingOne = new("Ett jobb som passar", "One job that suits you");
    public static readonly Text HeadingNone = new("Inga jobb passar just nu", "No job suits right now");
    public static readonly Text NoneText = new(
        "Pröva att resa längre, lägga till en plats eller lägga till ett yrke du kan tänka dig. Titta också på det som ligger ett steg bort.",
        "Try to travel farther, or add a place or an occupation you would consider. Also look at what is one step away.");
    public static readonly Text Best = new("De {0} bästa visas, bästa först.", "The best {0} are shown, best first.");
    public static readonly Text ProblemTitle = new("Rätta det som är fel", "Correct what is wrong");

    public static readonly Text UnderstoodHeading = new("Det här förstod vi", "What we understood");
    public static readonly Text UnderstoodPartner = new("Om din partner", "About your partner");
    public static readonly Text UnderstoodNothing = new(
        "Vi hittade inget yrke och ingen kunskap i texten. Lägg till det här nedanför, så letar vi igen.",
        "We found no occupation and no skill in the text. Add them below and we will look again.");
    public static readonly Text NotStored = new("Ingenting av detta har sparats.", "None of this has been stored.");
    public static readonly Text Change = new("Rätta eller lägg till", "Correct or add");
    public static readonly Text ChangeHint = new(
        "Ta bort bocken för det som är fel, fyll i det som saknas och uppdatera.",
        "Untick what is wrong, fill in what is missing, and update.");
    public static readonly Text Update = new("Uppdatera träffarna", "Update the matches");
    public static readonly Text Rewrite = new("Skriv om texten", "Rewrite the text");
    public static readonly Text ReadAgain = new("Läs texten igen", "Read the text again");

    public static readonly Text Occupations = new("Yrken", "Occupations");
    public static readonly Text Skills = new("Kunskaper", "Skills");
    public static readonly Text Languages = new("Språk", "Languages");
    public static readonly Text Licences =
        new("Körkort, legitimationer och intyg", "Driving licences, professional licences and certificates");
    public static readonly Text Educations = new("Utbildning", "Education");
    public static readonly Text WishedOccupations = new("Önskade yrken", "Wished occupations");
    public static readonly Text Where = new("Var och hur mycket", "Where and how much");
    public static readonly Text YearsOf = new("År som {0}", "Years as {0}");
    public static readonly Text YearsShort = new("år", "years");
    public static readonly Text LevelOf = new("Nivå i {0}", "Level of {0}");
    public static readonly Text AddOccupation = new("Lägg till ett yrke", "Add an occupation");
    public static readonly Text AddOccupationYears = new("År i yrket", "Years in it");
    public static readonly Text AddSkill = new("Lägg till en kunskap", "Add a skill");
    public static readonly Text AddLanguage = new("Lägg till ett språk", "Add a language");
    public static readonly Text AddLanguageLevel = new("Nivå", "Level");
    public static readonly Text AddLicence = new("Lägg till körkort eller intyg", "Add a licence or certificate");
    public static readonly Text AddPlace = new("Lägg till en plats att bo på", "Add a place to live");
    public static readonly Text Home = new("Bor eller utgår från", "Lives in or starts from");
    public static readonly Text HomeHint = new("Kommun eller ort", "Municipality or town");
    public static readonly Text LivesIn = new("Utgår från {0}", "Starts from {0}");
    public static readonly Text WouldLive = new("Kan bo i {0}", "Would live in {0}");
    public static readonly Text Anywhere = new("Kan bo var som helst i regionen", "Would live anywhere in the region");
    public static readonly Text Radius =
        new("Reser högst så många km till arbetet", "Travels at most so many km to work");
    public static readonly Text RadiusShort = new("Reser högst {0} km", "Travels at most {0} km");
    public static readonly Text LeastExtent =
        new("Minst så många procent av heltid", "At least so many percent of full time");
    public static readonly Text LeastExtentShort = new("Minst {0} av heltid", "At least {0} of full time");
    public static readonly Text KeepPartner = new("Räkna med partnern", "Include the partner");
    public static readonly Text LevelScale = new(
        "A1 nybörjare, B1 klarar vardagen, B2 klarar arbetet, C1 flyt, C2 som modersmål",
        "A1 beginner, B1 gets by, B2 manages at work, C1 fluent, C2 as a mother tongue");

    public static readonly Text TextEmpty =
        new("Skriv några ord om vad du kan.", "Write a few words about what you can do.");
    public static readonly Text TextTooLong = new(
        "Texten har {0} tecken. Högst {1} går att läsa: korta ner den.",
        "The text has {0} characters. At most {1} can be read: shorten it.");
    public static readonly Text Unknown = new(
        "Vi känner inte igen ”{0}”. Pröva ett annat ord.", "We do not know “{0}”. Try another word.");
    public static readonly Text UnknownDidYouMean = new(
        "Vi känner inte igen ”{0}”. Menade du {1}?", "We do not know “{0}”. Did you mean {1}?");
    public static readonly Text Or = new(" eller ", " or ");
    public static readonly Text TooLong = new("Högst 200 tecken.", "At most 200 characters.");

    public static readonly Text TogetherTitle = new("Hitta en plats för två", "Find a place for two");
    public static readonly Text TogetherLead = new(
        "Beskriv er var för sig. Ni får se vilka kommuner som har något för er båda, och de bästa jobben för var och en.",
        "Describe yourselves one by one. You will see which municipalities have something for you both, and the best jobs for each.");
    public static readonly Text TogetherSelf = new("Om den ena", "About one of you");
    public static readonly Text TogetherPartner = new("Om den andra", "About the other");
    public static readonly Text TogetherSelfExample = new(
        "Till exempel: Undersköterska i sex år, svenska B2. Kan bo var som helst i Västernorrland.",
        "For example: Assistant nurse for six years, Swedish B2. Could live anywhere in Västernorrland.");
    public static readonly Text TogetherPartnerExample = new(
        "Till exempel: Svetsare i åtta år, B-körkort.", "For example: Welder for eight years, driving licence B.");
    public static readonly Text TogetherSubmit = new("Visa platser för oss båda", "Show places for us both");
    public static readonly Text TogetherNotStored = new(
        "Ingenting sparas om någon av er.", "Nothing is stored about either of you.");

    public static readonly Text PlacesHeading = new("Platser för er båda", "Places for you both");
    public static readonly Text MatchesOfSelf = new("Jobb för dig", "Jobs for you");
    public static readonly Text You = new("Du", "You");
    public static readonly Text Partner = new("Din partner", "Your partner");
}
