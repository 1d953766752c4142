using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.About;

internal static class AboutWords
{
    public static readonly Text Title = new("Så fungerar det", "How it works");
    public static readonly Text Lead = new(
        "En matchning ska gå att förstå, kontrollera och ifrågasätta. Här står hur den räknas.",
        "A match has to be something one can understand, check and question. This is how it is counted.");
    public static readonly Text StepsHeading = new("Fem steg", "Five steps");
    public static readonly Text Step1Heading = new("Villkor", "Conditions");
    public static readonly Text Step1 = new(
        "Samtycke, rätt att arbeta, legitimation som lagen kräver, typ av arbete och räckvidd. Ett villkor som inte är uppfyllt ger ett skäl, aldrig en lägre poäng.",
        "Consent, the right to work, licences that the law requires, kind of work and reach. A condition that is not met gives a reason, never a lower score.");
    public static readonly Text Step2Heading = new("Leta brett", "Look wide");
    public static readonly Text Step2 = new(
        "Samma yrke, yrken som kan ersätta det, samma yrkesgrupp, och jobb som frågar efter det personen kan.",
        "The same occupation, occupations that can replace it, the same group, and jobs that ask for what the person can do.");
    public static readonly Text Step3Heading = new("Räkna poäng", "Count points");
    public static readonly Text Step3 = new(
        "Modellen nedan lägger ihop poäng. Den som uppfyller mer får aldrig färre, och validerat räknas aldrig lägre än påstått.",
        "The model below adds up points. Meeting more never gives fewer, and validated never counts for less than claimed.");
    public static readonly Text Step4Heading = new("Ordna", "Arrange");
    public static readonly Text Step4 = new(
        "Bästa först. Vid behov med ett tak för hur många en och samma arbetsgivare får på en sida.",
        "Best first. Where asked for, with a limit to how many of one employer a page has.");
    public static readonly Text Step5Heading = new("Förklara", "Explain");
    public static readonly Text Step5 = new(
        "Varje del visas som uppfylld, delvis uppfylld, inte uppfylld eller inte bedömd, med sina poäng. Poängen går att lägga ihop.",
        "Every part is shown as met, partly met, not met or not assessed, with its points. The points add up.");

    public static readonly Text ModelHeading = new("Vikterna som gäller nu", "The weights in use");
    public static readonly Text ModelName = new(
        "Modellen {0} rankar. Utgångspunkten är {1} poäng.", "The model {0} ranks. The starting point is {1} points.");
    public static readonly Text ModelNone =
        new("Modellen går inte att visa just nu.", "The model cannot be shown right now.");
    public static readonly Text ModelTrained = new(
        "Modellen är tränad på vad som blev av tidigare förslag. Den har inga enskilda vikter, men får bara röra sig i den riktning som anges.",
        "The model is trained on what became of earlier proposals. It has no single weights, but may only move in the direction given.");
    public static readonly Text ModelNote = new(
        "Beskrivningarna är modellens egna, på engelska, så som den publiceras.",
        "The descriptions are the model's own, as it is published.");
    public static readonly Text ColumnFeature = new("Vad som vägs", "What is weighed");
    public static readonly Text ColumnWeight = new("Som mest", "At most");
    public static readonly Text ColumnMissing = new("När inget är känt", "When nothing is known");
    public static readonly Text ColumnDirection = new("Mer av det", "More of it");
    public static readonly Text DirectionUp = new("sänker aldrig", "never lowers");
    public static readonly Text DirectionDown = new("höjer aldrig", "never raises");
    public static readonly Text DirectionFree = new("kan göra båda", "may do either");

    public static readonly Text ModelsHeading = new("Modellerna", "The models");
    public static readonly Text ModelsLead = new(
        "En modell får ranka när den inte är sämre än den förra på det som verkligen hände, och när ingen kommun eller yrkesgrupp förlorar på den. Den som lämnar sina gränser tas bort av sig själv, och expertmodellen går alltid att gå tillbaka till.",
        "A model may rank when it is no worse than the one before on what really happened, and when no municipality or occupation field loses by it. One that leaves its bounds goes by itself, and the expert model can always be gone back to.");
    public static readonly Text StateChampion = new("Rankar nu", "Ranks now");
    public static readonly Text StateChallenger = new("Prövas på en del", "Tried on a share");
    public static readonly Text StateShadow = new("Prövas i skuggan", "Tried in the shadow");
    public static readonly Text StateRetired = new("Rankade förut", "Ranked before");
    public static readonly Text StateWithdrawn = new("Borttagen", "Withdrawn");
    public static readonly Text ExpertModel = new(
        "Vikter som människor har valt och publicerat. Grunden som tränade modeller utgår från.",
        "Weights that people chose and published. What trained models start from.");
    public static readonly Text TrainedOn = new(
        "Tränad på {0} rankningar med {1} rader.", "Trained on {0} rankings with {1} rows.");
    public static readonly Text Against = new("Mot {0}", "Against {0}");
    public static readonly Text Interval = new(
        "Skillnad {0} till {1} (95 %), på {2} rankningar som inte var med i träningen.",
        "Difference {0} to {1} (95 %), on {2} rankings that were not trained on.");
    public static readonly Text Approved = new("Godkänd {0}.", "Approved on {0}.");
    public static readonly Text Overridden = new(
        "Godkänd {0} trots invändningar; skälet är sparat.", "Approved on {0} against objections; the reason is kept.");
    public static readonly Text Calibrated = new(
        "Anger också sannolikheter, kalibrerade på data utanför träningen.",
        "Also gives probabilities, calibrated on data outside the training.");
    public static readonly Text CardOf = new("Modellkort för {0}", "Model card of {0}");

    public static readonly Text NeverHeading = new("Vad som aldrig används", "What is never used");
    public static readonly Text NeverLead = new(
        "Det här finns inte bland modellens indata, och det prövas automatiskt vid varje ändring:",
        "These are not among the model's inputs, which is tested automatically with every change:");
    public static readonly Text Never1 = new("namn, foto och personnummer", "name, photo and personal number");
    public static readonly Text Never2 = new("födelsedatum, ålder och kön", "birth date, age and sex");
    public static readonly Text Never3 = new(
        "födelseland, nationalitet, medborgarskap och typ av uppehållstillstånd",
        "country of birth, nationality, citizenship and type of permit");
    public static readonly Text Never4 = new("modersmål och religion", "mother tongue and religion");
    public static readonly Text Never5 = new("hälsa, civilstånd och barn", "health, family status and children");
    public static readonly Text Never6 = new("målgrupp i ett program", "target group of a programme");
    public static readonly Text Never7 = new("gatuadress (bara restid)", "street address (only travel time)");
    public static readonly Text Never8 =
        new("skolans anseende, och luckor i meritlistan som sådana", "the prestige of a school, and gaps as such");
    public static readonly Text NeverNote = new(
        "Språknivå, körkort och liknande räknas bara där jobbet ber om det.",
        "Language level, driving licence and the like count only where the job asks for them.");

    public static readonly Text PrivacyHeading = new("Dina uppgifter", "Your data");
    public static readonly Text Privacy = new(
        "Det du skriver på startsidan läses, besvaras och glöms: det sparas inte, loggas inte och står aldrig i en adress. Webbplatsen använder inga kakor.",
        "What you write on the start page is read, answered and forgotten: it is not stored, not logged and never stands in an address. The site uses no cookies.");

    public static readonly Text SourcesHeading = new("Begrepp och källor", "Concepts and sources");
    public static readonly Text Taxonomy = new(
        "Yrken och kunskaper följer Arbetsförmedlingens taxonomi. Version: {0}.",
        "Occupations and skills follow the taxonomy of Arbetsförmedlingen, the Swedish employment service. Version: {0}.");
    public static readonly Text Travel = new(
        "Restider är uppskattningar med bil, eftersom en annons ofta bara anger kommunen.",
        "Travel times are estimates by car, since an ad often names only the municipality.");

    public static readonly Text ApiHeading = new("För den som vill bygga vidare", "For those who want to build on it");
    public static readonly Text Api = new(
        "Allt som syns här går att nå genom ett öppet gränssnitt, som REST och gRPC.",
        "Everything seen here can be reached through an open interface, as REST and gRPC.");
    public static readonly Text ApiModels = new("Modellerna som JSON", "The models as JSON");
}
