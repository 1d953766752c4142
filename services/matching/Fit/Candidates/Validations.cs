using System.Collections.Immutable;
using Matching.Competence;

namespace Matching.Fit;

/// <summary>Folds validation results into the facts that they cover.</summary>
internal static class Validations
{
    /// <summary>
    /// The facts as they count on a day. A result that is neither revoked nor past its last day lifts what it covers to
    /// <see cref="Evidence.Validated"/>, or to the person's own word while it is disputed, and adds what was not
    /// stated. Occupations are lifted by full results only.
    /// </summary>
    /// <param name="facts">The facts as stated.</param>
    /// <param name="today">The day.</param>
    /// <param name="missing">What assessors named as left and the person does not hold otherwise.</param>
    /// <param name="bestBefore">The last day of the first result to end among those that count.</param>
    public static CandidateFacts Fold(
        CandidateFacts facts, DateOnly today, out ImmutableArray<ValidationItem> missing, out DateOnly? bestBefore)
    {
        var counted = facts.Validations
            .Where(v => v.Verification != Verification.Revoked && (v.ValidUntil is not { } last || today <= last))
            .ToList();
        var occupations = facts.Occupations.Select(o => o with { Evidence = Stated(o.Evidence) }).ToList();
        var skills = facts.Skills.Select(s => s with { Evidence = Stated(s.Evidence) }).ToList();
        var languages = facts.Languages.Select(l => l with { Evidence = Stated(l.Evidence) }).ToList();
        var licences = facts.Licences.Select(l => l with { Evidence = Stated(l.Evidence) }).ToList();
        foreach (var validation in counted)
        {
            var evidence = validation.Verification == Verification.Disputed
                ? Evidence.SelfDeclared
                : Evidence.Validated;
            foreach (var item in validation.Covers)
            {
                switch (item.Concept.Kind)
                {
                    case ConceptKind.Occupation or ConceptKind.OccupationGroup when validation.Full:
                        Lift(occupations, o => o.Occupation == item.Concept,
                            o => o with { Evidence = Stronger(o.Evidence, evidence) },
                            new HeldOccupation(item.Concept, 0, 0, evidence));
                        break;
                    case ConceptKind.Skill:
                        Lift(skills, s => s.Skill == item.Concept,
                            s => s with { Evidence = Stronger(s.Evidence, evidence) },
                            new HeldSkill(item.Concept, 0, evidence));
                        break;
                    case ConceptKind.Licence or ConceptKind.Certificate or ConceptKind.DrivingLicence:
                        Lift(licences, l => l.Licence == item.Concept && l.IsValid(today),
                            l => l with { Evidence = Stronger(l.Evidence, evidence) },
                            new HeldLicence(item.Concept, validation.ValidUntil, evidence));
                        break;
                    case ConceptKind.Language:
                        // A level is shown on its own: what was declared above it stays declared.
                        languages.Add(new HeldLanguage(item.Concept, item.Level, Cefr.None, Cefr.None, evidence));
                        break;
                }
            }
        }

        missing = [.. counted.SelectMany(v => v.Missing).DistinctBy(m => (m.Concept, m.Level))];
        bestBefore = counted.Min(v => v.ValidUntil);
        return facts with
        {
            Occupations = occupations,
            Skills = skills,
            Languages = languages,
            Licences = licences,
            Educations = [.. facts.Educations.Select(e => e with { Evidence = Stated(e.Evidence) })],
        };
    }

    private static void Lift<T>(List<T> held, Predicate<T> isCovered, Func<T, T> lifted, T added)
    {
        var found = false;
        for (var i = 0; i < held.Count; i++)
        {
            if (isCovered(held[i]))
            {
                held[i] = lifted(held[i]);
                found = true;
            }
        }

        if (!found)
        {
            held.Add(added);
        }
    }

    private static Evidence Stated(Evidence evidence) =>
        evidence == Evidence.Unspecified ? Evidence.SelfDeclared : evidence;

    private static Evidence Stronger(Evidence a, Evidence b) => a > b ? a : b;
}
