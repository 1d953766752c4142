using Matching.Competence;

namespace Matching.Fit;

/// <summary>Completes what an ad asks for: fills in types, weights and levels, and adds what the law asks for.</summary>
internal static class Demands
{
    /// <summary>The language level that a requirement without one means.</summary>
    private const Cefr DefaultLevel = Cefr.B1;

    public static IEnumerable<Requirement> Of(OpeningFacts facts, OpeningKind kind, Taxonomy taxonomy)
    {
        // Who learns works under supervision: a licence to practise is asked of nobody in a placement or internship.
        var regulated = kind is OpeningKind.Job or OpeningKind.Seasonal
            ? taxonomy.RegulatedRequirements(facts.Occupation)
            : [];
        foreach (var requirement in facts.Requirements)
        {
            var completed = Completed(requirement);
            yield return regulated.Any(r => r.Licence == requirement.Concept)
                ? completed with { Must = true, Origin = RequirementOrigin.Regulated }
                : completed;
        }

        foreach (var licence in regulated.Select(r => r.Licence).Except(facts.Requirements.Select(r => r.Concept)))
        {
            yield return new Requirement(RequirementType.Licence, licence, Must: true)
            {
                AcceptedEquivalents = [],
                Origin = RequirementOrigin.Regulated,
            };
        }
    }

    private static Requirement Completed(Requirement requirement)
    {
        var required = requirement.RequiredLevel == Cefr.None ? DefaultLevel : requirement.RequiredLevel;
        return requirement with
        {
            Type = requirement.Type == RequirementType.Unspecified
                ? Requirement.TypeOf(requirement.Concept)
                : requirement.Type,
            Weight = requirement.Weight > 0 ? requirement.Weight : Requirement.DefaultWeight,
            RequiredLevel = required,
            DesiredLevel = requirement.DesiredLevel > required ? requirement.DesiredLevel : required,
            AcceptedEquivalents = requirement.AcceptedEquivalents.IsDefault ? [] : requirement.AcceptedEquivalents,
            Origin = requirement.Origin == RequirementOrigin.Unspecified ? RequirementOrigin.Stated : requirement.Origin,
        };
    }
}
