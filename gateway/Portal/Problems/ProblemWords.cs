using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.Problems;

internal static class ProblemWords
{
    public static readonly Text NotFoundTitle = new("Sidan finns inte", "There is no such page");
    public static readonly Text NotFoundText = new(
        "Adressen kan vara felskriven, eller så har det som fanns här tagits bort. Annonser stängs när tiden har gått ut.",
        "The address may be misspelt, or what was here has been removed. Openings are closed when their time is up.");
    public static readonly Text DownTitle =
        new("En tjänst svarar inte just nu", "A service is not answering right now");
    public static readonly Text DownText = new(
        "Det är vi som har problem, inte du. Vänta en minut och försök igen. Det du skrev har inte sparats.",
        "The trouble is ours, not yours. Wait a minute and try again. What you wrote has not been stored.");
    public static readonly Text BugTitle = new("Något gick fel hos oss", "Something went wrong on our side");
    public static readonly Text BugText = new(
        "Felet är noterat. Försök igen, eller börja om från startsidan.",
        "The error has been recorded. Try again, or begin anew from the start page.");
    public static readonly Text NoConsentTitle = new("Det här får inte visas", "This may not be shown");
    public static readonly Text NoConsentText = new(
        "Personen har inte samtyckt till det, eller annonsen är inte öppen längre.",
        "The person has not agreed to it, or the opening is no longer open.");
    public static readonly Text RefusedTitle =
        new("Formuläret kom från en annan webbplats", "The form came from another site");
    public static readonly Text RefusedText = new(
        "Därför tas det inte emot. Skriv i stället direkt på startsidan.",
        "So it is not taken. Write on the start page instead.");
    public static readonly Text TooLargeTitle = new("Texten är för lång", "The text is too long");
    public static readonly Text TooLargeText = new(
        "Gå tillbaka, korta ner den och försök igen.", "Go back, shorten it and try again.");
    public static readonly Text MalformedTitle = new("Formuläret gick inte att läsa", "The form could not be read");
    public static readonly Text MalformedText = new(
        "Gå tillbaka och försök igen, eller börja om från startsidan.",
        "Go back and try again, or begin anew from the start page.");
    public static readonly Text WhatNow = new("Gå vidare", "Where next");
    public static readonly Text ToStart = new("Till startsidan", "To the start page");
    public static readonly Text ToVacancies = new("Alla lediga jobb", "All openings");
    public static readonly Text TryAgain = new("Försök igen", "Try again");
    public static readonly Text StatusLabel = new("Felkod {0}", "Error code {0}");
}
