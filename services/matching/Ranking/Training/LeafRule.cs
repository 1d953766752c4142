namespace Matching.Ranking;

/// <summary>
/// What a leaf is worth and what a split gains: a Newton step with L1 and L2 penalties, kept within bounds that
/// monotone constraints set (Chen and Guestrin 2016, equations 5 to 7).
/// </summary>
internal readonly struct LeafRule(double l1, double l2, double low, double high)
{
    public bool IsBounded => low > double.NegativeInfinity || high < double.PositiveInfinity;

    public double Value(double gradient, double hessian)
    {
        var weight = hessian + l2;
        return weight > 0 ? Math.Clamp(-Shrunk(gradient) / weight, low, high) : Math.Clamp(0, low, high);
    }

    /// <summary>Twice the fall of the objective when the leaf gets this value instead of 0.</summary>
    public double Gain(double gradient, double hessian, double value) =>
        -((2 * Shrunk(gradient) * value) + ((hessian + l2) * value * value));

    /// <summary>The gain of the best value, where there are no bounds.</summary>
    public double FreeGain(double gradient, double hessian)
    {
        var shrunk = Shrunk(gradient);
        return shrunk * shrunk / (hessian + l2);
    }

    private double Shrunk(double gradient) => l1 == 0
        ? gradient
        : Math.CopySign(Math.Max(Math.Abs(gradient) - l1, 0), gradient);
}
