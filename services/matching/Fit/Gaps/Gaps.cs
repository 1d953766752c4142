using Matching.Competence;

namespace Matching.Fit;

/// <summary>Says what stands between a candidate and an opening, and what would close it.</summary>
internal static class Gaps
{
    /// <summary>More than so many discourage and help nobody.</summary>
    private const int Most = 10;

    /// <summary>From so many related years on, work itself can be validated instead of studying anew.</summary>
    private const float ValidatableYears = 3;

    /// <summary>Closely related work is no gap: most employers take it.</summary>
    private const double CloselyRelated = 0.7;

    // Ranks: what blocks, what is required (the less it is met the earlier), the occupation, wishes, merits.
    private const double Blocker = 0;
    private const double Required = 1;
    private const double Occupation = 2;
    private const double Wish = 3;
    private const double Merit = 4;

    public static List<Gap> Of(in Pair pair, List<Draft> drafts, Phrases phrases)
    {
        var gaps = new List<(double Rank, Gap Gap)>();
        var occupation = drafts.Find(d => d.Type == CriterionTypes.Occupation)!.Assessment;
        foreach (var draft in drafts)
        {
            if (ActionFor(pair, draft, occupation) is { } action)
            {
                var blocks = IsBlocking(pair, draft);
                gaps.Add((Rank(draft, blocks), new Gap(
                    draft.Type,
                    draft.Concept,
                    phrases.Label(pair, draft),
                    blocks,
                    action,
                    phrases.OfGap(pair, draft, action))));
            }
        }

        foreach (var item in pair.Candidate.Missing)
        {
            if (IsLeft(pair, item) && !drafts.Exists(d => d.Concept == item.Concept))
            {
                gaps.Add((Merit, new Gap(
                    item.Concept.Kind == ConceptKind.Skill ? CriterionTypes.Skill : CriterionTypes.Licence,
                    item.Concept,
                    phrases.Name(item.Concept),
                    Blocking: false,
                    GapAction.Validate,
                    phrases.OfLeft(item.Concept))));
            }
        }

        return [.. gaps.OrderBy(g => g.Rank).Take(Most).Select(g => g.Gap)];
    }

    private static double Rank(Draft draft, bool blocks) => draft switch
    {
        _ when blocks => Blocker,
        { Requirement.Must: true } => Required + 0.9 * draft.Degree,
        { Type: CriterionTypes.Occupation } => Occupation,
        { Side: CriterionSide.Wish } => Wish,
        _ => Merit,
    };

    private static bool IsBlocking(in Pair pair, Draft draft) =>
        draft.Blocks
        || (draft is { Type: CriterionTypes.Place, Status: CriterionStatus.Unmet })
        || (draft.Type == CriterionTypes.Kind && !Gate.All[(int)GateType.Kind].Passes(pair));

    /// <summary>Null where there is no gap.</summary>
    private static GapAction? ActionFor(in Pair pair, Draft draft, in Assessment occupation) => draft switch
    {
        { Status: CriterionStatus.Met, Blocks: false } => null,
        { Side: CriterionSide.Wish } => ActionForWish(pair, draft),
        { Requirement.Origin: RequirementOrigin.Regulated } => GapAction.ApplyForLicence,
        { Type: CriterionTypes.NotAsked or CriterionTypes.SkillAffinity } => null,
        { Requirement.Must: false, Status: CriterionStatus.PartlyMet } => null,
        { Type: CriterionTypes.Occupation or CriterionTypes.Experience, Degree: >= CloselyRelated } => null,
        { Status: CriterionStatus.NotAssessed } => GapAction.State,
        { Type: CriterionTypes.Occupation or CriterionTypes.Experience } => GapAction.GetExperience,
        { Type: CriterionTypes.Language } => GapAction.LearnLanguage,
        { Type: CriterionTypes.DrivingLicence } => GapAction.TakeDrivingLicence,
        { Type: CriterionTypes.EducationLevel or CriterionTypes.EducationField } =>
            occupation is { Degree: >= 0.9f, Years: >= ValidatableYears } ? GapAction.Validate : GapAction.Study,
        { Type: CriterionTypes.Skill } when IsLikelyHeld(pair, draft.Concept!) => GapAction.State,
        _ => GapAction.Study,
    };

    private static GapAction? ActionForWish(in Pair pair, Draft draft) => draft.Type switch
    {
        CriterionTypes.Place when draft.Status == CriterionStatus.NotAssessed =>
            pair.Opening.Place is null ? null : GapAction.State,
        CriterionTypes.WishedOccupation => null,
        CriterionTypes.Kind => IsBlocking(pair, draft) ? GapAction.WidenWishes : null,
        _ => GapAction.WidenWishes,
    };

    /// <summary>
    /// Somebody who has worked where a skill matters most often has it and did not think of saying so, unless an
    /// assessor looked for it and did not find it.
    /// </summary>
    private static bool IsLikelyHeld(in Pair pair, Concept skill)
    {
        if (pair.Candidate.IsLeft(skill))
        {
            return false;
        }

        foreach (var held in pair.Candidate.Occupations)
        {
            if (pair.Taxonomy.GroupOf(held.Occupation) is { } group && pair.Engine.GroupSkills.Matters(skill, group))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an assessor named as left concerns the opening when it matters in its occupation.</summary>
    private static bool IsLeft(in Pair pair, ValidationItem item) =>
        item.Concept.Kind is ConceptKind.Skill or ConceptKind.Certificate or ConceptKind.Licence
        && pair.Opening.Group is { } group
        && pair.Engine.GroupSkills.Matters(item.Concept, group)
        && Assessor.Assess(pair, new Requirement(RequirementType.Licence, item.Concept, Must: false)
        {
            AcceptedEquivalents = [],
        }).Degree == 0;
}
