namespace Matching.Ranking;

/// <summary>How far training has come.</summary>
/// <param name="Trees">Trees grown.</param>
/// <param name="TrainingNdcg">The mean NDCG of the training set with these trees.</param>
/// <param name="ValidationNdcg">That of the validation set; null without one.</param>
/// <param name="Elapsed">Time since training began.</param>
public sealed record TrainingProgress(int Trees, double TrainingNdcg, double? ValidationNdcg, TimeSpan Elapsed);

/// <summary>What came out of training.</summary>
/// <param name="Model">The trees; where early stopping was asked for, those up to the best.</param>
/// <param name="History">
/// The measures tree by tree, also of trees that were dropped; the first entry is before any.
/// </param>
public sealed record TrainingResult(TreeEnsemble Model, IReadOnlyList<TrainingProgress> History)
{
    /// <summary>New trees in the model.</summary>
    public required int Trees { get; init; }

    /// <summary>
    /// With position bias, by place from the first: how likely a good row is clicked there, relative to the first.
    /// </summary>
    public IReadOnlyList<double> ClickRatios { get; init; } = [];

    /// <summary>By place: how likely a row that was not clicked is a worse one, relative to the first.</summary>
    public IReadOnlyList<double> SkipRatios { get; init; } = [];
}
