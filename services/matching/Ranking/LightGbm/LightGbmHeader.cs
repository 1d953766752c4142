using System.Collections.Immutable;
using System.Text;

namespace Matching.Ranking;

/// <summary>What stands before the first tree.</summary>
internal sealed record LightGbmHeader
{
    public required ImmutableArray<string> FeatureNames { get; init; }

    public required ImmutableArray<string> FeatureInfos { get; init; }

    public required ImmutableArray<sbyte> MonotoneConstraints { get; init; }

    public required string Objective { get; init; }

    public required int LabelIndex { get; init; }

    /// <summary>The bytes of each tree; null where the file does not say.</summary>
    public required ImmutableArray<int>? TreeSizes { get; init; }

    /// <summary>Reads up to the first line that belongs to a tree or says that there is none.</summary>
    public static LightGbmHeader Read(ref ModelLines lines, ModelLimits limits)
    {
        lines.Need("LightGBM's 'tree'");
        if (!lines.Current.SequenceEqual("tree"u8))
        {
            throw lines.Error(
                $"a model in LightGBM's format begins with 'tree', not '{ModelNumbers.Shown(lines.Current)}'.");
        }

        var reading = new Reading(limits);
        while (true)
        {
            lines.Need("'Tree=0'");
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
        private int _features;
        private ImmutableArray<string> _names = [];
        private ImmutableArray<string> _infos = [];
        private ImmutableArray<sbyte> _constraints = [];
        private ImmutableArray<int>? _sizes;
        private string _objective = "";
        private int _label;

        /// <summary>Keys that are not known say nothing that a score depends on.</summary>
        public void Take(in ModelLines lines)
        {
            var key = lines.Key(out var value);
            if (!_seen.Add(key))
            {
                throw lines.Error($"{key} is given twice.");
            }

            switch (key)
            {
                case "version" when !(value.SequenceEqual("v3"u8) || value.SequenceEqual("v4"u8)):
                    throw lines.Error($"version '{ModelNumbers.Shown(value)}' is not v3 or v4.");
                case "num_class" or "num_tree_per_iteration" when Number(lines, key, value) != 1:
                    throw lines.Error("the model tells several classes apart; a ranking model has one score.");
                case "average_output":
                    throw lines.Error("the model averages its trees (a random forest); only sums of trees are read.");
                case "label_index":
                    _label = Number(lines, key, value);
                    break;
                case "max_feature_idx":
                    _features = Number(lines, key, value) + 1;
                    if (_features < 0 || _features > limits.Features)
                    {
                        throw lines.Error($"there may be up to {limits.Features} features, not {_features}.");
                    }

                    break;
                case "objective":
                    _objective = Encoding.UTF8.GetString(value);
                    break;
                case "feature_names":
                    _names = Words(lines, key, value);
                    if (_names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
                    {
                        throw lines.Error($"two features are called '{twice.Key}'.");
                    }

                    break;
                case "feature_infos":
                    _infos = Words(lines, key, value);
                    break;
                case "monotone_constraints":
                    _constraints = ModelNumbers.Read<sbyte>(lines, key, value, Features(lines, key));
                    if (_constraints.Any(constraint => constraint is < -1 or > 1))
                    {
                        throw lines.Error("monotone constraints are 1, 0 or -1.");
                    }

                    break;
                case "tree_sizes":
                    var count = value.IsEmpty ? 0 : value.Count((byte)' ') + 1;
                    if (count > limits.Trees)
                    {
                        throw lines.Error($"there may be up to {limits.Trees} trees, not {count}.");
                    }

                    _sizes = ModelNumbers.Read<int>(lines, key, value, count);
                    break;
            }
        }

        public LightGbmHeader Done(in ModelLines lines)
        {
            foreach (var key in (ReadOnlySpan<string>)
                ["version", "num_class", "max_feature_idx", "feature_names", "feature_infos"])
            {
                if (!_seen.Contains(key))
                {
                    throw lines.Error($"{key} is missing before the trees.");
                }
            }

            return new LightGbmHeader
            {
                FeatureNames = _names,
                FeatureInfos = _infos,
                MonotoneConstraints = _constraints,
                Objective = _objective,
                LabelIndex = _label,
                TreeSizes = _sizes,
            };
        }

        private int Features(in ModelLines lines, string key) => _seen.Contains("max_feature_idx")
            ? _features
            : throw lines.Error($"max_feature_idx must come before {key}.");

        private ImmutableArray<string> Words(in ModelLines lines, string key, ReadOnlySpan<byte> value)
        {
            var count = Features(lines, key);
            string[] words = value.IsEmpty ? [] : Encoding.UTF8.GetString(value).Split(' ');
            return words.Length == count
                ? [.. words]
                : throw lines.Error($"{key} should have {count} words, one for each feature, and has {words.Length}.");
        }

        private static int Number(in ModelLines lines, string key, ReadOnlySpan<byte> value) =>
            ModelNumbers.TryRead<int>(value, out var number)
                ? number
                : throw lines.Error($"{key} is '{ModelNumbers.Shown(value)}', which is not a whole number.");
    }
}
