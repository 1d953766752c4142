using Matching.Competence;

namespace Matching.Trainer;

/// <summary>One line of work of the simulated region: what people in it have and what openings in it ask for.</summary>
internal sealed record Trade
{
    /// <summary>More is not drawn from: what matters most stands first.</summary>
    private const int MaxSkills = 14;

    private const int MaxOccupations = 6;
    private const int MaxNeighbours = 12;

    public required Concept Group { get; init; }

    public required Concept? Field { get; init; }

    public required IReadOnlyList<Concept> Occupations { get; init; }

    public required IReadOnlyList<Concept> Skills { get; init; }

    /// <summary>Work that leads here: experience in it serves an opening here in part.</summary>
    public required IReadOnlyList<Concept> Neighbours { get; init; }

    /// <summary>The usual education; null where none is usual.</summary>
    public required Concept? Education { get; init; }

    public required Concept? EducationField { get; init; }

    public required Cefr Swedish { get; init; }

    /// <summary>The trades of a region, the most common first; the seed says which they are.</summary>
    public static Trade[] Draw(Taxonomy taxonomy, int count, Dice dice)
    {
        Concept[] groups =
        [
            .. taxonomy.Concepts.Where(c =>
                c.Kind == ConceptKind.OccupationGroup
                && taxonomy.SkillsOf(c).Count > 3
                && taxonomy.OccupationsIn(c).Count > 0),
        ];
        Concept[] levels =
        [
            .. taxonomy.Concepts
                .Where(c => c.Kind == ConceptKind.EducationLevel && taxonomy.SeqfLevel(c) is not null)
                .OrderBy(c => taxonomy.SeqfLevel(c)).ThenBy(c => c.Code, StringComparer.Ordinal),
        ];
        Concept[] fields = [.. taxonomy.Concepts.Where(c => c.Kind == ConceptKind.EducationField)];
        return [.. dice.Some(groups, count).Select(group => Of(group, taxonomy, levels, fields))];
    }

    private static Trade Of(Concept group, Taxonomy taxonomy, Concept[] levels, Concept[] fields)
    {
        // The first digit of SSYK tells what sort of work it is: 1 leads, 2 and 3 need studies, 9 needs none.
        var (seqf, swedish) = group.Code?[0] switch
        {
            '1' or '2' => (6, Cefr.C1),
            '3' => (5, Cefr.B2),
            '9' => (0, Cefr.A2),
            _ => (4, Cefr.B1),
        };
        return new Trade
        {
            Group = group,
            Field = taxonomy.FieldOf(group),
            Occupations = [.. taxonomy.OccupationsIn(group).Take(MaxOccupations)],
            Skills = [.. taxonomy.SkillsOf(group).Take(MaxSkills)],
            Neighbours =
            [
                .. taxonomy.ExperienceServing(group)
                    .Where(r => r.Degree < 1).Select(r => r.Concept).Take(MaxNeighbours),
            ],
            Education = Array.Find(levels, level => taxonomy.SeqfLevel(level) == seqf),
            EducationField = Array.Find(fields, field => taxonomy.GroupsPreparedBy(field).Contains(group)),
            Swedish = swedish,
        };
    }
}
