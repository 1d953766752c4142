using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Matching.Ranking;

/// <summary>
/// Writes a model as LightGBM 4 does, key after key: a model that it wrote is written back byte for byte.
/// </summary>
internal static class LightGbmWriter
{
    public static byte[] Bytes(TreeEnsemble ensemble)
    {
        Check(ensemble);
        var trees = ensemble.Trees.Select((tree, i) => Text(tree, i)).ToList();
        var text = new StringBuilder();
        text.Append("tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\n");
        text.Append(CultureInfo.InvariantCulture, $"label_index={ensemble.LabelIndex}\n");
        text.Append(CultureInfo.InvariantCulture, $"max_feature_idx={ensemble.FeatureNames.Length - 1}\n");
        if (ensemble.Objective.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"objective={ensemble.Objective}\n");
        }

        text.Append("feature_names=").AppendJoin(' ', ensemble.FeatureNames).Append('\n');
        if (ensemble.MonotoneConstraints.Length > 0)
        {
            text.Append("monotone_constraints=").AppendJoin(' ', ensemble.MonotoneConstraints).Append('\n');
        }

        text.Append("feature_infos=").AppendJoin(' ', ensemble.FeatureInfos).Append('\n');
        text.Append("tree_sizes=").AppendJoin(' ', trees.Select(Encoding.UTF8.GetByteCount)).Append("\n\n");
        text.AppendJoin("", trees).Append("end of trees\n");
        AppendImportances(text, ensemble);
        if (ensemble.Parameters.Length > 0)
        {
            text.Append("\nparameters:\n");
            foreach (var (name, value) in ensemble.Parameters)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{name}: {value}]\n");
            }

            text.Append("\nend of parameters\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Refuses names that would end a word or a line of the format.</summary>
    private static void Check(TreeEnsemble ensemble)
    {
        foreach (var word in ensemble.FeatureNames.Concat(ensemble.FeatureInfos))
        {
            if (word.Length == 0 || word.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            {
                throw new ArgumentException($"'{word}' cannot be written as one word.", nameof(ensemble));
            }
        }

        foreach (var line in ensemble.Parameters.SelectMany(p => (string[])[p.Key, p.Value]).Append(ensemble.Objective))
        {
            if (line.Any(char.IsControl))
            {
                throw new ArgumentException($"'{line}' cannot be written in one line.", nameof(ensemble));
            }
        }
    }

    private static string Text(Tree tree, int index)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Tree={index}\nnum_leaves={tree.Leaves}\n");
        text.Append(CultureInfo.InvariantCulture, $"num_cat={Math.Max(0, tree.CategoryBoundaries.Length - 1)}\n");
        Append(text, "split_feature", tree.SplitFeature, tree.Splits);
        Append(text, "split_gain", tree.SplitGain, tree.Splits, ModelNumbers.Short);
        Append(text, "threshold", tree.Threshold, tree.Splits, ModelNumbers.Exact);
        Append(text, "decision_type", tree.DecisionType, tree.Splits);
        Append(text, "left_child", tree.LeftChild, tree.Splits);
        Append(text, "right_child", tree.RightChild, tree.Splits);
        Append(text, "leaf_value", tree.LeafValue, tree.Leaves, ModelNumbers.Exact);
        Append(text, "leaf_weight", tree.LeafWeight, tree.Leaves, ModelNumbers.Exact);
        Append(text, "leaf_count", tree.LeafCount, tree.Leaves);
        Append(text, "internal_value", tree.InternalValue, tree.Splits, ModelNumbers.Short);
        Append(text, "internal_weight", tree.InternalWeight, tree.Splits, ModelNumbers.Short);
        Append(text, "internal_count", tree.InternalCount, tree.Splits);
        if (tree.CategoryBoundaries.Length > 1)
        {
            Append(text, "cat_boundaries", tree.CategoryBoundaries, tree.CategoryBoundaries.Length);
            Append(text, "cat_threshold", tree.CategoryThreshold, tree.CategoryThreshold.Length);
        }

        text.Append("is_linear=0\nshrinkage=");
        ModelNumbers.Write(text, tree.Shrinkage, ModelNumbers.Short);
        return text.Append("\n\n\n").ToString();
    }

    /// <summary>What is not known is left out; where there is nothing to know, the key stands alone.</summary>
    private static void Append<T>(StringBuilder text, string key, ImmutableArray<T> numbers, int count)
    {
        if (numbers.Length == count)
        {
            text.Append(key).Append('=').AppendJoin(' ', numbers).Append('\n');
        }
    }

    private static void Append(StringBuilder text, string key, ImmutableArray<double> numbers, int count, int digits)
    {
        if (numbers.Length != count)
        {
            return;
        }

        text.Append(key).Append('=');
        for (var i = 0; i < numbers.Length; i++)
        {
            if (i > 0)
            {
                text.Append(' ');
            }

            ModelNumbers.Write(text, numbers[i], digits);
        }

        text.Append('\n');
    }

    /// <summary>How often a feature splits with a gain, or what it gains if so asked; the greatest first.</summary>
    private static void AppendImportances(StringBuilder text, TreeEnsemble ensemble)
    {
        var byGain = ensemble.Parameters.Any(p => p is { Key: "saved_feature_importance_type", Value: "1" });
        var importances = ensemble.Importances(byGain);
        text.Append("\nfeature_importances:\n");
        foreach (var feature in Enumerable.Range(0, importances.Length)
            .Where(feature => importances[feature] >= 1)
            .OrderByDescending(feature => Math.Floor(importances[feature])))
        {
            var importance = Math.Floor(importances[feature]);
            text.Append(CultureInfo.InvariantCulture, $"{ensemble.FeatureNames[feature]}={importance:F0}\n");
        }
    }
}
