using Matching.Fit;

namespace Matching.Trainer;

/// <summary>What a person wants more or less than others do; nobody can observe it.</summary>
/// <param name="Travel">How much travel beyond what is bearable costs, around 1.</param>
/// <param name="Tolerance">The value of the feature place below which travel is unbearable.</param>
/// <param name="Change">How much the wished occupation matters, around 1.</param>
/// <param name="Mood">Wants a job more or less badly, around 0.</param>
internal readonly record struct Tastes(double Travel, double Tolerance, double Change, double Mood)
{
    public static Tastes Draw(Dice dice) =>
        new(dice.Factor(0.35), 0.38 + 0.08 * dice.Normal(), dice.Factor(0.35), 0.4 * dice.Normal());
}

/// <summary>How an employer hires; nobody can observe it.</summary>
/// <param name="Strictness">How much an unmet requirement counts, around 1.</param>
/// <param name="Trust">How much proof counts, around 1.</param>
/// <param name="Appeal">How much people want to work there, around 0.</param>
internal readonly record struct Stance(double Strictness, double Trust, double Appeal)
{
    public static Stance Draw(Dice dice) => new(dice.Factor(0.3), dice.Factor(0.3), 0.3 * dice.Normal());
}

/// <summary>
/// The hidden preferences of both sides. They look at what matching looks at, but not as a sum: thresholds, vetoes, and
/// one thing that matters only where another is there. docs/TRAINING.md says what this assumes.
/// </summary>
internal static class Preferences
{
    /// <summary>How far apart two equal pairs end up for reasons of their own, on either side.</summary>
    public const double PairDeviation = 0.3;

    private static readonly Dictionary<string, int> At =
        FitEngine.Features.Index().ToDictionary(f => f.Item.Name, f => f.Index);

    private static readonly int Relation = At["occupation_relation"];
    private static readonly int Years = At["occupation_years"];
    private static readonly int Proof = At["occupation_evidence"];
    private static readonly int Weakest = At["weakest_must"];
    private static readonly int Experience = At["must_experience"];
    private static readonly int Skills = At["must_skills"];
    private static readonly int Languages = At["must_languages"];
    private static readonly int Licences = At["must_licences"];
    private static readonly int Driving = At["must_driving_licences"];
    private static readonly int Education = At["must_education"];
    private static readonly int Merits = At["merits"];
    private static readonly int Support = At["requirement_support"];
    private static readonly int Margin = At["language_margin"];
    private static readonly int Affinity = At["skill_affinity"];
    private static readonly int Place = At["place"];
    private static readonly int Wished = At["wished_occupation"];
    private static readonly int Extent = At["extent"];
    private static readonly int Kind = At["kind"];
    private static readonly int Start = At["start"];

    /// <summary>How much the person wants the opening, around 0.</summary>
    public static double OfPerson(ReadOnlySpan<float> x, in Tastes tastes, in Stance stance)
    {
        double place = Known(x[Place], 0.5), relation = x[Relation];
        var wished = x[Wished];
        var isDream = wished >= 0.85f;

        // Travel is bearable up to a point, which lies further away for the work that one wants.
        var bearable = tastes.Tolerance - (isDream ? 0.12 : 0);
        var utility = -0.6 + tastes.Mood + stance.Appeal
            + 1.2 * place - 3.2 * tastes.Travel * Logistic((bearable - place) / 0.05);

        // Who names an occupation wants that one; who names none stays with what is known.
        utility += float.IsNaN(wished) ? 0.8 * relation : tastes.Change * (2.4 * wished * wished - 1.2);
        utility += isDream && place >= 0.6 ? 0.9 : 0;

        // Another kind or half of the hours is not a little worse; it is something else.
        utility += x[Kind] switch { >= 1 => 0, > 0 => -0.4, _ => -2.4 };
        var extent = Known(x[Extent], 1);
        utility -= 0.6 * (1 - extent) + (extent < 0.6 ? 1.5 : 0);
        return utility - 0.8 * (1 - Known(x[Start], 1));
    }

    /// <summary>How much the employer wants the person, around 0.</summary>
    public static double OfEmployer(ReadOnlySpan<float> x, in Stance stance)
    {
        double relation = x[Relation], years = x[Years];
        double weakest = Known(x[Weakest], 1), skills = Known(x[Skills], 0.6);
        var isOther = relation < 0.85;
        var asksLicence = !float.IsNaN(x[Licences]);

        // Related work counts once there is enough of it, the same work from the first day.
        var utility = -2.6 + 1.2 * relation + (isOther ? 1.6 * Logistic((years - 0.35) / 0.05) : 1.6) + 0.9 * years;

        // Proof is asked for where the work was another or the law wants papers.
        utility += 1.6 * stance.Trust * x[Proof] * (isOther || asksLicence ? 1 : 0.35);

        // An unmet requirement is a veto that only long experience softens.
        utility -= 3.0 * stance.Strictness * Logistic((0.45 - weakest) / 0.06) * (1 - 0.75 * years);
        utility -= 2.0 * (1 - Known(x[Licences], 1));

        // One level of a language short is forgiven to those who know the work.
        utility -= 2.4 * Logistic((0.6 - Known(x[Languages], 1)) / 0.06) * (1 - 0.6 * skills);
        utility += 1.3 * Math.Sqrt(skills) + 0.5 * Known(x[Experience], 0.7);
        utility -= (1 - Known(x[Education], 1)) * (years < 0.5 ? 1.2 : 0.2);
        utility -= 0.9 * (1 - Known(x[Driving], 1));

        // Merits decide between those who meet everything, and are not looked at before.
        utility += 1.8 * Known(x[Merits], 0.4) * Logistic((weakest - 0.8) / 0.05);
        utility += 0.4 * Known(x[Margin], 0.5) + 0.7 * Known(x[Support], 0.45);
        return utility + (isOther ? 1.4 : 0.4) * Known(x[Affinity], 0.3);
    }

    /// <summary>
    /// What a pair is worth where it takes both to say yes: about the lower of the two. The odds against add up.
    /// </summary>
    public static double Worth(double ofPerson, double ofEmployer) =>
        -Math.Log(Math.Exp(-ofPerson) + Math.Exp(-ofEmployer));

    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double Known(float value, double otherwise) => float.IsNaN(value) ? otherwise : value;
}
