using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.Households;

internal static class HouseholdWords
{
    public static readonly Text Title = new("Platser för två", "Places for two");
    public static readonly Text Lead = new(
        "Kommunerna i ordning efter vad de har för båda. En plats som bara passar den ena kommer långt ner.",
        "The municipalities in order of what they have for both. A place that suits only one of them comes far down.");
    public static readonly Text MapTitle = new("Karta över norra Sverige", "Map of northern Sweden");
    public static readonly Text MapText = new(
        "Större ring betyder bättre för båda. Siffran är platsens nummer i listan.",
        "A larger ring means better for both. The figure is the place's number in the list.");
    public static readonly Text JointScore = new("{0} av 100 för båda", "{0} of 100 for both");
    public static readonly Text Outlook = new("{0}: {1}", "{0}: {1}");
    public static readonly Text OpeningCount = new("{0} jobb inom räckhåll", "{0} jobs within reach");
    public static readonly Text OpeningCountOne = new("ett jobb inom räckhåll", "one job within reach");
    public static readonly Text NotShared = new("Delar inte vilka jobb det gäller.", "Does not share which jobs.");
    public static readonly Text MemberOne = new("Person 1", "Person 1");
    public static readonly Text MemberTwo = new("Person 2", "Person 2");
    public static readonly Text Members = new("De två", "The two");
    public static readonly Text SharesOutlook = new(
        "delar bara hur bra en plats är, i fyra steg", "shares only how good a place is, in four steps");
    public static readonly Text SharesOpenings = new("delar också vilka jobb det gäller", "also shares which jobs");
    public static readonly Text SharesReasons = new("delar också varför de passar", "also shares why they suit");
    public static readonly Text ViewAs = new("Se svaret som {0} ser det", "See the answer as {0} sees it");
    public static readonly Text ViewAsHelper =
        new("Se svaret som den som hjälper båda ser det", "See the answer as somebody who helps both sees it");
    public static readonly Text ViewHeading = new("Vems svar är det?", "Whose answer is it?");
    public static readonly Text Viewed = new("(visas nu)", "(shown now)");
    public static readonly Text None =
        new("Ingen plats har något för båda just nu.", "No place has something for both right now.");
    public static readonly Text OpeningsHere = new("Jobb nära {0}", "Jobs near {0}");
}
