namespace Matching.Ranking;

/// <summary>
/// Trees that follow each other, over columns of bins that they share. Every split is then the comparison of two bytes,
/// whatever it says of missing values and categories.
/// </summary>
internal sealed class BinnedTrees
{
    /// <summary>Bounds the memory that scoring one row takes.</summary>
    private const int MaximumTrees = 1_024;

    /// <summary>A column's number fits twelve bits, see <see cref="RowWalk"/>.</summary>
    private const int MaximumColumns = 1 << 12;

    private BinnedTrees(Tree[] trees, BinTable table, BinnedSplit[][] splits)
    {
        Trees = trees;
        Table = table;
        Splits = splits;
    }

    public Tree[] Trees { get; }

    public BinTable Table { get; }

    /// <summary>For every tree its splits, in the tree's own order.</summary>
    public BinnedSplit[][] Splits { get; }

    /// <summary>
    /// Deals the trees out, in order, into as few groups as their thresholds allow. A tree of which a single feature
    /// has more thresholds than a byte can tell apart stands alone, without a group.
    /// </summary>
    public static IEnumerable<(Tree[] Trees, BinnedTrees? Group)> Of(TreeEnsemble ensemble)
    {
        var trees = ensemble.Trees;
        for (var first = 0; first < trees.Length;)
        {
            var columns = new ColumnSet();
            var end = first;
            while (end < trees.Length && end - first < MaximumTrees && columns.TryAdd(trees[end]))
            {
                end++;
            }

            var isAlone = end == first;
            Tree[] own = [.. trees.AsSpan()[first..(isAlone ? first + 1 : end)]];
            yield return (own, isAlone ? null : columns.Bin(own));
            first += own.Length;
        }
    }

    /// <summary>The columns that trees need, while they are few enough.</summary>
    private sealed class ColumnSet
    {
        private readonly Dictionary<(int Feature, BinKind Kind), SortedSet<int>> _ranks = [];
        private int _sets;

        public bool TryAdd(Tree tree)
        {
            var added = new List<(SortedSet<int> Keys, int Key)>();
            var sets = 0;
            var fits = true;
            for (var split = 0; split < tree.Splits && fits; split++)
            {
                if (tree.IsCategorical(split))
                {
                    sets++;
                }
                else
                {
                    var column = (tree.SplitFeature[split], BinColumn.KindOf(tree, split));
                    if (!_ranks.TryGetValue(column, out var keys))
                    {
                        _ranks.Add(column, keys = []);
                    }

                    var key = BinColumn.KeyOfThreshold(tree.Threshold[split]);
                    if (keys.Add(key))
                    {
                        added.Add((keys, key));
                        fits = keys.Count <= BinTable.MaximumKeys;
                    }
                }

                fits &= _ranks.Count + _sets + sets <= MaximumColumns;
            }

            if (fits)
            {
                _sets += sets;
                return true;
            }

            foreach (var (keys, key) in added)
            {
                keys.Remove(key);
            }

            return false;
        }

        public BinnedTrees Bin(Tree[] trees)
        {
            var columns = new List<BinColumn>();
            var ranks = new Dictionary<(int, BinKind), int>();
            foreach (var ((feature, kind), keys) in _ranks)
            {
                ranks.Add((feature, kind), columns.Count);
                columns.Add(new BinColumn(feature, kind, keys));
            }

            var splits = new BinnedSplit[trees.Length][];
            for (var i = 0; i < trees.Length; i++)
            {
                var tree = trees[i];
                splits[i] = new BinnedSplit[tree.Splits];
                for (var split = 0; split < tree.Splits; split++)
                {
                    if (tree.IsCategorical(split))
                    {
                        columns.Add(new BinColumn(tree.SplitFeature[split], tree.CategoriesOf(split)));
                        splits[i][split] = new BinnedSplit((ushort)(columns.Count - 1), 0);
                    }
                    else
                    {
                        var column = ranks[(tree.SplitFeature[split], BinColumn.KindOf(tree, split))];
                        var key = BinColumn.KeyOfThreshold(tree.Threshold[split]);
                        var bin = Array.BinarySearch(columns[column].Keys, key);
                        splits[i][split] = new BinnedSplit((ushort)column, (byte)bin);
                    }
                }
            }

            return new BinnedTrees(trees, new BinTable([.. columns]), splits);
        }
    }
}

/// <summary>A split over bins: a row goes left where its bin in the column is at most the split's.</summary>
internal readonly record struct BinnedSplit(ushort Column, byte Bin);
