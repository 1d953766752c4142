namespace Matching.Gateway.Portal.Language;

/// <summary>What more than one page says.</summary>
internal static class CommonWords
{
    public static readonly Text Name = new("Matchning", "Matching");
    public static readonly Text Tagline = new("Jobb i norra Sverige", "Jobs in northern Sweden");
    public static readonly Text SiteTitle = new("Matchning, jobb i norra Sverige", "Matching, jobs in northern Sweden");
    public static readonly Text Description = new(
        "Beskriv dig på tre rader och se vilka jobb i norra Sverige som passar, varför de passar och vad som saknas.",
        "Describe yourself in three lines and see which jobs in northern Sweden suit you, why, and what is missing.");

    public static readonly Text SkipToContent = new("Hoppa till innehållet", "Skip to content");
    public static readonly Text Menu = new("Huvudmeny", "Main menu");
    public static readonly Text NavStart = new("Start", "Start");
    public static readonly Text NavVacancies = new("Lediga jobb", "Openings");
    public static readonly Text NavTogether = new("För två", "For two");
    public static readonly Text NavCandidates = new("Kandidater", "Candidates");
    public static readonly Text NavAbout = new("Så fungerar det", "How it works");
    public static readonly Text SwitchSwedish = new("Svenska", "Svenska");
    public static readonly Text SwitchEnglish = new("English", "English");

    public static readonly Text FooterPurpose = new(
        "Matchning parar ihop det människor kan med det som behövs, över kommungränserna i norra Sverige.",
        "Matching brings what people can do together with what is needed, across municipal borders in northern Sweden.");
    public static readonly Text FooterPrivacy = new(
        "Här används inga kakor, och det du skriver om dig själv sparas inte.",
        "No cookies are used here, and what you write about yourself is not stored.");
    public static readonly Text FooterForDevelopers = new("För utvecklare", "For developers");
    public static readonly Text FooterOpenApi = new("API-beskrivning (OpenAPI)", "API description (OpenAPI)");
    public static readonly Text FooterWeights = new("Publicerade vikter", "Published weights");

    public static readonly Text OneYear = new("{0} år", "{0} year");
    public static readonly Text ManyYears = new("{0} år", "{0} years");
    public static readonly Text Minutes = new("{0} min", "{0} min");
    public static readonly Text Hours = new("{0} tim", "{0} h");
    public static readonly Text HoursAndMinutes = new("{0} tim {1} min", "{0} h {1} min");
    public static readonly Text TravelHere = new("På orten", "In the same place");
    public static readonly Text TravelEstimated = new(
        "ungefär {0} med bil ({1} km, uppskattat)", "about {0} by car ({1} km, estimated)");
    public static readonly Text TravelKnown = new("{0} med bil ({1} km)", "{0} by car ({1} km)");
    public static readonly Text TravelFrom = new("från {0}", "from {0}");

    public static readonly Text FullTime = new("Heltid", "Full time");
    public static readonly Text AnyExtent = new("Deltid eller heltid", "Part or full time");
    public static readonly Text DeadlinePassed = new("{0} (har passerat)", "{0} (has passed)");
    public static readonly Text DeadlineToday = new("{0} (i dag)", "{0} (today)");
    public static readonly Text DeadlineTomorrow = new("{0} (i morgon)", "{0} (tomorrow)");
    public static readonly Text DeadlineIn = new("{0} ({1} dagar kvar)", "{0} ({1} days left)");

    public static readonly Text Employer = new("Arbetsgivare", "Employer");
    public static readonly Text Place = new("Plats", "Place");
    public static readonly Text PlaceUnknown = new("Plats ej angiven", "Place not stated");
    public static readonly Text Remote = new("På distans", "Remote");
    public static readonly Text Way = new("Resväg", "Travel");
    public static readonly Text ExtentLabel = new("Omfattning", "Extent");
    public static readonly Text ApplyBy = new("Sök senast", "Apply by");
    public static readonly Text ReadAndApply = new("Läs mer och sök hos {0}", "Read more and apply at {0}");
    public static readonly Text Occupation = new("Yrke", "Occupation");

    public static readonly Text PagesLabel = new("Sidor", "Pages");
    public static readonly Text NextPage = new("Nästa sida", "Next page");
    public static readonly Text PreviousPage = new("Föregående sida", "Previous page");
    public static readonly Text FirstPage = new("Första sidan", "First page");
    public static readonly Text PageOf = new("Sida {0} av {1}", "Page {0} of {1}");
    public static readonly Text Optional = new("(frivilligt)", "(optional)");
    public static readonly Text ThereIsAProblem = new("Något behöver rättas", "Something needs correcting");
    public static readonly Text ErrorPrefix = new("Fel:", "Error:");
    public static readonly Text NotStated = new("Inte angivet", "Not stated");
}
