using Matching.Competence;
using Matching.Fit;

namespace Matching.Trainer;

/// <summary>A simulated opening.</summary>
/// <param name="Opening">The document, as matching sees it.</param>
/// <param name="Employer">The number of the employer.</param>
/// <param name="FirstDay">The first day it is open, counted from the beginning of the period.</param>
/// <param name="LastDay">The last day.</param>
internal sealed record SimulatedOpening(Opening Opening, int Employer, int FirstDay, int LastDay);

/// <summary>Draws openings: where, for how long, and what they ask for.</summary>
internal sealed class OpeningMaker(Taxonomy taxonomy, Trade[] trades, double[] tradeSums, Municipalities municipalities)
{
    public const int Employers = 400;

    private static readonly int[] Extents = [0, 50, 75, 100, 100, 100];

    private readonly Concept _swedish = taxonomy.FindCode(ConceptKind.Language, "sv")!;
    private readonly Concept _english = taxonomy.FindCode(ConceptKind.Language, "en")!;

    private readonly Concept? _car = taxonomy.Concepts.FirstOrDefault(
        c => c.Kind == ConceptKind.DrivingLicence && c.Code == "B");

    public SimulatedOpening Draw(Dice dice, DateTimeOffset from, int days)
    {
        var trade = dice.Pick(trades, tradeSums);
        var occupation = dice.Pick(trade.Occupations);
        var first = dice.Between(-30, days - 1);
        var last = first + dice.Between(14, 60);
        var employer = dice.Between(0, Employers - 1);
        var extent = dice.Pick(Extents);
        var facts = new OpeningFacts
        {
            Kind = dice.Share() switch
            {
                < 0.82 => OpeningKind.Job,
                < 0.92 => OpeningKind.Seasonal,
                < 0.97 => OpeningKind.Internship,
                _ => OpeningKind.Apprenticeship,
            },
            Occupation = occupation,
            Requirements = [.. Requirements(dice, trade, occupation).DistinctBy(r => r.Concept)],
            Municipality = municipalities.OfOpening(dice),
            Remote = dice.Chance(0.04),
            MinExtentPercent = extent,
            MaxExtentPercent = extent == 0 ? 50 : 100,
            OpenFrom = from.AddDays(first),
            OpenUntil = from.AddDays(last + 1),
            Deadline = from.AddDays(last + 1),
            Employer = employer.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        return new SimulatedOpening(Opening.From(facts, taxonomy), employer, first, last);
    }

    private IEnumerable<Requirement> Requirements(Dice dice, Trade trade, Concept occupation)
    {
        if (dice.Chance(0.65))
        {
            var skills = dice.Some(trade.Skills, dice.Between(1, 7));
            var musts = dice.Between(0, Math.Min(4, skills.Length));
            foreach (var (index, skill) in skills.Index())
            {
                yield return Asked(skill, index < musts) with { Origin = Origin(dice) };
            }
        }

        if (dice.Chance(0.7))
        {
            var required = (Cefr)Math.Clamp((int)trade.Swedish + dice.Between(-1, 1), (int)Cefr.A2, (int)Cefr.C1);
            yield return Asked(_swedish, must: true) with
            {
                RequiredLevel = required,
                DesiredLevel = dice.Chance(0.4) ? (Cefr)Math.Min((int)required + 1, (int)Cefr.C2) : required,
            };
        }

        if (dice.Chance(0.2))
        {
            yield return Asked(_english, dice.Chance(0.5)) with { RequiredLevel = Cefr.B1, DesiredLevel = Cefr.B2 };
        }

        if (dice.Chance(0.4))
        {
            yield return Asked(occupation, dice.Chance(0.7)) with { MinYears = dice.Between(1, 5) };
        }

        if (_car is not null && dice.Chance(0.35))
        {
            yield return Asked(_car, dice.Chance(0.6));
        }

        if (trade.Education is { } level && dice.Chance(0.45))
        {
            yield return Asked(level, dice.Chance(0.6));
        }
    }

    private static RequirementOrigin Origin(Dice dice) =>
        dice.Chance(0.3) ? RequirementOrigin.Extracted : RequirementOrigin.Stated;

    private static Requirement Asked(Concept concept, bool must) =>
        new(Requirement.TypeOf(concept), concept, must);
}
