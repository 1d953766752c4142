using Matching.Competence;
using Matching.Fit;

namespace Matching.Trainer;

/// <summary>A simulated person.</summary>
/// <param name="Candidate">The document, as matching sees it.</param>
/// <param name="Trade">The line of work.</param>
/// <param name="Home">Where the person lives, or first wants to live.</param>
/// <param name="SchooledAbroad">
/// Learnt the work elsewhere: less of it is proved and the Swedish is weaker. Matching does not know it.
/// </param>
internal sealed record Person(Candidate Candidate, Trade Trade, Concept Home, bool SchooledAbroad);

/// <summary>Draws people: what they have done, know, can prove and want.</summary>
internal sealed class PersonMaker(Taxonomy taxonomy, Trade[] trades, double[] tradeSums, Municipalities municipalities)
{
    private static readonly int[] Radii = [0, 30, 50, 50, 80, 100, 150, 200];
    private static readonly Cefr[] LearntSwedish = [Cefr.A2, Cefr.B1, Cefr.B1, Cefr.B2, Cefr.B2, Cefr.C1];

    private readonly Concept _swedish = taxonomy.FindCode(ConceptKind.Language, "sv")!;
    private readonly Concept _english = taxonomy.FindCode(ConceptKind.Language, "en")!;

    private readonly Concept? _car = taxonomy.Concepts.FirstOrDefault(
        c => c.Kind == ConceptKind.DrivingLicence && c.Code == "B");

    public Person Draw(Dice dice, DateOnly today)
    {
        var trade = dice.Pick(trades, tradeSums);
        var abroad = dice.Chance(0.25);
        var years = (float)Math.Round(24 * Math.Pow(dice.Share(), 2) * 2) / 2;
        var wishes = Wishes(dice, trade, today, out var home);
        var occupation = dice.Pick(trade.Occupations);
        var isElsewhere = dice.Chance(0.15);
        var facts = new CandidateFacts
        {
            Occupations = Occupations(dice, trade, occupation, years, abroad),
            Skills =
            [
                .. dice.Some(trade.Skills, dice.Between(1, years > 2 ? 9 : 5))
                    .Select(skill => new HeldSkill(skill, (byte)dice.Between(0, 5), Proof(dice, abroad))),
            ],
            Languages = Languages(dice, abroad),
            Educations = trade.Education is null || dice.Chance(0.2) ? []
            :
            [
                new HeldEducation(
                    trade.Education,
                    trade.EducationField,
                    dice.Chance(0.6) ? occupation : null,
                    dice.Chance(0.9),
                    dice.Chance(abroad ? 0.4 : 0.8) ? Evidence.Education : Evidence.SelfDeclared),
            ],
            Licences = Licences(dice, occupation, abroad),
            Home = new PlaceFact(isElsewhere ? dice.Pick(municipalities.Elsewhere) : home),
            Wishes = isElsewhere
                ? wishes with { Places = [new PlaceFact(home)], Anywhere = dice.Chance(0.5) }
                : wishes,
            RightToWork = RightToWork.Held,
            Consents = Consents.Matching | Consents.EmployerSearch | Consents.Statistics,
        };
        return new Person(Candidate.From(facts, taxonomy, today), trade, home, abroad);
    }

    private static HeldOccupation[] Occupations(Dice dice, Trade trade, Concept occupation, float years, bool abroad)
    {
        var main = new HeldOccupation(occupation, years, 0, Proof(dice, abroad));
        return trade.Neighbours.Count > 0 && dice.Chance(0.4)
            ? [main, new HeldOccupation(dice.Pick(trade.Neighbours), dice.Between(1, 8), 0, Proof(dice, abroad))]
            : [main];
    }

    private static Evidence Proof(Dice dice, bool abroad) => dice.Share() switch
    {
        < 0.12 => Evidence.Extracted,
        var s when s < (abroad ? 0.72 : 0.5) => Evidence.SelfDeclared,
        var s when s < (abroad ? 0.80 : 0.85) => Evidence.Employer,
        var s when s < 0.88 => Evidence.Education,
        _ => dice.Chance(abroad ? 0.9 : 0.4) ? Evidence.Validated : Evidence.SelfDeclared,
    };

    private HeldLanguage[] Languages(Dice dice, bool abroad)
    {
        var swedish = abroad ? dice.Pick(LearntSwedish) : Cefr.C2;
        var evidence = dice.Chance(0.4) ? Evidence.Education : Evidence.SelfDeclared;
        var english = (Cefr)dice.Between((int)Cefr.A2, (int)Cefr.C1);
        return
        [
            new HeldLanguage(_swedish, swedish, Cefr.None, Cefr.None, evidence),
            new HeldLanguage(_english, english, Cefr.None, Cefr.None, Evidence.SelfDeclared),
        ];
    }

    private HeldLicence[] Licences(Dice dice, Concept occupation, bool abroad)
    {
        var held = taxonomy.RegulatedRequirements(occupation)
            .Where(_ => dice.Chance(abroad ? 0.6 : 0.95))
            .Select(rule => new HeldLicence(rule.Licence, null, Evidence.Education));
        var car = _car is not null && dice.Chance(abroad ? 0.6 : 0.85)
            ? [new HeldLicence(_car, null, Evidence.SelfDeclared)]
            : Array.Empty<HeldLicence>();
        return [.. held, .. car];
    }

    private WishFacts Wishes(Dice dice, Trade trade, DateOnly today, out Concept home)
    {
        home = municipalities.OfPerson(dice);
        return new WishFacts
        {
            RadiusKilometres = dice.Pick(Radii),
            Anywhere = dice.Chance(0.08),
            Occupations = dice.Chance(0.55) ? []
                : trade.Neighbours.Count > 0 && dice.Chance(0.5) ? [dice.Pick(trade.Neighbours)]
                : [dice.Pick(trade.Occupations)],
            Kinds = dice.Chance(0.8) ? []
                : [OpeningKind.Job, dice.Pick([OpeningKind.Seasonal, OpeningKind.Internship])],
            MinExtentPercent = dice.Pick([0, 0, 0, 50, 75, 100]),
            MaxExtentPercent = dice.Pick([0, 0, 0, 0, 50, 75]),
            EarliestStart = dice.Chance(0.3) ? today.AddDays(dice.Between(14, 240)) : null,
            Remote = dice.Chance(0.2),
        };
    }
}
