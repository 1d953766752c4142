namespace Matching.Ranking;

/// <summary>How a leaf would best be split, and what its two children would be.</summary>
internal readonly record struct Split
{
    public static readonly Split None = new() { Gain = double.NegativeInfinity, Feature = -1 };

    public bool Exists => Feature >= 0;

    /// <summary>By how much the objective falls, above the least gain that was asked for.</summary>
    public required double Gain { get; init; }

    public required int Feature { get; init; }

    /// <summary>The last bin that goes left; of no meaning for categories.</summary>
    public int Bin { get; init; }

    /// <summary>For categories, the bins that go left.</summary>
    public byte[]? Categories { get; init; }

    /// <summary>Whether what is not known goes left.</summary>
    public bool UnknownLeft { get; init; }

    public GradientSum Left { get; init; }

    public double LeftValue { get; init; }

    public double RightValue { get; init; }

    /// <summary>
    /// The better one; of equals the one of the earlier feature, so that no order of looking matters.
    /// </summary>
    public static Split Better(in Split a, in Split b) =>
        b.Gain > a.Gain || (b.Gain == a.Gain && b.Exists && b.Feature < a.Feature) ? b : a;
}
