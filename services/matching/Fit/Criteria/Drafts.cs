using Matching.Competence;

namespace Matching.Fit;

/// <summary>Lists what is compared in a pair, and shares the features' contributions out over it.</summary>
internal static class Drafts
{
    private const float MetFrom = 0.9f;
    private const float PartlyMetFrom = 0.3f;

    public static List<Draft> Of(in Comparison comparison, ReadOnlySpan<float> features)
    {
        var pair = comparison.Pair;
        var drafts = new List<Draft> { OfOccupation(comparison) };
        foreach (var requirement in pair.Opening.Requirements)
        {
            drafts.Add(OfRequirement(pair, requirement));
        }

        AddUnlessMissing<SkillAffinity>(
            drafts,
            features,
            CriterionTypes.SkillAffinity,
            CriterionSide.Requirement,
            isStated: !pair.Candidate.Skills.IsEmpty);
        drafts.Add(OfPlace(pair, features));
        AddUnlessMissing<WishedOccupationFit>(drafts, features, CriterionTypes.WishedOccupation, CriterionSide.Wish);
        AddUnlessMissing<ExtentFit>(drafts, features, CriterionTypes.Extent, CriterionSide.Wish);
        AddUnlessMissing<KindFit>(drafts, features, CriterionTypes.Kind, CriterionSide.Wish);
        AddUnlessMissing<StartFit>(drafts, features, CriterionTypes.Start, CriterionSide.Wish);
        return drafts;
    }

    /// <summary>
    /// Shares each feature's contribution out over the criteria it is the mean of: by weight, and then from those that
    /// lie below the mean to those above it, as far apart as the published weights put them. The shares of a feature
    /// add up to its contribution, whatever the model.
    /// </summary>
    public static void Share(in Comparison comparison, List<Draft> drafts, ReadOnlySpan<double> contributions)
    {
        var rest = 0.0;
        for (var i = 0; i < contributions.Length; i++)
        {
            var parts = new List<(Draft Draft, Part Part)>();
            foreach (var draft in drafts)
            {
                if (FeatureList.All[i].PartOf(comparison, draft) is { Weight: > 0 } part)
                {
                    parts.Add((draft, part));
                }
            }

            var weight = parts.Sum(p => p.Part.Weight);
            if (parts.Count == 0)
            {
                rest += contributions[i];
                continue;
            }

            var spread = parts.Count > 1 ? ExpertWeights.Model.Weights[i].Weight : 0;
            var mean = parts.Sum(p => p.Part.Weight * p.Part.Value) / weight;
            foreach (var (draft, part) in parts)
            {
                draft.Contribution += part.Weight / weight
                    * (contributions[i] + (spread > 0 ? spread * (part.Value - mean) : 0));
            }
        }

        // A trained model may make something of what nobody asked about.
        if (rest != 0)
        {
            drafts.Add(new Draft
            {
                Type = CriterionTypes.NotAsked,
                Side = CriterionSide.Requirement,
                Status = CriterionStatus.NotAssessed,
                Degree = 0,
                Contribution = rest,
            });
        }
    }

    private static Draft OfOccupation(in Comparison comparison) => new()
    {
        Type = CriterionTypes.Occupation,
        Side = CriterionSide.Requirement,
        Concept = comparison.Pair.Opening.Occupation,
        Assessment = comparison.Occupation,
        Status = comparison.Occupation.Stated
            ? StatusOf(comparison.Occupation.Degree)
            : CriterionStatus.NotAssessed,
        Degree = comparison.Occupation.Degree,
    };

    private static Draft OfRequirement(in Pair pair, in Requirement requirement)
    {
        var assessment = Assessor.Assess(pair, requirement);
        var isLegal = requirement.Origin == RequirementOrigin.Regulated;
        var isUnknownLevel = requirement is { Type: RequirementType.Language, RequiredLevel: > Cefr.A1 }
            && assessment is { Held: not null, HeldLevel: Cefr.None };
        return new Draft
        {
            Type = TypeOf(requirement.Type),
            Side = CriterionSide.Requirement,
            Requirement = requirement,
            Concept = requirement.Concept,
            Assessment = assessment,
            Status = isUnknownLevel || !(assessment.Stated || assessment.Degree > 0 || isLegal)
                ? CriterionStatus.NotAssessed
                : StatusOf(assessment.Degree),
            Degree = assessment.Degree,
            Blocks = assessment.Degree < 1
                && Gate.All.OfType<HoldingGate>().Any(Watching(pair.Opening, requirement)),
        };
    }

    /// <summary>What the candidate asked for is reach; the degree says how near within it.</summary>
    private static Draft OfPlace(in Pair pair, ReadOnlySpan<float> features)
    {
        var degree = features[FeatureList.IndexOf<PlaceFit>()];
        return new Draft
        {
            Type = CriterionTypes.Place,
            Side = CriterionSide.Wish,
            Concept = pair.Opening.Place?.Municipality,
            Status = !Gate.All.OfType<ReachGate>().Single().Passes(pair) ? CriterionStatus.Unmet
                : float.IsNaN(degree) ? CriterionStatus.NotAssessed
                : CriterionStatus.Met,
            Degree = float.IsNaN(degree) ? 0 : degree,
        };
    }

    private static Func<HoldingGate, bool> Watching(Opening opening, Requirement requirement) =>
        gate => gate.Watches(opening, requirement);

    private static void AddUnlessMissing<T>(
        List<Draft> drafts, ReadOnlySpan<float> features, string type, CriterionSide side, bool isStated = true)
        where T : Feature
    {
        var degree = features[FeatureList.IndexOf<T>()];
        if (!float.IsNaN(degree))
        {
            drafts.Add(new Draft
            {
                Type = type,
                Side = side,
                Status = isStated ? StatusOf(degree) : CriterionStatus.NotAssessed,
                Degree = degree,
            });
        }
    }

    private static CriterionStatus StatusOf(float degree) => degree switch
    {
        >= MetFrom => CriterionStatus.Met,
        >= PartlyMetFrom => CriterionStatus.PartlyMet,
        _ => CriterionStatus.Unmet,
    };

    private static string TypeOf(RequirementType type) => type switch
    {
        RequirementType.Experience => CriterionTypes.Experience,
        RequirementType.Language => CriterionTypes.Language,
        RequirementType.DrivingLicence => CriterionTypes.DrivingLicence,
        RequirementType.Licence => CriterionTypes.Licence,
        RequirementType.EducationLevel => CriterionTypes.EducationLevel,
        RequirementType.EducationField => CriterionTypes.EducationField,
        _ => CriterionTypes.Skill,
    };
}
