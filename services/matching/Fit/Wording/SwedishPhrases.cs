using System.Globalization;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>The sentences in plain Swedish.</summary>
internal sealed class SwedishPhrases : Phrases
{
    protected override Tongue Language => Tongue.Swedish;

    protected override NumberFormatInfo Numbers { get; } = new() { NumberDecimalSeparator = "," };

    public override string Label(in Pair pair, Draft draft) => draft.Type switch
    {
        CriterionTypes.Experience when draft.Requirement is { MinYears: > 0 } asked =>
            $"{Name(draft.Concept!)}, minst {Years(asked.MinYears)}",
        CriterionTypes.Language => $"{Name(draft.Concept!)}, {Level(draft.Requirement!.Value.RequiredLevel)}",
        CriterionTypes.SkillAffinity => "Kompetenser som brukar behövas i yrket",
        CriterionTypes.Place => pair.Opening.Place is { } place ? Name(place.Municipality) : "Arbetsort",
        CriterionTypes.WishedOccupation => "Önskat yrke",
        CriterionTypes.Extent => $"Omfattning {Extent(pair.Candidate)}",
        CriterionTypes.Kind => "Typ av tjänst",
        CriterionTypes.Start => "Startdatum",
        CriterionTypes.NotAsked => "Övrigt",
        _ => Name(draft.Concept!),
    };

    public override string Explain(in Pair pair, Draft draft) => draft.Type switch
    {
        CriterionTypes.Occupation => ExplainOccupation(pair, draft),
        CriterionTypes.SkillAffinity => draft.Degree > 0
            ? "Annonsen nämner inga kompetenser. Flera av dem som brukar behövas i yrket finns."
            : "Annonsen nämner inga kompetenser. Inga av dem som brukar behövas i yrket är angivna.",
        CriterionTypes.Place => ExplainPlace(pair),
        CriterionTypes.WishedOccupation => draft.Status switch
        {
            CriterionStatus.Met => "Yrket är ett av de önskade.",
            CriterionStatus.PartlyMet => "Yrket ligger nära ett av de önskade.",
            _ => "Yrket är inte ett av de önskade.",
        },
        CriterionTypes.Extent => $"Omfattningen är {Extent(pair.Opening)}, önskemålet {Extent(pair.Candidate)}.",
        CriterionTypes.Kind => pair.Candidate.WishedKinds.IsEmpty
            ? $"Det gäller {KindName(pair.Opening.Kind)}. Ingen särskild typ är önskad."
            : $"Det gäller {KindName(pair.Opening.Kind)}, "
                + (draft.Status == CriterionStatus.Met ? "som önskat." : "vilket inte är önskat."),
        CriterionTypes.Start => $"Kan börja {Date(pair.Candidate.EarliestStart!.Value)}"
            + (draft.Status == CriterionStatus.Met ? ", i god tid." : ", vilket är sent för den här tjänsten."),
        CriterionTypes.NotAsked => "Modellen väger in sådant som annonsen inte frågar efter.",
        _ => $"{Asked(draft)}{Found(pair, draft)}{Source(draft)}",
    };

    public override string OfGate(in Pair pair, GateType gate, bool passed, Concept? subject) => (gate, passed) switch
    {
        (GateType.Consent, true) => "Samtycke finns.",
        (GateType.Consent, false) => "Samtycke saknas.",
        (GateType.RightToWork, true) when pair.Candidate.RightToWork == RightToWork.Unspecified =>
            "Rätten att arbeta i Sverige är inte angiven. Arbetsgivaren frågar efter den.",
        (GateType.RightToWork, true) => "Rätt att arbeta i Sverige finns.",
        (GateType.RightToWork, false) => "Rätt att arbeta i Sverige saknas ännu.",
        (GateType.NotOpen, true) => "Annonsen är öppen.",
        (GateType.NotOpen, false) => "Annonsen är inte öppen.",
        (GateType.Kind, true) => $"Det gäller {KindName(pair.Opening.Kind)}, vilket passar önskemålen.",
        (GateType.Kind, false) => $"Det gäller {KindName(pair.Opening.Kind)}, vilket inte är önskat.",
        (GateType.Reach, true) => ExplainPlace(pair),
        (GateType.Reach, false) => OutOfReach(pair),
        (GateType.Licence, true) => subject is null
            ? "Lagen kräver ingen legitimation eller behörighet för arbetet."
            : $"{Name(subject)} krävs enligt lag och finns.",
        (GateType.Licence, false) => $"{Name(subject!)} krävs enligt lag och saknas.",
        (_, true) => subject is null
            ? "Arbetet kräver inget körkort för lastbil eller buss."
            : $"{Name(subject)} krävs för arbetet och finns.",
        (_, false) => $"{Name(subject!)} krävs för arbetet och saknas.",
    };

    public override string OfGap(in Pair pair, Draft draft, GapAction action)
    {
        var way = (draft.Type, action) switch
        {
            (CriterionTypes.Place, GapAction.State) => "Ange bostadsort eller önskad ort.",
            (CriterionTypes.Place, _) => "Utöka reseavståndet eller lägg till orten bland önskemålen.",
            (CriterionTypes.Extent, _) => "Överväg en annan omfattning.",
            (CriterionTypes.Kind, _) => $"Lägg till {KindName(pair.Opening.Kind)} bland önskemålen.",
            (CriterionTypes.Start, _) => "Fråga arbetsgivaren om ett senare startdatum.",
            (CriterionTypes.Language, GapAction.State) => "Ange språknivån.",
            (_, GapAction.State) => "Ange om det finns.",
            (_, GapAction.Validate) => "Yrkeserfarenheten kan valideras mot utbildningen.",
            (_, GapAction.ApplyForLicence) => Rule(pair, draft.Concept) is { } rule
                ? $"Ansök hos {rule.Authority}."
                : "Ansök hos ansvarig myndighet.",
            (_, GapAction.TakeDrivingLicence) => $"Ta körkort {draft.Concept!.Code}.",
            (_, GapAction.LearnLanguage) => $"Läs vidare till {Level(draft.Requirement!.Value.RequiredLevel)}.",
            (_, GapAction.GetExperience) => "Praktik eller en kortare anställning kan ge erfarenheten.",
            (_, GapAction.Study) => "En kurs eller utbildning kan ge det.",
            _ => "",
        };
        var missing = draft.Type == CriterionTypes.Place && draft.Status == CriterionStatus.Unmet
            ? OutOfReach(pair)
            : Explain(pair, draft);
        var left = draft.Concept is { } concept && pair.Candidate.IsLeft(concept)
            ? " Valideringen anger det som det som återstår."
            : "";
        return $"{missing}{left} {way}".TrimEnd();
    }

    public override string OfLeft(Concept concept) =>
        $"{Name(concept)} återstår enligt valideringen. Komplettera och låt validera igen.";

    protected override string Years(float years) => $"{Number(years)} år";

    protected override string Level(Cefr level) => $"nivå {level}";

    protected override string KindName(OpeningKind kind) => kind switch
    {
        OpeningKind.Internship => "praktik",
        OpeningKind.Apprenticeship => "en lärlingsplats",
        OpeningKind.Placement => "en praktikplats inom en utbildning",
        OpeningKind.Seasonal => "säsongsarbete",
        OpeningKind.BusinessTransfer => "övertagande av ett företag",
        _ => "en anställning",
    };

    protected override string DrivingLicence(string category) => $"Körkort {category}";

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string By(Evidence evidence) => evidence switch
    {
        Evidence.Validated => ", enligt validering",
        Evidence.Employer => ", enligt arbetsgivare",
        Evidence.Education => ", enligt utbildningsbevis",
        Evidence.Extracted => ", enligt fritext",
        _ => ", enligt egen uppgift",
    };

    private static string Source(Draft draft) =>
        draft.Requirement?.Origin == RequirementOrigin.Extracted ? " Uppgiften är hämtad ur annonsens text." : "";

    private string ExplainOccupation(in Pair pair, Draft draft)
    {
        if (draft.Assessment.Held is not { } held)
        {
            return draft.Status == CriterionStatus.NotAssessed
                ? "Inget yrke och ingen utbildning är angiven."
                : "Ingen erfarenhet av yrket eller av närliggande yrken är angiven.";
        }

        var evidence = By(draft.Assessment.Evidence);
        if (!pair.Candidate.Occupations.Any(o => o.Occupation == held))
        {
            return $"Utbildning för yrket finns: {Name(held)}{evidence}.";
        }

        var has = $"{WithYears(held, pair.Candidate)}{evidence}";
        return draft.Degree switch
        {
            >= 1 => $"Samma yrke: {has}.",
            >= 0.9 => $"Samma yrkesgrupp: {has}.",
            >= 0.7 => $"Närliggande yrke: {has}.",
            >= 0.5 => $"Delvis närliggande yrke: {has}.",
            _ => $"Yrke med liknande inslag: {has}.",
        };
    }

    private string Asked(Draft draft)
    {
        var asked = draft.Requirement!.Value;
        var wanted = asked switch
        {
            { Origin: RequirementOrigin.Regulated } => "krävs enligt lag",
            { Must: true } => "krävs",
            _ => "är meriterande",
        };
        return draft.Type switch
        {
            CriterionTypes.Language => $"{Name(asked.Concept)} på {Level(asked.RequiredLevel)} {wanted}",
            CriterionTypes.Experience when asked.MinYears > 0 =>
                $"Erfarenhet {wanted}: {Name(asked.Concept)}, minst {Years(asked.MinYears)}",
            CriterionTypes.Experience => $"Erfarenhet {wanted}: {Name(asked.Concept)}",
            CriterionTypes.EducationLevel or CriterionTypes.EducationField =>
                $"Utbildning {wanted}: {Name(asked.Concept)}",
            _ => $"{Name(asked.Concept)} {wanted}",
        };
    }

    private string Found(in Pair pair, Draft draft)
    {
        var assessment = draft.Assessment;
        if (draft.Type == CriterionTypes.Language && assessment.Held is not null)
        {
            return assessment.HeldLevel == Cefr.None
                ? "; språket är angivet utan nivå."
                : $"; angiven nivå är {assessment.HeldLevel}{By(assessment.Evidence)}.";
        }

        if (assessment.Held is not { } held || assessment.Degree == 0)
        {
            return (draft.Type, draft.Status) switch
            {
                (CriterionTypes.Experience or CriterionTypes.EducationField or CriterionTypes.EducationLevel, _) =>
                    " – inget sådant är angivet.",
                (_, CriterionStatus.NotAssessed) => "; inget är angivet om det.",
                _ => " och saknas.",
            };
        }

        return held == draft.Concept && draft.Type is not (CriterionTypes.Experience or CriterionTypes.EducationLevel
                or CriterionTypes.EducationField)
            ? $" och finns{By(assessment.Evidence)}."
            : $" – angivet: {WithYears(held, pair.Candidate)}{By(assessment.Evidence)}.";
    }

    private string ExplainPlace(in Pair pair)
    {
        var (candidate, opening) = (pair.Candidate, pair.Opening);
        if (opening.Remote && candidate.Remote)
        {
            return "Arbetet kan göras på distans, som önskat.";
        }

        if (opening.Place is not { } place)
        {
            return opening.Abroad ? "Arbetsplatsen ligger utomlands." : "Arbetsplatsens ort är inte angiven.";
        }

        var where = $"Arbetsplatsen ligger i {Name(place.Municipality)}";
        if (pair.Engine.TravelTo(candidate, opening) is not { } travel)
        {
            return candidate.Anywhere
                ? $"{where}. Flytt inom hela regionen är möjlig."
                : $"{where}. Bostadsort är inte angiven.";
        }

        var way = travel.Origin == place.Municipality && travel.Estimated
            ? $"i samma kommun som {(candidate.Places.IsEmpty ? "bostaden" : "önskat")}."
            : $"{(travel.Estimated ? "uppskattningsvis" : "omkring")} {Whole(travel.Minutes)} minuter "
                + $"och {Whole(travel.Kilometres)} km från {Name(travel.Origin)}.";
        return $"{where}, {way}{(candidate.Anywhere ? " Flytt inom hela regionen är möjlig." : "")}";
    }

    private string OutOfReach(in Pair pair) => pair.Opening.Place is null
        ? $"{ExplainPlace(pair)}{(pair.Opening.Remote ? " Arbetet görs på distans, vilket inte är önskat." : "")}"
        : $"{ExplainPlace(pair)} Det är längre än den önskade resvägen på {pair.Candidate.RadiusKilometres} km.";
}
