namespace Matching.Trainer;

/// <summary>
/// Turns what a pair is worth into what people say and do about it: a grade from 0 to 4, a click, an application, an
/// interview, a hire. Also knows what to expect of a pair when only the features are known.
/// </summary>
internal sealed class Judge
{
    /// <summary>How far two people judge the same pair apart.</summary>
    private const double GradeDeviation = 0.5;

    /// <summary>The hidden parts over which an expectation is taken.</summary>
    private const int Draws = 64;

    /// <summary>
    /// How attention falls with the place: the first row is looked at, the n-th with n to this power.
    /// </summary>
    private const double AttentionPower = -0.7;

    /// <summary>A pair is worth this much or more for the grades 1 to 4: of those shown about half have none.</summary>
    private static readonly double[] Grades = [-1.45, 0, 0.8, 1.5];

    private readonly (Tastes Tastes, Stance Stance, double Person, double Employer)[] _hidden;

    public Judge(int seed)
    {
        var dice = new Dice(seed, Simulation.Parts.Judge);
        _hidden = new (Tastes, Stance, double, double)[Draws];
        for (var i = 0; i < Draws; i++)
        {
            _hidden[i] = (
                Tastes.Draw(dice),
                Stance.Draw(dice),
                Preferences.PairDeviation * dice.Normal(),
                Preferences.PairDeviation * dice.Normal());
        }
    }

    public static float Grade(double worth, Dice dice)
    {
        var seen = worth + GradeDeviation * dice.Normal();
        return Grades.Count(grade => seen >= grade);
    }

    /// <summary>The expectation of 2^grade − 1 over everything that the features do not tell.</summary>
    public double ExpectedGain(ReadOnlySpan<float> features)
    {
        var sum = 0.0;
        foreach (ref readonly var hidden in _hidden.AsSpan())
        {
            var worth = Preferences.Worth(
                Preferences.OfPerson(features, hidden.Tastes, hidden.Stance) + hidden.Person,
                Preferences.OfEmployer(features, hidden.Stance) + hidden.Employer);
            for (var grade = 0; grade < Grades.Length; grade++)
            {
                sum += (1 << grade) * NormalShare((worth - Grades[grade]) / GradeDeviation);
            }
        }

        return sum / Draws;
    }

    /// <summary>
    /// How far it comes when shown at a place: 0 not opened, 1 opened, 2 applied, 3 interviewed, 4 hired. The page
    /// tells
    /// which requirements are met, so people open what they want and believe they can get.
    /// </summary>
    public static int Stage(double ofPerson, double ofEmployer, double perceived, int position, Dice dice)
    {
        if (!dice.Chance(Math.Pow(position, AttentionPower))
            || !dice.Chance(Preferences.Logistic(1.4 * (perceived - 0.2))))
        {
            return 0;
        }

        if (!dice.Chance(Preferences.Logistic(ofPerson)))
        {
            return 1;
        }

        if (!dice.Chance(Preferences.Logistic(ofEmployer)))
        {
            return 2;
        }

        return dice.Chance(0.35) ? 4 : 3;
    }

    /// <summary>The normal distribution function (Abramowitz and Stegun 26.2.17; right to 7 digits).</summary>
    private static double NormalShare(double x)
    {
        if (x < 0)
        {
            return 1 - NormalShare(-x);
        }

        var t = 1 / (1 + 0.2316419 * x);
        var polynomial = t * (0.319381530
            + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * polynomial;
    }
}
