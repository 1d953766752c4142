using System.Globalization;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>The sentences in plain English.</summary>
internal sealed class EnglishPhrases : Phrases
{
    protected override Tongue Language => Tongue.English;

    protected override NumberFormatInfo Numbers => NumberFormatInfo.InvariantInfo;

    public override string Label(in Pair pair, Draft draft) => draft.Type switch
    {
        CriterionTypes.Experience when draft.Requirement is { MinYears: > 0 } asked =>
            $"{Name(draft.Concept!)}, at least {Years(asked.MinYears)}",
        CriterionTypes.Language => $"{Name(draft.Concept!)}, {Level(draft.Requirement!.Value.RequiredLevel)}",
        CriterionTypes.SkillAffinity => "Skills that usually matter in the occupation",
        CriterionTypes.Place => pair.Opening.Place is { } place ? Name(place.Municipality) : "Place of work",
        CriterionTypes.WishedOccupation => "Wished occupation",
        CriterionTypes.Extent => $"Extent {Extent(pair.Candidate)}",
        CriterionTypes.Kind => "Kind of opening",
        CriterionTypes.Start => "Start date",
        CriterionTypes.NotAsked => "Other",
        _ => Name(draft.Concept!),
    };

    public override string Explain(in Pair pair, Draft draft) => draft.Type switch
    {
        CriterionTypes.Occupation => ExplainOccupation(pair, draft),
        CriterionTypes.SkillAffinity => draft.Degree > 0
            ? "The ad names no skills. Some of those that usually matter in the occupation are there."
            : "The ad names no skills. None of those that usually matter in the occupation are stated.",
        CriterionTypes.Place => ExplainPlace(pair),
        CriterionTypes.WishedOccupation => draft.Status switch
        {
            CriterionStatus.Met => "The occupation is one of those wished for.",
            CriterionStatus.PartlyMet => "The occupation is close to one of those wished for.",
            _ => "The occupation is not one of those wished for.",
        },
        CriterionTypes.Extent => $"The extent is {Extent(pair.Opening)}, the wish {Extent(pair.Candidate)}.",
        CriterionTypes.Kind => pair.Candidate.WishedKinds.IsEmpty
            ? $"It is {KindName(pair.Opening.Kind)}. No particular kind is wished for."
            : $"It is {KindName(pair.Opening.Kind)}, "
                + (draft.Status == CriterionStatus.Met ? "as wished." : "which is not wished for."),
        CriterionTypes.Start => $"Can start on {Date(pair.Candidate.EarliestStart!.Value)}"
            + (draft.Status == CriterionStatus.Met ? ", in good time." : ", which is late for this opening."),
        CriterionTypes.NotAsked => "The model weighs in things that the ad does not ask for.",
        _ => $"{Asked(draft)}{Found(pair, draft)}{Source(draft)}",
    };

    public override string OfGate(in Pair pair, GateType gate, bool passed, Concept? subject) => (gate, passed) switch
    {
        (GateType.Consent, true) => "Consent is given.",
        (GateType.Consent, false) => "Consent is missing.",
        (GateType.RightToWork, true) when pair.Candidate.RightToWork == RightToWork.Unspecified =>
            "The right to work in Sweden is not stated. The employer will ask.",
        (GateType.RightToWork, true) => "The right to work in Sweden is held.",
        (GateType.RightToWork, false) => "The right to work in Sweden is not held yet.",
        (GateType.NotOpen, true) => "The ad is open.",
        (GateType.NotOpen, false) => "The ad is not open.",
        (GateType.Kind, true) => $"It is {KindName(pair.Opening.Kind)}, which fits the wishes.",
        (GateType.Kind, false) => $"It is {KindName(pair.Opening.Kind)}, which is not wished for.",
        (GateType.Reach, true) => ExplainPlace(pair),
        (GateType.Reach, false) => OutOfReach(pair),
        (GateType.Licence, true) => subject is null
            ? "The law asks for no licence to do this work."
            : $"{Name(subject)} is required by law and held.",
        (GateType.Licence, false) => $"{Name(subject!)} is required by law and missing.",
        (_, true) => subject is null
            ? "The work requires no lorry or bus licence."
            : $"{Name(subject)} is required for the work and held.",
        (_, false) => $"{Name(subject!)} is required for the work and missing.",
    };

    public override string OfGap(in Pair pair, Draft draft, GapAction action)
    {
        var way = (draft.Type, action) switch
        {
            (CriterionTypes.Place, GapAction.State) => "State where home is, or a place to live.",
            (CriterionTypes.Place, _) => "Travel further, or add the place to the wishes.",
            (CriterionTypes.Extent, _) => "Consider another extent.",
            (CriterionTypes.Kind, _) => $"Add {KindName(pair.Opening.Kind)} to the wishes.",
            (CriterionTypes.Start, _) => "Ask the employer for a later start.",
            (CriterionTypes.Language, GapAction.State) => "State the language level.",
            (_, GapAction.State) => "State whether it is there.",
            (_, GapAction.Validate) => "The work experience can be validated against the education.",
            (_, GapAction.ApplyForLicence) => Rule(pair, draft.Concept) is { } rule
                ? $"Apply to {rule.Authority}."
                : "Apply to the authority in charge.",
            (_, GapAction.TakeDrivingLicence) => $"Take driving licence {draft.Concept!.Code}.",
            (_, GapAction.LearnLanguage) => $"Study on to {Level(draft.Requirement!.Value.RequiredLevel)}.",
            (_, GapAction.GetExperience) => "An internship or a short employment can give the experience.",
            (_, GapAction.Study) => "A course or an education can give it.",
            _ => "",
        };
        var missing = draft.Type == CriterionTypes.Place && draft.Status == CriterionStatus.Unmet
            ? OutOfReach(pair)
            : Explain(pair, draft);
        var left = draft.Concept is { } concept && pair.Candidate.IsLeft(concept)
            ? " The assessor named it as left."
            : "";
        return $"{missing}{left} {way}".TrimEnd();
    }

    public override string OfLeft(Concept concept) =>
        $"{Name(concept)} is left according to the assessor. Complete it and have it validated.";

    protected override string Years(float years) => years == 1 ? "1 year" : $"{Number(years)} years";

    protected override string Level(Cefr level) => $"level {level}";

    protected override string KindName(OpeningKind kind) => kind switch
    {
        OpeningKind.Internship => "an internship",
        OpeningKind.Apprenticeship => "an apprenticeship",
        OpeningKind.Placement => "a placement within an education",
        OpeningKind.Seasonal => "seasonal work",
        OpeningKind.BusinessTransfer => "the takeover of a business",
        _ => "a job",
    };

    protected override string DrivingLicence(string category) => $"Driving licence {category}";

    private static string Date(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string By(Evidence evidence) => evidence switch
    {
        Evidence.Validated => ", validated",
        Evidence.Employer => ", according to an employer",
        Evidence.Education => ", according to a certificate",
        Evidence.Extracted => ", according to free text",
        _ => ", self-declared",
    };

    private static string Source(Draft draft) =>
        draft.Requirement?.Origin == RequirementOrigin.Extracted ? " This was read from the text of the ad." : "";

    private string ExplainOccupation(in Pair pair, Draft draft)
    {
        if (draft.Assessment.Held is not { } held)
        {
            return draft.Status == CriterionStatus.NotAssessed
                ? "No occupation and no education is stated."
                : "No experience of the occupation or of related ones is stated.";
        }

        var evidence = By(draft.Assessment.Evidence);
        if (!pair.Candidate.Occupations.Any(o => o.Occupation == held))
        {
            return $"Educated for the occupation: {Name(held)}{evidence}.";
        }

        var has = $"{WithYears(held, pair.Candidate)}{evidence}";
        return draft.Degree switch
        {
            >= 1 => $"Same occupation: {has}.",
            >= 0.9 => $"Same occupation group: {has}.",
            >= 0.7 => $"Closely related occupation: {has}.",
            >= 0.5 => $"Partly related occupation: {has}.",
            _ => $"Occupation with similar elements: {has}.",
        };
    }

    private string Asked(Draft draft)
    {
        var asked = draft.Requirement!.Value;
        var wanted = asked switch
        {
            { Origin: RequirementOrigin.Regulated } => "is required by law",
            { Must: true } => "is required",
            _ => "is a merit",
        };
        return draft.Type switch
        {
            CriterionTypes.Language => $"{Name(asked.Concept)} at {Level(asked.RequiredLevel)} {wanted}",
            CriterionTypes.Experience when asked.MinYears > 0 =>
                $"Experience {wanted}: {Name(asked.Concept)}, at least {Years(asked.MinYears)}",
            CriterionTypes.Experience => $"Experience {wanted}: {Name(asked.Concept)}",
            CriterionTypes.EducationLevel or CriterionTypes.EducationField =>
                $"Education {wanted}: {Name(asked.Concept)}",
            _ => $"{Name(asked.Concept)} {wanted}",
        };
    }

    private string Found(in Pair pair, Draft draft)
    {
        var assessment = draft.Assessment;
        if (draft.Type == CriterionTypes.Language && assessment.Held is not null)
        {
            return assessment.HeldLevel == Cefr.None
                ? "; the language is stated without a level."
                : $"; the stated level is {assessment.HeldLevel}{By(assessment.Evidence)}.";
        }

        if (assessment.Held is not { } held || assessment.Degree == 0)
        {
            return (draft.Type, draft.Status) switch
            {
                (CriterionTypes.Experience or CriterionTypes.EducationField or CriterionTypes.EducationLevel, _) =>
                    " – none is stated.",
                (_, CriterionStatus.NotAssessed) => "; nothing is stated about it.",
                _ => " and missing.",
            };
        }

        return held == draft.Concept && draft.Type is not (CriterionTypes.Experience or CriterionTypes.EducationLevel
                or CriterionTypes.EducationField)
            ? $" and there{By(assessment.Evidence)}."
            : $" – stated: {WithYears(held, pair.Candidate)}{By(assessment.Evidence)}.";
    }

    private string ExplainPlace(in Pair pair)
    {
        var (candidate, opening) = (pair.Candidate, pair.Opening);
        if (opening.Remote && candidate.Remote)
        {
            return "The work can be done from anywhere, as wished.";
        }

        if (opening.Place is not { } place)
        {
            return opening.Abroad ? "The work is abroad." : "The place of work is not stated.";
        }

        var where = $"The work is in {Name(place.Municipality)}";
        if (pair.Engine.TravelTo(candidate, opening) is not { } travel)
        {
            return candidate.Anywhere
                ? $"{where}. Moving anywhere in the region is possible."
                : $"{where}. Where home is is not stated.";
        }

        var way = travel.Origin == place.Municipality && travel.Estimated
            ? $"in the same municipality as {(candidate.Places.IsEmpty ? "home" : "wished")}."
            : $"{(travel.Estimated ? "an estimated" : "about")} {Whole(travel.Minutes)} minutes "
                + $"and {Whole(travel.Kilometres)} km from {Name(travel.Origin)}.";
        return $"{where}, {way}{(candidate.Anywhere ? " Moving anywhere in the region is possible." : "")}";
    }

    private string OutOfReach(in Pair pair) => pair.Opening.Place is null
        ? $"{ExplainPlace(pair)}{(pair.Opening.Remote ? " It is done from a distance, which is not wished for." : "")}"
        : $"{ExplainPlace(pair)} That is further than the wished travel of {pair.Candidate.RadiusKilometres} km.";
}
