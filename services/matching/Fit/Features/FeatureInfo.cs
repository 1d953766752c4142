namespace Matching.Fit;

/// <summary>What is published about a feature.</summary>
public sealed record FeatureInfo
{
    /// <summary>lower_snake; part of model files, so never changed.</summary>
    public required string Name { get; init; }

    /// <summary>Whose demand it measures.</summary>
    public required CriterionSide Side { get; init; }

    public required string Unit { get; init; }

    /// <summary>From and to, as a person reads it.</summary>
    public required string Range { get; init; }

    /// <summary>1: more can never lower the score; -1: more can never raise it; 0: either.</summary>
    public int Direction { get; init; } = 1;

    /// <summary>What it means when it is not there.</summary>
    public required string Missing { get; init; }

    /// <summary>Why it is there.</summary>
    public required string Why { get; init; }
}
