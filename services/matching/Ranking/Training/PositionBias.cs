namespace Matching.Ranking;

/// <summary>
/// How clicks are corrected for the place at which rows were shown. A row that was not seen was not clicked, whatever
/// it is worth.
/// </summary>
public abstract record PositionBias
{
    private PositionBias()
    {
    }

    /// <summary>
    /// The chance that a row at a place is looked at is known, such as from shuffled answers: a pair counts in inverse
    /// proportion to that of its better row (Joachims et al. 2017; Wang et al. 2018).
    /// </summary>
    /// <param name="Propensities">By place from the first, above 0 up to 1; the last holds for all that follow.</param>
    public sealed record Known(IReadOnlyList<double> Propensities) : PositionBias
    {
        /// <summary>Smaller propensities count as this, so that no single click outweighs all others.</summary>
        public double AtLeast { get; init; } = 0.01;
    }

    /// <summary>
    /// The bias is learned with the model: how much likelier than at the first place a click, and the lack of one, is
    /// at each place (unbiased LambdaMART, Hu et al. 2019).
    /// </summary>
    /// <param name="Places">Places with ratios of their own; rows below share the last.</param>
    public sealed record Joint(int Places) : PositionBias
    {
        /// <summary>Draws ratios towards 1: their exponent is 1 / (1 + this).</summary>
        public double Regularization { get; init; }
    }
}
