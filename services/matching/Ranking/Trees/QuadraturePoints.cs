using System.Runtime.Intrinsics;

namespace Matching.Ranking;

/// <summary>Eight points of a rule, side by side in a vector.</summary>
internal sealed class QuadraturePoints
{
    private readonly AlignedMemory<Vector512<double>> _zeroOrOne = new(2);
    private readonly AlignedMemory<Vector512<double>> _oneOrRest = new(2);

    private QuadraturePoints(Vector512<double> points, Vector512<double> weights)
    {
        At = points;
        Weights = weights;
        _zeroOrOne.Span[1] = Vector512<double>.One;
        _oneOrRest.Span[0] = Vector512<double>.One;
        _oneOrRest.Span[1] = Rest = Vector512<double>.One - points;
    }

    public Vector512<double> At { get; }

    /// <summary>What is left to 1.</summary>
    public Vector512<double> Rest { get; }

    public ReadOnlySpan<Vector512<double>> OneOrRest => _oneOrRest.Span;

    public ReadOnlySpan<Vector512<double>> ZeroOrOne => _zeroOrOne.Span;

    public Vector512<double> Weights { get; }

    /// <summary>
    /// As many as integrate exactly what a way with so many features makes, a polynomial of one degree less: eight for
    /// every sixteen features.
    /// </summary>
    public static QuadraturePoints[] For(int features)
    {
        var count = Vector512<double>.Count;
        var vectors = Math.Max(1, (features + 2 * count - 1) / (2 * count));
        var rule = Quadrature.Of(vectors * count);
        return [.. Enumerable.Range(0, vectors).Select(i => new QuadraturePoints(
            Vector512.Create(rule.Points, i * count), Vector512.Create(rule.Weights, i * count)))];
    }

    /// <summary>1 / (t + share (1 − t)).</summary>
    public Vector512<double> Inverse(double share) => Vector512<double>.One / (At + Rest * share);
}
