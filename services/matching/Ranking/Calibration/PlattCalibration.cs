namespace Matching.Ranking;

/// <summary>
/// A logistic curve, 1 / (1 + e^−(slope × score + intercept)), for little data (Platt 1999).
/// </summary>
/// <param name="Slope">At least 0.</param>
/// <param name="Intercept">The log-odds at the score 0.</param>
public sealed record PlattCalibration(double Slope, double Intercept) : Calibration
{
    private const int MaximumSteps = 200;
    private const double Enough = 1e-10;

    public double Slope { get; } = Slope >= 0 && double.IsFinite(Slope)
        ? Slope
        : throw new ArgumentOutOfRangeException(nameof(Slope), Slope, "A calibration's slope is 0 or above.");

    public double Intercept { get; } = double.IsFinite(Intercept)
        ? Intercept
        : throw new ArgumentOutOfRangeException(nameof(Intercept), Intercept, "The intercept is a finite number.");

    public override double Probability(double score)
    {
        // Level also at the infinities.
        var rise = Slope == 0 && !double.IsNaN(score) ? 0 : Slope * score;
        return 1 / (1 + Math.Exp(-(rise + Intercept)));
    }

    /// <summary>
    /// Fits by maximum likelihood on rows that the model was not trained on, with Platt's smoothed targets, by Newton's
    /// method with halved steps (Lin, Lin and Weng 2007). Where the scores say the contrary, the slope is 0.
    /// </summary>
    public static PlattCalibration Fit(
        ReadOnlySpan<double> scores, ReadOnlySpan<bool> relevant, ReadOnlySpan<double> weights = default)
    {
        Check(scores, relevant, weights);
        var curve = new Fitting(scores, relevant, weights);
        var (slope, intercept) = (0.0, curve.PriorLogOdds);
        var loss = curve.Loss(slope, intercept);
        for (var step = 0; step < MaximumSteps; step++)
        {
            var (down, across) = curve.Newton(slope, intercept);
            var length = 1.0;
            double tried;
            while ((tried = curve.Loss(slope + length * down, intercept + length * across)) > loss && length > Enough)
            {
                length /= 2;
            }

            if (!(tried < loss))
            {
                break;
            }

            (slope, intercept) = (slope + length * down, intercept + length * across);
            var isDone = loss - tried <= Enough * Math.Abs(loss);
            loss = tried;
            if (isDone)
            {
                break;
            }
        }

        return slope > 0
            ? new PlattCalibration(slope / curve.Scale, intercept - slope * curve.Middle / curve.Scale)
            : new PlattCalibration(0, curve.PriorLogOdds);
    }

    /// <summary>The likelihood of scores that are moved to the mean 0 and scaled to the deviation 1.</summary>
    private readonly ref struct Fitting
    {
        private readonly ReadOnlySpan<double> _scores;
        private readonly ReadOnlySpan<bool> _relevant;
        private readonly ReadOnlySpan<double> _weights;
        private readonly double _targetIfRelevant;
        private readonly double _targetIfNot;

        public Fitting(ReadOnlySpan<double> scores, ReadOnlySpan<bool> relevant, ReadOnlySpan<double> weights)
        {
            _scores = scores;
            _relevant = relevant;
            _weights = weights;
            var (yes, no, sum, squares) = (0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < scores.Length; i++)
            {
                var weight = Weight(i);
                yes += relevant[i] ? weight : 0;
                no += relevant[i] ? 0 : weight;
                sum += weight * scores[i];
            }

            Middle = sum / (yes + no);
            for (var i = 0; i < scores.Length; i++)
            {
                squares += Weight(i) * (scores[i] - Middle) * (scores[i] - Middle);
            }

            Scale = squares > 0 ? Math.Sqrt(squares / (yes + no)) : 1;
            _targetIfRelevant = (yes + 1) / (yes + 2);
            _targetIfNot = 1 / (no + 2);
            PriorLogOdds = Math.Log((yes + 1) / (no + 1));
        }

        public double Middle { get; }

        public double Scale { get; }

        public double PriorLogOdds { get; }

        public double Loss(double slope, double intercept)
        {
            var loss = 0.0;
            for (var i = 0; i < _scores.Length; i++)
            {
                var odds = slope * Score(i) + intercept;

                // log(1 + e^x) without overflow.
                loss += Weight(i) * (Math.Max(odds, 0) + Math.Log(1 + Math.Exp(-Math.Abs(odds))) - Target(i) * odds);
            }

            return loss;
        }

        /// <summary>The step to where the quadratic that fits the loss here is least.</summary>
        public (double Slope, double Intercept) Newton(double slope, double intercept)
        {
            const double Ridge = 1e-12;
            var (g1, g2, h11, h12, h22) = (0.0, 0.0, Ridge, 0.0, Ridge);
            for (var i = 0; i < _scores.Length; i++)
            {
                var score = Score(i);
                var p = 1 / (1 + Math.Exp(-(slope * score + intercept)));
                var gradient = Weight(i) * (p - Target(i));
                var hessian = Weight(i) * p * (1 - p);
                g1 += gradient * score;
                g2 += gradient;
                h11 += hessian * score * score;
                h12 += hessian * score;
                h22 += hessian;
            }

            var determinant = h11 * h22 - h12 * h12;
            return ((h12 * g2 - h22 * g1) / determinant, (h12 * g1 - h11 * g2) / determinant);
        }

        private double Score(int i) => (_scores[i] - Middle) / Scale;

        private double Target(int i) => _relevant[i] ? _targetIfRelevant : _targetIfNot;

        private double Weight(int i) => _weights.Length == 0 ? 1 : _weights[i];
    }
}
