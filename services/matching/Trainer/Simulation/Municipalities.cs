using Matching.Competence;

namespace Matching.Trainer;

/// <summary>
/// The municipalities of the simulated region, by SCB code, with thousands of inhabitants: how many people and openings
/// there are in each.
/// </summary>
internal sealed class Municipalities
{
    private static readonly (string Code, double Thousands)[] Inhabitants =
    [
        ("2281", 99), ("2284", 55), ("2280", 25), ("2283", 19), ("2282", 17.5), ("2262", 18), ("2260", 9),
        ("2481", 12.3), ("2462", 6.4), ("2421", 5.6), ("2505", 6), ("2417", 3.9), ("2418", 3), ("2506", 2.6),
        ("2463", 2.7), ("2425", 2.4), ("2422", 2.4),
    ];

    /// <summary>People in small places advertise relatively more often: this power of the number of people.</summary>
    private const double OpeningsPower = 0.8;

    private readonly double[] _people;
    private readonly double[] _openings;

    public Municipalities(Taxonomy taxonomy)
    {
        All = [.. Inhabitants.Select(m => taxonomy.FindCode(ConceptKind.Municipality, m.Code)!)];
        _people = Sums(m => m);
        _openings = Sums(m => Math.Pow(m, OpeningsPower));
        Elsewhere =
        [
            .. taxonomy.Concepts.Where(c => c.Kind == ConceptKind.Municipality && c.Code is "0180" or "1480" or "0380"),
        ];
    }

    public IReadOnlyList<Concept> All { get; }

    /// <summary>Big cities that people move from.</summary>
    public IReadOnlyList<Concept> Elsewhere { get; }

    public Concept OfPerson(Dice dice) => dice.Pick(All, _people);

    public Concept OfOpening(Dice dice) => dice.Pick(All, _openings);

    private static double[] Sums(Func<double, double> weight)
    {
        var sum = 0.0;
        return [.. Inhabitants.Select(m => sum += weight(m.Thousands))];
    }
}
