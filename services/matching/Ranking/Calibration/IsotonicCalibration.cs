using System.Collections.Immutable;

namespace Matching.Ranking;

/// <summary>
/// A rising line through points, level outside of them: whatever shape the data have, so for much data.
/// </summary>
public sealed record IsotonicCalibration : Calibration
{
    /// <summary>More points than this are thinned out.</summary>
    public const int MaximumPoints = 1_000;

    /// <summary>Takes the line as it is.</summary>
    /// <param name="scores">The points' scores, each above the one before.</param>
    /// <param name="probabilities">Their probabilities, each at least the one before; 0 to 1.</param>
    public IsotonicCalibration(ImmutableArray<double> scores, ImmutableArray<double> probabilities)
    {
        if (scores.Length == 0 || scores.Length != probabilities.Length || scores.Length > MaximumPoints)
        {
            throw new ArgumentException(
                $"{scores.Length} scores and {probabilities.Length} probabilities; 1 to {MaximumPoints} of both.",
                nameof(scores));
        }

        for (var i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]) || (i > 0 && !(scores[i] > scores[i - 1])))
            {
                throw new ArgumentException($"The score of point {i} does not rise.", nameof(scores));
            }

            if (!(probabilities[i] >= (i > 0 ? probabilities[i - 1] : 0) && probabilities[i] <= 1))
            {
                throw new ArgumentException(
                    $"The probability of point {i} falls or is not between 0 and 1.", nameof(probabilities));
            }
        }

        Scores = scores;
        Probabilities = probabilities;
    }

    public ImmutableArray<double> Scores { get; }

    public ImmutableArray<double> Probabilities { get; }

    public override double Probability(double score)
    {
        if (double.IsNaN(score))
        {
            return double.NaN;
        }

        var at = Scores.AsSpan().BinarySearch(score);
        if (at >= 0)
        {
            return Probabilities[at];
        }

        at = ~at;
        if (at == 0 || at == Scores.Length)
        {
            return Probabilities[at == 0 ? 0 : ^1];
        }

        var (from, to) = (Probabilities[at - 1], Probabilities[at]);
        var part = (score - Scores[at - 1]) / (Scores[at] - Scores[at - 1]);
        return Math.Clamp(from + part * (to - from), from, to);
    }

    /// <summary>
    /// Fits the nearest rising steps in the sense of least squares, by pooling neighbours that fall (Ayer et al. 1955),
    /// on rows that the model was not trained on. A step becomes one point at its mean score.
    /// </summary>
    public static IsotonicCalibration Fit(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> relevant, ReadOnlySpan<double> weights = default)
    {
        Check(scores, relevant, weights);
        var order = scores.ToArray();
        var places = Enumerable.Range(0, order.Length).ToArray();
        Array.Sort(order, places);
        var steps = new List<Step>();
        for (var i = 0; i < order.Length;)
        {
            // Equal scores are one row: they cannot be told apart.
            var step = default(Step);
            var score = order[i];
            for (; i < order.Length && order[i] == score; i++)
            {
                var weight = weights.Length == 0 ? 1 : weights[places[i]];
                step = step.With(new Step(weight, weight * score, relevant[places[i]] ? weight : 0));
            }

            while (steps.Count > 0 && steps[^1].Mean >= step.Mean)
            {
                step = steps[^1].With(step);
                steps.RemoveAt(steps.Count - 1);
            }

            steps.Add(step);
        }

        return Line(steps.Count > MaximumPoints ? Thinned(steps) : steps);
    }

    /// <summary>Joins steps that lie within a thousandth of each other.</summary>
    private static List<Step> Thinned(List<Step> steps) =>
        [.. steps.GroupBy(step => (int)(step.Mean * (MaximumPoints - 1)))
            .Select(group => group.Aggregate((sum, step) => sum.With(step)))];

    /// <summary>Rounding may bring the mean scores of two steps together; then they are one point.</summary>
    private static IsotonicCalibration Line(List<Step> steps)
    {
        var scores = ImmutableArray.CreateBuilder<double>(steps.Count);
        var probabilities = ImmutableArray.CreateBuilder<double>(steps.Count);
        foreach (var step in steps)
        {
            var score = step.Scores / step.Weight;
            if (scores.Count > 0 && !(score > scores[^1]))
            {
                continue;
            }

            scores.Add(score);
            probabilities.Add(Math.Clamp(step.Mean, 0, 1));
        }

        return new IsotonicCalibration(scores.ToImmutable(), probabilities.ToImmutable());
    }

    /// <summary>Rows that get the same probability.</summary>
    private readonly record struct Step(double Weight, double Scores, double Relevant)
    {
        public double Mean => Relevant / Weight;

        public Step With(Step next) => new(Weight + next.Weight, Scores + next.Scores, Relevant + next.Relevant);
    }
}
