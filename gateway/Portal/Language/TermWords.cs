using Matching.Competence.V1;
using Matching.Matches.V1;
using Matching.Profiles.V1;
using Matching.Vacancies.V1;

namespace Matching.Gateway.Portal.Language;

/// <summary>The contracts' own words, for people.</summary>
internal static class TermWords
{
    public static readonly Text Job = new("Anställning", "Job");
    public static readonly Text Internship = new("Praktik", "Internship");
    public static readonly Text Apprenticeship = new("Lärlingsplats", "Apprenticeship");
    public static readonly Text Placement = new("Praktik i utbildning", "Placement within an education");
    public static readonly Text Seasonal = new("Säsongsarbete", "Seasonal work");
    public static readonly Text BusinessTransfer =
        new("Företag som söker ny ägare", "Business looking for a new owner");

    public static readonly Text Extracted = new("Ur fri text", "From free text");
    public static readonly Text SelfDeclared = new("Egen uppgift", "Self-declared");
    public static readonly Text ByEducation = new("Betyg eller intyg", "Diploma or certificate");
    public static readonly Text ByEmployer = new("Intygat av arbetsgivare", "Confirmed by an employer");
    public static readonly Text Validated = new("Validerat", "Validated");

    public static readonly Text Met = new("Uppfyllt", "Met");
    public static readonly Text PartlyMet = new("Delvis uppfyllt", "Partly met");
    public static readonly Text Unmet = new("Inte uppfyllt", "Not met");
    public static readonly Text NotAssessed = new("Inte bedömt", "Not assessed");

    public static readonly Text Must = new("Krav", "Required");
    public static readonly Text Nice = new("Meriterande", "A merit");

    public static readonly Text Stated = new("Angivet i annonsen", "Stated in the ad");
    public static readonly Text ReadFromText = new("Utläst ur annonsens text", "Read from the text of the ad");
    public static readonly Text RequiredByLaw = new("Krävs enligt lag", "Required by law");

    public static readonly Text TypeExperience = new("Erfarenhet", "Experience");
    public static readonly Text TypeSkill = new("Kunskap", "Skill");
    public static readonly Text TypeLanguage = new("Språk", "Language");
    public static readonly Text TypeDrivingLicence = new("Körkort", "Driving licence");
    public static readonly Text TypeLicence = new("Legitimation eller intyg", "Licence or certificate");
    public static readonly Text TypeEducation = new("Utbildning", "Education");
    public static readonly Text TypePlace = new("Plats", "Place");
    public static readonly Text TypeKind = new("Typ av arbete", "Kind of work");
    public static readonly Text TypeStart = new("Start", "Start");
    public static readonly Text TypeOther = new("Övrigt", "Other");
    public static readonly Text TypeWishedOccupation = new("Önskat yrke", "Wished occupation");

    public static readonly Text Permanent = new("Tills vidare", "Until further notice");
    public static readonly Text Long = new("Sex månader eller mer", "Six months or more");
    public static readonly Text Medium = new("Tre till sex månader", "Three to six months");
    public static readonly Text Short = new("Mindre än tre månader", "Less than three months");

    public static readonly Text Open = new("Öppen", "Open");
    public static readonly Text Draft = new("Utkast", "Draft");
    public static readonly Text Closed = new("Stängd", "Closed");

    public static readonly Text ForMatching = new("Hitta jobb åt personen", "Finding openings for the person");
    public static readonly Text ForEmployerSearch = new(
        "Hittas av arbetsgivare, utan namn och kontaktuppgifter",
        "Being found by employers, without name and contact details");
    public static readonly Text ForHousehold = new(
        "Gemensamma svar med den andra i hushållet", "Joint answers with the other member of the household");
    public static readonly Text ForStatistics =
        new("Statistik och träning av rankningen", "Statistics and training the ranking");

    public static readonly Text RightHeld = new("Har rätt att arbeta i Sverige", "May work in Sweden");
    public static readonly Text RightNotHeld =
        new("Har ännu inte rätt att arbeta i Sverige", "May not yet work in Sweden");

    public static readonly Text FullResult = new("Allt är visat", "All of it was shown");
    public static readonly Text PartialResult = new("En del är visat", "A part of it was shown");
    public static readonly Text Verified =
        new("Kontrollerat mot signatur eller register", "Confirmed by a signature or register");
    public static readonly Text IssuerReported = new("Rapporterat av den som bedömde", "Reported by the assessor");
    public static readonly Text Disputed =
        new("Ifrågasatt – räknas som egen uppgift", "Disputed – counts as self-declared");
    public static readonly Text Revoked = new("Återkallat – räknas inte", "Revoked – counts for nothing");

    public static readonly Text OutlookNone = new("inget inom räckhåll", "nothing within reach");
    public static readonly Text OutlookSome = new("något", "something");
    public static readonly Text OutlookGood = new("bra", "good");
    public static readonly Text OutlookStrong = new("mycket bra", "very good");

    public static readonly Text LevelUnknown = new("nivå ej angiven", "level not stated");

    public static Text Of(OpeningKind kind) => kind switch
    {
        OpeningKind.Internship => Internship,
        OpeningKind.Apprenticeship => Apprenticeship,
        OpeningKind.Placement => Placement,
        OpeningKind.Seasonal => Seasonal,
        OpeningKind.BusinessTransfer => BusinessTransfer,
        _ => Job,
    };

    public static Text Of(Evidence evidence) => evidence switch
    {
        Evidence.Extracted => Extracted,
        Evidence.Education => ByEducation,
        Evidence.Employer => ByEmployer,
        Evidence.Validated => Validated,
        _ => SelfDeclared,
    };

    public static Text Of(Criterion.Types.Status status) => status switch
    {
        Criterion.Types.Status.Met => Met,
        Criterion.Types.Status.PartlyMet => PartlyMet,
        Criterion.Types.Status.Unmet => Unmet,
        _ => NotAssessed,
    };

    public static Text Of(Requirement.Types.Importance importance) =>
        importance == Requirement.Types.Importance.Must ? Must : Nice;

    public static Text Of(Requirement.Types.Origin origin) => origin switch
    {
        Requirement.Types.Origin.Extracted => ReadFromText,
        Requirement.Types.Origin.Regulated => RequiredByLaw,
        _ => Stated,
    };

    public static Text Of(Requirement.Types.Type type) => type switch
    {
        Requirement.Types.Type.Experience => TypeExperience,
        Requirement.Types.Type.Skill => TypeSkill,
        Requirement.Types.Type.Language => TypeLanguage,
        Requirement.Types.Type.DrivingLicence => TypeDrivingLicence,
        Requirement.Types.Type.Licence => TypeLicence,
        Requirement.Types.Type.EducationLevel or Requirement.Types.Type.EducationField => TypeEducation,
        _ => TypeOther,
    };

    /// <summary>A criterion's type; new ones may appear before the portal knows them.</summary>
    public static Text OfCriterion(string type) => type switch
    {
        "OCCUPATION" => CommonWords.Occupation,
        "EXPERIENCE" => TypeExperience,
        "SKILL" or "SKILL_AFFINITY" => TypeSkill,
        "LANGUAGE" => TypeLanguage,
        "DRIVING_LICENCE" => TypeDrivingLicence,
        "LICENCE" => TypeLicence,
        "EDUCATION_LEVEL" or "EDUCATION_FIELD" => TypeEducation,
        "PLACE" => TypePlace,
        "WISHED_OCCUPATION" => TypeWishedOccupation,
        "EXTENT" => CommonWords.ExtentLabel,
        "KIND" => TypeKind,
        "START" => TypeStart,
        _ => TypeOther,
    };

    public static Text? Of(Vacancy.Types.Duration duration) => duration switch
    {
        Vacancy.Types.Duration.Permanent => Permanent,
        Vacancy.Types.Duration.Long => Long,
        Vacancy.Types.Duration.Medium => Medium,
        Vacancy.Types.Duration.Short => Short,
        _ => null,
    };

    public static Text Of(Vacancy.Types.State state) => state switch
    {
        Vacancy.Types.State.Closed => Closed,
        Vacancy.Types.State.Draft => Draft,
        _ => Open,
    };

    public static Text Of(Consent.Types.Purpose purpose) => purpose switch
    {
        Consent.Types.Purpose.EmployerSearch => ForEmployerSearch,
        Consent.Types.Purpose.Household => ForHousehold,
        Consent.Types.Purpose.Statistics => ForStatistics,
        _ => ForMatching,
    };

    public static Text Of(Candidate.Types.RightToWork right) => right switch
    {
        Candidate.Types.RightToWork.Held => RightHeld,
        Candidate.Types.RightToWork.NotHeld => RightNotHeld,
        _ => CommonWords.NotStated,
    };

    public static Text Of(ValidationResult.Types.Outcome outcome) =>
        outcome == ValidationResult.Types.Outcome.Full ? FullResult : PartialResult;

    public static Text Of(ValidationResult.Types.Verification verification) => verification switch
    {
        ValidationResult.Types.Verification.Verified => Verified,
        ValidationResult.Types.Verification.Disputed => Disputed,
        ValidationResult.Types.Verification.Revoked => Revoked,
        _ => IssuerReported,
    };

    public static Text Of(TandemPlace.Types.Outlook outlook) => outlook switch
    {
        TandemPlace.Types.Outlook.Strong => OutlookStrong,
        TandemPlace.Types.Outlook.Good => OutlookGood,
        TandemPlace.Types.Outlook.Some => OutlookSome,
        _ => OutlookNone,
    };

    /// <summary><c>B2</c>; null where it is not known.</summary>
    public static string? Of(CefrLevel level) => level switch
    {
        CefrLevel.A1 => "A1",
        CefrLevel.A2 => "A2",
        CefrLevel.B1 => "B1",
        CefrLevel.B2 => "B2",
        CefrLevel.C1 => "C1",
        CefrLevel.C2 => "C2",
        _ => null,
    };
}
