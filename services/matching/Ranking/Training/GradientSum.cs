namespace Matching.Ranking;

/// <summary>
/// Gradients, hessians and rows, summed up in whole numbers, so that sums are exact: they do not depend on the order,
/// and the sum of one child is the parent's less the other's. <see cref="GradientUnits"/> tells what they stand for.
/// </summary>
/// <param name="Gradient">In units of the gradient.</param>
/// <param name="HessianAndRows">The hessian in its units above the number of rows.</param>
internal readonly record struct GradientSum(long Gradient, long HessianAndRows)
{
    public static GradientSum operator +(GradientSum a, GradientSum b) =>
        new(a.Gradient + b.Gradient, a.HessianAndRows + b.HessianAndRows);

    public static GradientSum operator -(GradientSum a, GradientSum b) =>
        new(a.Gradient - b.Gradient, a.HessianAndRows - b.HessianAndRows);
}

/// <summary>What the whole numbers of a <see cref="GradientSum"/> stand for in one tree.</summary>
/// <param name="Gradient">A unit of the gradient.</param>
/// <param name="Hessian">A unit of the hessian.</param>
/// <param name="RowBits">The bits that the number of rows takes.</param>
internal readonly record struct GradientUnits(double Gradient, double Hessian, int RowBits)
{
    public double GradientOf(GradientSum sum) => sum.Gradient * Gradient;

    public double HessianOf(GradientSum sum) => (sum.HessianAndRows >> RowBits) * Hessian;

    public int RowsOf(GradientSum sum) => (int)(sum.HessianAndRows & ((1L << RowBits) - 1));
}
