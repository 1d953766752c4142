namespace Matching.Fit;

/// <summary>
/// How many of the candidate's skills matter in the opening's occupation group, where the ad names none.
/// </summary>
internal sealed class SkillAffinity : Feature
{
    /// <summary>So many fully supported skills are 63 % of what one could ask for.</summary>
    private const float Scale = 2.5f;

    public override FeatureInfo Info { get; } = new()
    {
        Name = "skill_affinity",
        Side = CriterionSide.Requirement,
        Unit = "skills, each as far as it is supported, saturating",
        Range = "0 none; 0.2 one by own word, 0.48 three, 0.8 four validated",
        Missing = "The ad names skills itself, or none are known to matter in the group.",
        Why = "Most ads leave their skill fields empty; what usually matters in the work stands in for them.",
    };

    public override float Of(in Comparison comparison)
    {
        if (comparison.AsksSkills
            || comparison.Pair.Opening.Group is not { } group
            || !comparison.Pair.Engine.GroupSkills.Knows(group))
        {
            return float.NaN;
        }

        var sum = 0f;
        foreach (ref readonly var held in comparison.Pair.Candidate.Skills.AsSpan())
        {
            if (comparison.Pair.Engine.GroupSkills.Matters(held.Skill, group))
            {
                sum += Strength.Of(held.Evidence);
            }
        }

        return 1 - MathF.Exp(-sum / Scale);
    }

    public override Part? PartOf(in Comparison comparison, Draft draft) =>
        draft.Type == CriterionTypes.SkillAffinity ? new Part(1, Of(comparison)) : null;
}
