using System.Collections.Immutable;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>Assesses one requirement; the same code for features and for explanations. Allocates nothing.</summary>
internal static class Assessor
{
    /// <summary>
    /// How well what the candidate has worked as serves the opening. What an education prepares for counts too, for
    /// less.
    /// </summary>
    public static Assessment Occupation(in Pair pair)
    {
        var opening = pair.Opening;
        var assessment = new Assessment
        {
            Stated = !pair.Candidate.Occupations.IsEmpty || !pair.Candidate.Educations.IsEmpty,
        };
        foreach (ref readonly var held in pair.Candidate.Occupations.AsSpan())
        {
            var relation = (float)pair.Taxonomy.Relatedness(opening.Occupation, held.Occupation);
            if (relation > 0)
            {
                assessment.Add(held.Occupation, relation, held.Evidence);
                assessment.Years += relation * held.Years;
            }
        }

        foreach (ref readonly var held in pair.Candidate.Educations.AsSpan())
        {
            const float LeadsTo = 0.8f;
            const float PreparesFor = 0.5f;
            var finished = held.Completed ? 1f : 0.5f;
            if (held.Occupation is { } occupation)
            {
                var relation = (float)pair.Taxonomy.Relatedness(opening.Occupation, occupation);
                assessment.Add(occupation, relation * LeadsTo * finished, held.Evidence);
            }

            if (held.Field is { } field
                && opening.Group is { } group
                && pair.Taxonomy.GroupsPreparedBy(field).Contains(group))
            {
                assessment.Add(field, PreparesFor * finished, held.Evidence);
            }
        }

        return assessment;
    }

    public static Assessment Assess(in Pair pair, in Requirement requirement) => requirement.Type switch
    {
        RequirementType.Language => Language(pair.Candidate, requirement),
        RequirementType.DrivingLicence => DrivingLicence(pair, requirement),
        RequirementType.Licence => Licence(pair, requirement),
        RequirementType.Experience => Experience(pair, requirement),
        RequirementType.EducationLevel => EducationLevel(pair, requirement),
        RequirementType.EducationField => EducationField(pair, requirement),
        _ => Skill(pair, requirement),
    };

    private static Assessment Skill(in Pair pair, in Requirement requirement)
    {
        var assessment = new Assessment { Stated = !pair.Candidate.Skills.IsEmpty };
        AddSkills(pair, requirement, ref assessment);
        AddLicences(pair, requirement, ref assessment);
        return assessment;
    }

    /// <summary>
    /// What people call a skill and what a certificate is not always told apart, so each is looked for in both.
    /// </summary>
    private static Assessment Licence(in Pair pair, in Requirement requirement)
    {
        var assessment = new Assessment { Stated = HasLicence(pair.Candidate, driving: false) };
        AddLicences(pair, requirement, ref assessment);
        AddSkills(pair, requirement, ref assessment);
        return assessment;
    }

    private static Assessment DrivingLicence(in Pair pair, in Requirement requirement)
    {
        var assessment = new Assessment { Stated = HasLicence(pair.Candidate, driving: true) };
        AddLicences(pair, requirement, ref assessment);
        if (assessment.Degree > 0)
        {
            return assessment;
        }

        // C is part of the way to CE; B is no part of the way to C.
        const float SameVehicle = 0.4f;
        foreach (ref readonly var held in pair.Candidate.Licences.AsSpan())
        {
            if (held.Licence.Code is [var vehicle, ..]
                && requirement.Concept.Code is [var asked, ..]
                && vehicle == asked
                && held.IsValid(pair.Today)
                && pair.Taxonomy.DrivingLicencesIncludedIn(requirement.Concept).Contains(held.Licence))
            {
                assessment.Add(held.Licence, SameVehicle, held.Evidence);
            }
        }

        return assessment;
    }

    private static Assessment Language(Candidate candidate, in Requirement requirement)
    {
        var assessment = new Assessment { Stated = !candidate.Languages.IsEmpty };
        foreach (ref readonly var held in candidate.Languages.AsSpan())
        {
            if (!Accepts(requirement, held.Language))
            {
                continue;
            }

            var level = held.Reliable;
            assessment.Add(held.Language, OfLevel(level, requirement.RequiredLevel), held.Evidence);
            if (level > assessment.HeldLevel)
            {
                assessment.HeldLevel = level;
            }

            assessment.Held ??= held.Language;
        }

        var way = Steps(requirement.RequiredLevel, requirement.DesiredLevel);
        assessment.Margin = way > 0
            ? Math.Clamp((float)Steps(requirement.RequiredLevel, assessment.HeldLevel) / way, 0, 1)
            : float.NaN;
        return assessment;
    }

    /// <summary>Levels are bytes, whose difference would never be negative.</summary>
    private static int Steps(Cefr from, Cefr to) => (int)to - (int)from;

    private static float OfLevel(Cefr held, Cefr required) => Steps(held, required) switch
    {
        <= 0 => 1f,
        1 => 0.6f,
        2 => 0.2f,
        _ => 0f,
    };

    private static Assessment Experience(in Pair pair, in Requirement requirement)
    {
        var assessment = new Assessment { Stated = !pair.Candidate.Occupations.IsEmpty };
        foreach (ref readonly var held in pair.Candidate.Occupations.AsSpan())
        {
            var relation = Relation(pair.Taxonomy, requirement, held.Occupation);
            if (relation > 0)
            {
                assessment.Add(held.Occupation, relation, held.Evidence);
                assessment.Years += relation * held.Years;
            }
        }

        if (requirement.MinYears > 0)
        {
            // Some experience counts for something, whatever its length.
            const float Some = 0.3f;
            var length = Some + (1 - Some) * Math.Min(1, assessment.Years / requirement.MinYears);
            assessment.Degree *= length;
            assessment.Support *= length;
        }

        return assessment;
    }

    private static float Relation(Taxonomy taxonomy, in Requirement requirement, Concept held)
    {
        var relation = taxonomy.Relatedness(requirement.Concept, held);
        foreach (var equivalent in requirement.AcceptedEquivalents.AsSpan())
        {
            relation = Math.Max(relation, taxonomy.Relatedness(equivalent, held));
        }

        return (float)relation;
    }

    private static Assessment EducationLevel(in Pair pair, in Requirement requirement)
    {
        var assessment = new Assessment { Stated = !pair.Candidate.Educations.IsEmpty };
        const int Unknown = 8;
        var required = pair.Taxonomy.SeqfLevel(requirement.Concept);
        foreach (ref readonly var held in pair.Candidate.Educations.AsSpan())
        {
            if (held.Level is not { } level)
            {
                continue;
            }

            var shortBy = Accepts(requirement, level) ? 0 : required - pair.Taxonomy.SeqfLevel(level) ?? Unknown;
            var degree = (Math.Max(0, shortBy) + (held.Completed ? 0 : 1)) switch
            {
                0 => 1f,
                1 => 0.5f,
                2 => 0.2f,
                _ => 0f,
            };
            assessment.Add(level, degree, held.Evidence);
        }

        return assessment;
    }

    private static Assessment EducationField(in Pair pair, in Requirement requirement)
    {
        var assessment = new Assessment { Stated = !pair.Candidate.Educations.IsEmpty };
        foreach (ref readonly var held in pair.Candidate.Educations.AsSpan())
        {
            var degree = FieldDegree(pair, requirement, held) * (held.Completed ? 1f : 0.5f);
            if (degree > 0)
            {
                assessment.Add((held.Field ?? held.Occupation)!, degree, held.Evidence);
            }
        }

        return assessment;
    }

    private static float FieldDegree(in Pair pair, in Requirement requirement, in HeldEducation held)
    {
        const float Neighbouring = 0.6f;
        const float SameWork = 0.9f;
        if (held.Field is { } field && Accepts(requirement, field))
        {
            return 1;
        }

        if (held.Occupation is { } occupation
            && pair.Taxonomy.Relatedness(pair.Opening.Occupation, occupation) >= SameWork)
        {
            return 1;
        }

        // The first two digits of SUN are the broader field.
        return held.Field?.Code is [_, _, ..] code && requirement.Concept.Code is [_, _, ..] asked
                && code.AsSpan(0, 2).SequenceEqual(asked.AsSpan(0, 2))
            ? Neighbouring
            : 0;
    }

    private static void AddSkills(in Pair pair, in Requirement requirement, ref Assessment assessment)
    {
        foreach (ref readonly var held in pair.Candidate.Skills.AsSpan())
        {
            if (Accepts(requirement, held.Skill))
            {
                // Ads do not say how well; a level only tells apart those who have the skill. A licence has no levels.
                var degree = held.Level switch
                {
                    _ when requirement.Type == RequirementType.Licence => 1f,
                    <= 2 => 0.9f,
                    3 => 0.95f,
                    _ => 1f,
                };
                assessment.Add(held.Skill, degree, held.Evidence);
            }
        }
    }

    private static void AddLicences(in Pair pair, in Requirement requirement, ref Assessment assessment)
    {
        foreach (ref readonly var held in pair.Candidate.Licences.AsSpan())
        {
            if (Accepts(requirement, held.Licence) && held.IsValid(pair.Today))
            {
                assessment.Add(held.Licence, 1, held.Evidence);
            }
        }
    }

    private static bool HasLicence(Candidate candidate, bool driving)
    {
        foreach (ref readonly var held in candidate.Licences.AsSpan())
        {
            if (held.Licence.Kind == ConceptKind.DrivingLicence == driving)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Accepts(in Requirement requirement, Concept held)
    {
        if (held == requirement.Concept)
        {
            return true;
        }

        foreach (var equivalent in requirement.AcceptedEquivalents.AsSpan())
        {
            if (held == equivalent)
            {
                return true;
            }
        }

        return false;
    }
}
