using System.Collections.Immutable;
using System.Globalization;

namespace Matching.Ranking;

/// <summary>
/// Checks options against each other and the data before any time is spent, and writes them into the model.
/// </summary>
internal static class LambdaMartCheck
{
    public static void Check(
        RankingDataset training, RankingDataset? validation, LambdaMartOptions options, TreeEnsemble? prior)
    {
        var problems = Problems(training, validation, options, prior).ToArray();
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }
    }

    /// <summary>The parameters by LightGBM's names, those that have one.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Parameters(LambdaMartOptions options)
    {
        return
        [
            Of("boosting", "gbdt"),
            Of("objective", "lambdarank"),
            Of("num_iterations", options.Trees),
            Of("learning_rate", options.LearningRate),
            Of("num_leaves", options.Leaves),
            Of("max_depth", options.MaxDepth > 0 ? options.MaxDepth : -1),
            Of("min_data_in_leaf", options.MinRowsPerLeaf),
            Of("min_sum_hessian_in_leaf", options.MinHessianPerLeaf),
            Of("lambda_l1", options.L1),
            Of("lambda_l2", options.L2),
            Of("min_gain_to_split", options.MinGain),
            Of("feature_fraction", options.FeaturesPerTree),
            Of("feature_fraction_bynode", options.FeaturesPerSplit),
            Of("bagging_fraction", options.QueriesPerTree),
            Of("early_stopping_round", options.EarlyStoppingTrees),
            Of("lambdarank_truncation_level", options.TruncationLevel),
            Of("lambdarank_norm", options.NormalizeGaps && options.NormalizeQueries ? 1 : 0),
            Of("sigmoid", options.Sigmoid),
            Of("seed", options.Seed),
        ];

        static KeyValuePair<string, string> Of(string name, IConvertible value) =>
            new(name, value.ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Problems(
        RankingDataset training, RankingDataset? validation, LambdaMartOptions options, TreeEnsemble? prior)
    {
        (string Name, double Value, double From, double To)[] ranges =
        [
            ("Trees", options.Trees, 1, 100_000),
            ("Leaves", options.Leaves, 2, 65_536),
            ("MaxDepth", options.MaxDepth, 0, 1_000),
            ("LearningRate", options.LearningRate, 1e-6, 1),
            ("MinRowsPerLeaf", options.MinRowsPerLeaf, 0, int.MaxValue),
            ("MinHessianPerLeaf", options.MinHessianPerLeaf, 0, 1e12),
            ("L1", options.L1, 0, 1e12),
            ("L2", options.L2, 0, 1e12),
            ("NoiseShrinkage", options.NoiseShrinkage, 0, 1e12),
            ("MinGain", options.MinGain, 0, 1e12),
            ("FeaturesPerTree", options.FeaturesPerTree, 1e-6, 1),
            ("FeaturesPerSplit", options.FeaturesPerSplit, 1e-6, 1),
            ("QueriesPerTree", options.QueriesPerTree, 1e-6, 1),
            ("TruncationLevel", options.TruncationLevel, 1, int.MaxValue),
            ("Sigmoid", options.Sigmoid, 1e-3, 100),
            ("EvaluateAt", options.EvaluateAt, 1, int.MaxValue),
            ("EarlyStoppingTrees", options.EarlyStoppingTrees, 0, 100_000),
            ("CategorySmoothing", options.CategorySmoothing, 0, 1e12),
            ("CategoryL2", options.CategoryL2, 0, 1e12),
            ("MinRowsPerCategory", options.MinRowsPerCategory, 0, int.MaxValue),
            ("MaxCategoriesPerSplit", options.MaxCategoriesPerSplit, 1, FeatureBins.MaxBins),
            ("HistogramBytes", options.HistogramBytes, 0, long.MaxValue),
            ("Threads", options.Threads, 1, 1024),
        ];
        foreach (var (name, value, from, to) in ranges)
        {
            if (!(value >= from && value <= to))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{name} is {value}; it goes from {from} to {to}.");
            }
        }

        var features = training.FeatureNames.Count;
        if (options.Monotone.Count != 0 && options.Monotone.Count != features)
        {
            yield return $"There are {options.Monotone.Count} monotone constraints for {features} features.";
        }

        for (var i = 0; i < Math.Min(features, options.Monotone.Count); i++)
        {
            if (options.Monotone[i] is < -1 or > 1)
            {
                yield return
                    $"The monotone constraint of {training.FeatureNames[i]} is {options.Monotone[i]}, not -1, 0 or 1.";
            }
            else if (options.Monotone[i] != 0 && training.Bins[i].IsCategorical)
            {
                yield return $"{training.FeatureNames[i]} is categorical and cannot be monotone.";
            }
        }

        if (training.OneClassQueries == training.Queries)
        {
            yield return "Every query has only one label: there is nothing to learn.";
        }

        if (validation is not null && !validation.Bins.SequenceEqual(training.Bins))
        {
            yield return "The validation set is not in the bins of the training set.";
        }

        if (options.EarlyStoppingTrees > 0 && validation is null)
        {
            yield return "Early stopping needs a validation set.";
        }

        if (options.PositionBias is not null && !training.HasPositions)
        {
            yield return "Correcting for positions needs the position of every row.";
        }

        if (options.PositionBias is PositionBias.Known known
            && !(known.Propensities.Count > 0 && known.Propensities.All(p => p is > 0 and <= 1) && known.AtLeast > 0))
        {
            yield return "Propensities are above 0 up to 1, one for each place.";
        }

        if (options.PositionBias is PositionBias.Joint joint
            && !(joint is { Places: >= 1 and <= 10_000, Regularization: >= 0 and < double.PositiveInfinity }))
        {
            yield return "Joint estimation takes from 1 to 10000 places and a regularization from 0.";
        }

        if (prior is not null && !prior.FeatureNames.SequenceEqual(training.FeatureNames))
        {
            yield return "The model to continue from has other features.";
        }

        if (prior is not null && training.InitialScores is null && prior.Trees.Length > 0)
        {
            yield return "To continue from a model, its scores must be the initial scores of the rows.";
        }
    }
}
