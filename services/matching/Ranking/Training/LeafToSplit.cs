using System.Runtime.CompilerServices;

namespace Matching.Ranking;

/// <summary>A leaf for which a split is looked for, and what is asked of its children.</summary>
internal readonly struct LeafToSplit
{
    public required GradientSum Sum { get; init; }

    public required GradientUnits Units { get; init; }

    public required LeafRule Rule { get; init; }

    public required int MinRows { get; init; }

    public required double MinHessian { get; init; }

    /// <summary>
    /// The gain that both children together must be above: that of the leaf unsplit, and what was asked for.
    /// </summary>
    public required double LeastGain { get; init; }

    /// <summary>The gain of both children; negative infinity where they would not be allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double GainOf(GradientSum left, int direction) => GainOf(left, direction, Rule);

    /// <summary>The gain by another rule, such as one with a higher penalty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double GainOf(GradientSum left, int direction, in LeafRule rule)
    {
        var right = Sum - left;
        var (leftHessian, rightHessian) = (Units.HessianOf(left), Units.HessianOf(right));
        if (Units.RowsOf(left) < MinRows || Units.RowsOf(right) < MinRows
            || leftHessian < MinHessian || rightHessian < MinHessian)
        {
            return double.NegativeInfinity;
        }

        var (leftGradient, rightGradient) = (Units.GradientOf(left), Units.GradientOf(right));
        if (direction == 0 && !rule.IsBounded)
        {
            return rule.FreeGain(leftGradient, leftHessian) + rule.FreeGain(rightGradient, rightHessian);
        }

        var (leftValue, rightValue) = (rule.Value(leftGradient, leftHessian), rule.Value(rightGradient, rightHessian));
        return direction * (rightValue - leftValue) < 0
            ? double.NegativeInfinity
            : rule.Gain(leftGradient, leftHessian, leftValue) + rule.Gain(rightGradient, rightHessian, rightValue);
    }
}
