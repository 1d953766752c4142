using System.Collections.Immutable;

namespace Matching.Ranking;

/// <summary>Reads the trees.</summary>
internal static class LightGbmTrees
{
    /// <summary>From the first line of a tree to the line that ends them.</summary>
    public static List<Tree> Read(ref ModelLines lines, LightGbmHeader header, ModelLimits limits)
    {
        var trees = new List<Tree>();
        while (!lines.Current.SequenceEqual("end of trees"u8))
        {
            var (number, start) = (lines.Number, lines.Start);
            lines.Key(out var value);
            if (!ModelNumbers.TryRead<int>(value, out var index) || index != trees.Count)
            {
                throw lines.Error($"tree {trees.Count} should begin here, not '{ModelNumbers.Shown(lines.Current)}'.");
            }

            if (trees.Count == limits.Trees)
            {
                throw lines.Error($"there may be up to {limits.Trees} trees.");
            }

            var tree = ReadTree(ref lines, trees.Count, limits);
            if (TreeCheck.Problem(tree, header.FeatureNames.Length) is { } problem)
            {
                throw new ModelFormatException(number, $"tree {trees.Count}: {problem}");
            }

            if (header.TreeSizes is { } sizes)
            {
                var size = trees.Count < sizes.Length ? sizes[trees.Count] : 0;
                if (size != lines.Start - start)
                {
                    throw new ModelFormatException(
                        number, $"tree {trees.Count} has {lines.Start - start} bytes and should have {size}.");
                }
            }

            trees.Add(tree);
        }

        return header.TreeSizes is null || header.TreeSizes.Value.Length == trees.Count
            ? trees
            : throw lines.Error($"there should be {header.TreeSizes.Value.Length} trees, and there are {trees.Count}.");
    }

    private static Tree ReadTree(ref ModelLines lines, int index, ModelLimits limits)
    {
        var reading = new Reading(limits);
        while (true)
        {
            lines.Need($"more of tree {index} or 'end of trees'");
            if (lines.Current.StartsWith("Tree="u8) || lines.Current.SequenceEqual("end of trees"u8))
            {
                return reading.Done(lines);
            }

            if (!lines.Current.IsEmpty)
            {
                reading.Take(lines);
            }
        }
    }

    private sealed class Reading(ModelLimits limits)
    {
        private readonly HashSet<string> _seen = [];
        private readonly Dictionary<string, ImmutableArray<double>> _numbers = [];
        private readonly Dictionary<string, ImmutableArray<int>> _counts = [];
        private ImmutableArray<byte> _decisions = [];
        private ImmutableArray<uint> _sets = [];
        private int _leaves;
        private int _categorical;
        private double _shrinkage = 1;

        public void Take(in ModelLines lines)
        {
            var key = lines.Key(out var value);
            if (!_seen.Add(key))
            {
                throw lines.Error($"{key} is given twice.");
            }

            switch (key)
            {
                case "num_leaves":
                    _leaves = Number<int>(lines, key, value);
                    if (_leaves < 1 || _leaves > limits.Leaves)
                    {
                        throw lines.Error($"a tree may have 1 to {limits.Leaves} leaves, not {_leaves}.");
                    }

                    break;
                case "num_cat":
                    _categorical = Number<int>(lines, key, value);
                    if (_categorical < 0 || _categorical > limits.Leaves)
                    {
                        throw lines.Error($"a tree may have up to {limits.Leaves} sets, not {_categorical}.");
                    }

                    break;
                case "split_gain" or "threshold" or "internal_value" or "internal_weight":
                    _numbers.Add(key, ModelNumbers.Read<double>(lines, key, value, Leaves(lines, key) - 1));
                    break;
                case "leaf_value":
                    _numbers.Add(key, ModelNumbers.Read<double>(lines, key, value, Leaves(lines, key)));
                    break;
                case "leaf_weight" or "leaf_count" when Leaves(lines, key) == 1 && value.IsEmpty:
                    break;
                case "leaf_weight":
                    _numbers.Add(key, ModelNumbers.Read<double>(lines, key, value, Leaves(lines, key)));
                    break;
                case "leaf_count":
                    _counts.Add(key, ModelNumbers.Read<int>(lines, key, value, Leaves(lines, key)));
                    break;
                case "split_feature" or "left_child" or "right_child" or "internal_count":
                    _counts.Add(key, ModelNumbers.Read<int>(lines, key, value, Leaves(lines, key) - 1));
                    break;
                case "decision_type":
                    _decisions = ModelNumbers.Read<byte>(lines, key, value, Leaves(lines, key) - 1);
                    break;
                case "cat_boundaries":
                    _counts.Add(key, ModelNumbers.Read<int>(lines, key, value, _categorical + 1));
                    break;
                case "cat_threshold":
                    var words = Counts("cat_boundaries") is { Length: > 0 } bounds ? bounds[^1] : 0;
                    _sets = ModelNumbers.Read<uint>(lines, key, value, words);
                    break;
                case "shrinkage":
                    _shrinkage = Number<double>(lines, key, value);
                    break;
                case "is_linear" when value.SequenceEqual("0"u8):
                    break;
                case "is_linear" or "leaf_const" or "num_features" or "leaf_features" or "leaf_coeff":
                    throw lines.Error("the leaves hold linear models (linear_tree), which are not read.");
                default:
                    throw lines.Error($"'{ModelNumbers.Shown(lines.Current)}' is not known in a tree.");
            }
        }

        public Tree Done(in ModelLines lines)
        {
            foreach (var key in (ReadOnlySpan<string>)["num_leaves", "leaf_value"])
            {
                Need(lines, key);
            }

            if (_leaves > 1)
            {
                foreach (var key in (ReadOnlySpan<string>)["split_feature", "threshold", "left_child", "right_child"])
                {
                    Need(lines, key);
                }
            }

            if (_categorical > 0)
            {
                Need(lines, "cat_boundaries");
                Need(lines, "cat_threshold");
            }

            return new Tree
            {
                SplitFeature = Counts("split_feature"),
                Threshold = Numbers("threshold"),
                DecisionType = _seen.Contains("decision_type") ? _decisions : [.. new byte[_leaves - 1]],
                LeftChild = Counts("left_child"),
                RightChild = Counts("right_child"),
                SplitGain = Numbers("split_gain"),
                InternalValue = Numbers("internal_value"),
                InternalWeight = Numbers("internal_weight"),
                InternalCount = Counts("internal_count"),
                LeafValue = Numbers("leaf_value"),
                LeafWeight = Numbers("leaf_weight"),
                LeafCount = Counts("leaf_count"),
                CategoryBoundaries = Counts("cat_boundaries"),
                CategoryThreshold = _sets,
                Shrinkage = _shrinkage,
            };
        }

        private int Leaves(in ModelLines lines, string key) =>
            _leaves > 0 ? _leaves : throw lines.Error($"num_leaves must come before {key}.");

        private void Need(in ModelLines lines, string key)
        {
            if (!_seen.Contains(key))
            {
                throw lines.Error($"the tree that ends here has no {key}.");
            }
        }

        private ImmutableArray<double> Numbers(string key) => _numbers.GetValueOrDefault(key, []);

        private ImmutableArray<int> Counts(string key) => _counts.GetValueOrDefault(key, []);

        private static T Number<T>(in ModelLines lines, string key, ReadOnlySpan<byte> value)
            where T : struct, System.Numerics.INumber<T> =>
            ModelNumbers.TryRead<T>(value, out var number)
                ? number
                : throw lines.Error($"{key} is '{ModelNumbers.Shown(value)}', which is not such a number.");
    }
}
