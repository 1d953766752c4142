using Matching.Competence;

namespace Matching.Fit;

/// <summary>
/// Completes what an ad asks for: fills in types, weights and levels, and adds what the law asks for.
/// </summary>
internal static class Demands
{
    /// <summary>The language level that a requirement without one means.</summary>
    private const Cefr DefaultLevel = Cefr.B1;

    /// <summary>What a requirement that was read out of the text weighs beside one that was stated.</summary>
    private const float ExtractedShare = 0.6f;

    public static IEnumerable<Requirement> Of(OpeningFacts facts, OpeningKind kind, Taxonomy taxonomy)
    {
        // Who learns works under supervision: a licence to practise is asked of nobody in a placement or internship.
        var isWork = kind is OpeningKind.Job or OpeningKind.Seasonal;
        var rules = isWork ? taxonomy.RegulatedRequirements(facts.Occupation) : [];
        foreach (var requirement in facts.Requirements)
        {
            var rule = rules.FirstOrDefault(r => r.Licence == requirement.Concept);
            if (rule is { IsBarrier: true })
            {
                yield return ByLaw(requirement.Concept);
            }
            else if (requirement.Origin != RequirementOrigin.Regulated)
            {
                yield return Completed(requirement);
            }
            else if (rule is not null)
            {
                yield return Title(requirement.Concept);
            }
            else if (isWork)
            {
                yield return Completed(requirement) with { Must = true };
            }
        }

        foreach (var rule in rules.ExceptBy(facts.Requirements.Select(r => r.Concept), r => r.Licence))
        {
            yield return rule.IsBarrier ? ByLaw(rule.Licence) : Title(rule.Licence);
        }
    }

    private static Requirement ByLaw(Concept licence) => new(RequirementType.Licence, licence, Must: true)
    {
        AcceptedEquivalents = [],
        Origin = RequirementOrigin.Regulated,
    };

    /// <summary>A licence that only keeps a title is a merit: the work may be done without it.</summary>
    private static Requirement Title(Concept licence) => new(RequirementType.Licence, licence, Must: false)
    {
        AcceptedEquivalents = [],
    };

    private static Requirement Completed(Requirement requirement)
    {
        var weight = requirement.Weight > 0 ? requirement.Weight : Requirement.DefaultWeight;
        var required = requirement.RequiredLevel == Cefr.None ? DefaultLevel : requirement.RequiredLevel;
        return requirement with
        {
            Type = requirement.Type == RequirementType.Unspecified
                ? Requirement.TypeOf(requirement.Concept)
                : requirement.Type,
            Weight = requirement.Origin == RequirementOrigin.Extracted ? weight * ExtractedShare : weight,
            RequiredLevel = required,
            DesiredLevel = requirement.DesiredLevel > required ? requirement.DesiredLevel : required,
            AcceptedEquivalents = requirement.AcceptedEquivalents.IsDefault ? [] : requirement.AcceptedEquivalents,
            Origin = requirement.Origin == RequirementOrigin.Unspecified
                ? RequirementOrigin.Stated
                : requirement.Origin,
        };
    }
}
