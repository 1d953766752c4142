using Matching.Gateway.Portal.Language;

namespace Matching.Gateway.Portal.About;

/// <summary>The model's inputs in plain words. The model describes them itself, at length and in English.</summary>
internal static class FeatureWords
{
    public static readonly Text OccupationRelation = new(
        "Hur nära yrkena ligger varandra", "How close the occupations are");
    public static readonly Text OccupationYears = new("År i yrket", "Years in the occupation");
    public static readonly Text OccupationEvidence = new(
        "Hur väl yrket är styrkt", "How well the occupation is supported");
    public static readonly Text WeakestMust = new(
        "Det krav som är sämst uppfyllt", "The requirement that is met least");
    public static readonly Text MustExperience = new("Krav på erfarenhet", "Required experience");
    public static readonly Text MustSkills = new("Krav på kunskaper", "Required skills");
    public static readonly Text MustLanguages = new("Krav på språk", "Required languages");
    public static readonly Text MustLicences = new(
        "Krav på legitimation och intyg", "Required licences and certificates");
    public static readonly Text MustDrivingLicences = new("Krav på körkort", "Required driving licences");
    public static readonly Text MustEducation = new("Krav på utbildning", "Required education");
    public static readonly Text Merits = new("Det som är meriterande", "What is a merit");
    public static readonly Text RequirementSupport = new(
        "Hur väl kraven är styrkta", "How well the requirements are supported");
    public static readonly Text LanguageMargin = new(
        "Språk över det som krävs, där det önskas", "Language above what is required, where wished for");
    public static readonly Text SkillAffinity = new(
        "Kunskaper som brukar behövas i yrket", "Skills that usually matter in the occupation");
    public static readonly Text Place = new("Resväg och plats", "Travel and place");
    public static readonly Text WishedOccupation = new(
        "Yrke som personen önskar", "An occupation the person wishes for");
    public static readonly Text Extent = new("Omfattning som personen önskar", "The extent the person wishes for");
    public static readonly Text Kind = new(
        "Typ av arbete som personen önskar", "The kind of work the person wishes for");
    public static readonly Text Start = new("När personen kan börja", "When the person can start");

    /// <summary>Null for a feature that the portal has no words for.</summary>
    public static Text? Of(string feature) => feature switch
    {
        "occupation_relation" => OccupationRelation,
        "occupation_years" => OccupationYears,
        "occupation_evidence" => OccupationEvidence,
        "weakest_must" => WeakestMust,
        "must_experience" => MustExperience,
        "must_skills" => MustSkills,
        "must_languages" => MustLanguages,
        "must_licences" => MustLicences,
        "must_driving_licences" => MustDrivingLicences,
        "must_education" => MustEducation,
        "merits" => Merits,
        "requirement_support" => RequirementSupport,
        "language_margin" => LanguageMargin,
        "skill_affinity" => SkillAffinity,
        "place" => Place,
        "wished_occupation" => WishedOccupation,
        "extent" => Extent,
        "kind" => Kind,
        "start" => Start,
        _ => null,
    };
}
