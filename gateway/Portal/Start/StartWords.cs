using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.Start;

internal static class StartWords
{
    public static readonly Text Title = new("Hitta jobb i norra Sverige", "Find jobs in northern Sweden");
    public static readonly Text Heading = new("Det du kan behövs här uppe", "What you can do is needed up here");
    public static readonly Text Lead = new(
        "Beskriv dig på tre rader. Du får se vilka jobb som passar, varför de passar och vad som eventuellt saknas.",
        "Describe yourself in three lines. You will see which jobs suit you, why they do, and what may be missing.");
    public static readonly Text FormHeading = new("Beskriv dig på tre rader", "Describe yourself in three lines");
    public static readonly Text FormLabel = new("Om dig", "About you");
    public static readonly Text FormHint = new(
        "Vad har du arbetat med, och hur länge? Vilka språk och körkort har du? Var vill du bo? Skriv på svenska eller engelska.",
        "What have you worked as, and for how long? Which languages and driving licences do you have? Where would you live? Write in Swedish or English.");
    public static readonly Text Placeholder = new(
        "Undersköterska i sex år. Svenska B2, nederländska. B-körkort. Vill bo i Härnösand.",
        "Assistant nurse for six years. Swedish B2, Dutch. Driving licence B. Would live in Härnösand.");
    public static readonly Text Submit = new("Visa jobb som passar", "Show jobs that suit me");
    public static readonly Text NotStored = new(
        "Ingenting sparas. Texten läses, besvaras och glöms.",
        "Nothing is stored. The text is read, answered and forgotten.");
    public static readonly Text ExamplesHeading = new("Eller prova ett exempel", "Or try an example");

    public static readonly Text NurseName = new("Sjuksköterska", "Nurse");
    public static readonly Text Nurse = new(
        "Sjuksköterska med svensk legitimation, 4 års erfarenhet. Svenska C1, tyska. B-körkort. Vill bo i Sundsvall eller Härnösand.",
        "Nurse with a Swedish nursing licence, 4 years of experience. Swedish C1, German. Driving licence B. Would live in Sundsvall or Härnösand.");
    public static readonly Text WelderName = new("Svetsare", "Welder");
    public static readonly Text Welder = new(
        "Svetsare i 10 år, MIG/MAG och TIG. Svenska B1, polska. B-körkort och truckkort. Bor i Örnsköldsvik.",
        "Welder for 10 years, MIG/MAG and TIG. Swedish B1, Polish. Driving licence B and forklift certificate. Lives in Örnsköldsvik.");
    public static readonly Text DriverName = new("Lastbilschaufför", "Lorry driver");
    public static readonly Text Driver = new(
        "Lastbilschaufför i 5 år med C-körkort och YKB, men inte CE. Svenska B2. Bor i Lycksele.",
        "Lorry driver for 5 years with driving licence C and YKB, but not CE. Swedish B2. Lives in Lycksele.");
    public static readonly Text CoupleName = new("Två som flyttar", "Two who move");
    public static readonly Text Couple = new(
        "Undersköterska i 6 år, svenska B2, B-körkort. Min man är svetsare med 8 års erfarenhet. Vi kan bo var som helst i Västernorrland.",
        "Assistant nurse for 6 years, Swedish B2, driving licence B. My husband is a welder with 8 years of experience. We could live anywhere in Västernorrland.");

    public static readonly Text Figures =
        new("{0} lediga jobb i {1} kommuner just nu", "{0} openings in {1} municipalities right now");
    public static readonly Text FiguresMore = new(
        "Mer än {0} lediga jobb i {1} kommuner just nu", "More than {0} openings in {1} municipalities right now");
    public static readonly Text BrowseAll = new("Bläddra bland alla", "Browse them all");

    public static readonly Text HowHeading = new("Så fungerar det", "How it works");
    public static readonly Text How1Heading = new("Dina ord blir fakta", "Your words become facts");
    public static readonly Text How1 = new(
        "Yrken, språk, körkort och platser läses ur din text. Du ser vad som förstods och kan rätta det.",
        "Occupations, languages, licences and places are read from your text. You see what was understood and can correct it.");
    public static readonly Text How2Heading = new("Över gränser och mellan yrken", "Across borders and occupations");
    public static readonly Text How2 = new(
        "Vi letar i alla kommuner inom räckhåll och bland yrken som ligger nära ditt. En ort har ofta få jobb, regionen har många.",
        "We look in every municipality within reach and among occupations close to yours. One town often has few jobs, the region has many.");
    public static readonly Text How3Heading = new("Varje träff förklaras", "Every match is explained");
    public static readonly Text How3 = new(
        "Poängen är en summa som du kan räkna efter. Det som saknas står där, med vad som skulle ordna det.",
        "The score is a sum that you can check. What is missing is named, with what would close it.");
    public static readonly Text How4Heading = new("Bara det som behövs", "Only what matters");
    public static readonly Text How4 = new(
        "Namn, ålder, kön och ursprung finns inte i modellen. Kunskap som någon har validerat väger tyngre än ett påstående.",
        "Name, age, sex and origin are not in the model. Competence that somebody has validated weighs more than a claim.");
    public static readonly Text HowMore = new("Mer om hur det räknas", "More about how it is counted");

    public static readonly Text PeopleHeading = new("Utgå från en sparad kandidat", "Begin with a stored candidate");
    public static readonly Text PeopleLead = new(
        "Personer ur demoregionen. De är påhittade och har inga namn.",
        "People of the demo region. They are invented and have no names.");
    public static readonly Text AllPeople = new("Alla kandidater", "All candidates");
    public static readonly Text TogetherHeading = new("Är ni två?", "Are there two of you?");
    public static readonly Text TogetherLead = new(
        "När en får jobb behöver ofta den andra också ett. Se vilka orter som har något för båda.",
        "When one gets a job the other often needs one too. See which places have something for both.");
    public static readonly Text TogetherLink = new("Hitta en plats för två", "Find a place for two");
}
