using Matching.Ranking;

namespace Matching.Trainer;

/// <summary>How clicks are corrected for the place at which rows were shown.</summary>
internal enum BiasCorrection
{
    None,
    Ipw,
    Unbiased,
}

/// <summary>What a training is told.</summary>
internal sealed record TrainingSettings
{
    public required string Name { get; init; }

    public required LambdaMartOptions Options { get; init; }

    public required int MaxBins { get; init; }

    /// <summary>The number that stands in for the label; null for the label.</summary>
    public string? Label { get; init; }

    public required BiasCorrection Bias { get; init; }

    /// <summary>
    /// With <see cref="BiasCorrection.Ipw"/>: attention falls with the place to this power; null estimates it.
    /// </summary>
    public double? AttentionPower { get; init; }

    /// <summary>False trains without the expert model, even where the features are ours.</summary>
    public required bool UsePrior { get; init; }

    /// <summary>Columns of categories.</summary>
    public IReadOnlyCollection<int> Categorical { get; init; } = [];
}
