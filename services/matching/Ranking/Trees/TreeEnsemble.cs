using System.Collections.Immutable;

namespace Matching.Ranking;

/// <summary>
/// Regression trees whose leaf values add up to a raw score. Checked on construction: whoever has one can walk it
/// without looking. Immutable and safe to share between threads.
/// </summary>
public sealed class TreeEnsemble
{
    /// <summary>Takes the trees as they are.</summary>
    /// <exception cref="ArgumentException">Names the tree, and what is wrong with it.</exception>
    public TreeEnsemble(IEnumerable<string> featureNames, IEnumerable<Tree> trees)
    {
        FeatureNames = [.. featureNames];
        Trees = [.. trees];
        FeatureInfos = [.. FeatureNames.Select(_ => "none")];
        for (var i = 0; i < Trees.Length; i++)
        {
            if (TreeCheck.Problem(Trees[i], FeatureNames.Length) is { } problem)
            {
                throw new ArgumentException($"Tree {i}: {problem}", nameof(trees));
            }
        }
    }

    /// <summary>The features in the order in which a row holds them.</summary>
    public ImmutableArray<string> FeatureNames { get; }

    public ImmutableArray<Tree> Trees { get; }

    /// <summary>
    /// What training saw of each feature, as LightGBM writes it: <c>[least:greatest]</c>, categories with colons
    /// between, or <c>none</c>.
    /// </summary>
    public ImmutableArray<string> FeatureInfos
    {
        get;
        init => field = value.Length == FeatureNames.Length
            ? value
            : throw new ArgumentException(
                $"{value.Length} feature infos for {FeatureNames.Length} features.", nameof(value));
    }

    /// <summary>1, −1 or 0 for each feature; empty where no feature is constrained.</summary>
    public ImmutableArray<sbyte> MonotoneConstraints
    {
        get;
        init => field = (value.Length == 0 || value.Length == FeatureNames.Length)
            && value.All(constraint => constraint is >= -1 and <= 1)
            ? value
            : throw new ArgumentException("Monotone constraints are 1, 0 or -1 for each feature.", nameof(value));
    } = [];

    /// <summary>What was trained for, as LightGBM names it.</summary>
    public string Objective { get; init; } = "lambdarank";

    /// <summary>The column of the label in the training file, which LightGBM keeps.</summary>
    public int LabelIndex { get; init; }

    /// <summary>The parameters of the training, in order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>
    /// How much the trees lean on each feature: how many splits gained something by it, or what they gained together.
    /// A split whose gain is not known counts as one, and gains nothing.
    /// </summary>
    public double[] Importances(bool byGain)
    {
        var importances = new double[FeatureNames.Length];
        foreach (var tree in Trees)
        {
            for (var split = 0; split < tree.Splits; split++)
            {
                var gain = tree.SplitGain.Length == 0 ? (byGain ? 0 : 1) : tree.SplitGain[split];
                if (gain > 0)
                {
                    importances[tree.SplitFeature[split]] += byGain ? gain : 1;
                }
            }
        }

        return importances;
    }

    /// <summary>The raw score by the plain walk, tree after tree; the definition of the faster ways.</summary>
    public double Score(ReadOnlySpan<float> row)
    {
        if (row.Length != FeatureNames.Length)
        {
            throw new ArgumentException($"A row has {FeatureNames.Length} features, not {row.Length}.", nameof(row));
        }

        var score = 0.0;
        foreach (var tree in Trees)
        {
            score += tree.LeafValue[tree.LeafOf(row)];
        }

        return score;
    }
}
