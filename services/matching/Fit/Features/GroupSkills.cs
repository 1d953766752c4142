using System.Collections;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>Says in constant time whether a skill matters in an occupation group.</summary>
internal sealed class GroupSkills
{
    private readonly BitArray?[] _skills;

    public GroupSkills(Taxonomy taxonomy)
    {
        _skills = new BitArray?[taxonomy.Concepts.Count];
        foreach (var group in taxonomy.Concepts.Where(c => c.Kind == ConceptKind.OccupationGroup))
        {
            var skills = taxonomy.SkillsOf(group);
            if (skills.Count > 0)
            {
                var bits = _skills[group.Index] = new BitArray(taxonomy.Concepts.Count);
                foreach (var skill in skills)
                {
                    bits[skill.Index] = true;
                }
            }
        }
    }

    public bool Knows(Concept group) => _skills[group.Index] is not null;

    public bool Matters(Concept skill, Concept group) => _skills[group.Index] is { } skills && skills[skill.Index];
}
