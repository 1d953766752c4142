namespace Matching.Ranking;

/// <summary>How <see cref="LambdaMart"/> learns.</summary>
public sealed record LambdaMartOptions
{
    /// <summary>Sets of fewer queries are shrunk by more than half of <see cref="NoiseShrinkage"/>.</summary>
    private const int FewQueries = 5_000;

    /// <summary>Trees to grow, at most.</summary>
    public int Trees { get; init; } = 300;

    /// <summary>Leaves of a tree, at most.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Splits from the root to a leaf, at most; 0 for no limit.</summary>
    public int MaxDepth { get; init; }

    /// <summary>What a tree's values are multiplied by, above 0 up to 1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Rows in a leaf, at least.</summary>
    public int MinRowsPerLeaf { get; init; } = 20;

    /// <summary>Sum of hessians in a leaf, at least.</summary>
    public double MinHessianPerLeaf { get; init; } = 1e-3;

    /// <summary>What a leaf's gradient is drawn towards 0 by.</summary>
    public double L1 { get; init; }

    /// <summary>What is added to a leaf's hessian.</summary>
    public double L2 { get; init; }

    /// <summary>
    /// A split that gains so many times what noise alone gains in the mean moves its children half of the way from
    /// their parent's value to their own: one of the double gain 80 %, one of half the gain 20 %. 0 moves all the
    /// whole way. So for few queries; of many little is noise, see <see cref="NoiseShrinkageFor"/>.
    /// </summary>
    public double NoiseShrinkage { get; init; } = 20;

    /// <summary>What a split must gain.</summary>
    public double MinGain { get; init; }

    /// <summary>The share of features that each tree may use, above 0 up to 1.</summary>
    public double FeaturesPerTree { get; init; } = 1;

    /// <summary>The share of the tree's features that each split may use, above 0 up to 1.</summary>
    public double FeaturesPerSplit { get; init; } = 1;

    /// <summary>The share of queries that each tree is grown on, above 0 up to 1.</summary>
    public double QueriesPerTree { get; init; } = 1;

    /// <summary>A pair of rows counts when one of them now stands at this rank or above.</summary>
    public int TruncationLevel { get; init; } = 30;

    /// <summary>How steeply a pair's loss falls with the gap between scores.</summary>
    public double Sigmoid { get; init; } = 1;

    /// <summary>Whether a pair counts less the further its scores are apart.</summary>
    public bool NormalizeGaps { get; init; } = true;

    /// <summary>
    /// Whether a query's gradients are scaled by their sum's logarithm, as LightGBM does. NDCG counts every query alike
    /// already, and without it sets of few queries were ranked better.
    /// </summary>
    public bool NormalizeQueries { get; init; }

    /// <summary>NDCG is told, and early stopping judges, at this rank.</summary>
    public int EvaluateAt { get; init; } = 10;

    /// <summary>
    /// Stops when so many trees have not made the validation set's NDCG better, and keeps the trees up to the best; 0
    /// grows all.
    /// </summary>
    public int EarlyStoppingTrees { get; init; }

    /// <summary>
    /// For each feature 1 where the score may not fall when it rises, −1 where it may not rise, 0 where all is free;
    /// empty for none. They hold exactly, for the whole model.
    /// </summary>
    public IReadOnlyList<int> Monotone { get; init; } = [];

    /// <summary>
    /// How clicks are corrected for the place at which rows were shown; null where labels are judgements.
    /// </summary>
    public PositionBias? PositionBias { get; init; }

    /// <summary>What is added to a category's hessian before categories are sorted.</summary>
    public double CategorySmoothing { get; init; } = 10;

    /// <summary>What is added to <see cref="L2"/> in splits by category.</summary>
    public double CategoryL2 { get; init; } = 10;

    /// <summary>Rows of a category in a leaf, at least, for it to be told apart from the others.</summary>
    public int MinRowsPerCategory { get; init; } = 10;

    /// <summary>Categories that a split sends left, at most.</summary>
    public int MaxCategoriesPerSplit { get; init; } = 32;

    /// <summary>Memory for histograms; where it is not enough they are built again, which costs time.</summary>
    public long HistogramBytes { get; init; } = 512L << 20;

    /// <summary>Seeds what is sampled.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads to learn with; the model is the same for any number.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What <see cref="NoiseShrinkage"/> comes to in a set of so many queries.</summary>
    public double NoiseShrinkageFor(int queries)
    {
        var share = (double)queries / FewQueries;
        return NoiseShrinkage / (1 + (share * share));
    }
}
