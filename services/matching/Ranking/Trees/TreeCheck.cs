namespace Matching.Ranking;

/// <summary>Finds what makes a tree unfit to be walked.</summary>
internal static class TreeCheck
{
    /// <summary>The first thing wrong, as a sentence; null where there is nothing.</summary>
    public static string? Problem(Tree tree, int features) =>
        Lengths(tree) ?? Leaves(tree) ?? Splits(tree, features) ?? Sets(tree) ?? Shape(tree);

    private static string? Lengths(Tree tree)
    {
        var splits = tree.Leaves - 1;
        if (splits < 0)
        {
            return "it has no leaf.";
        }

        return Wrong("split feature", tree.SplitFeature.Length, splits)
            ?? Wrong("threshold", tree.Threshold.Length, splits)
            ?? Wrong("decision type", tree.DecisionType.Length, splits)
            ?? Wrong("left child", tree.LeftChild.Length, splits)
            ?? Wrong("right child", tree.RightChild.Length, splits)
            ?? WrongIfAny("split gain", tree.SplitGain.Length, splits)
            ?? WrongIfAny("internal value", tree.InternalValue.Length, splits)
            ?? WrongIfAny("internal weight", tree.InternalWeight.Length, splits)
            ?? WrongIfAny("internal count", tree.InternalCount.Length, splits)
            ?? WrongIfAny("leaf weight", tree.LeafWeight.Length, tree.Leaves)
            ?? WrongIfAny("leaf count", tree.LeafCount.Length, tree.Leaves);

        static string? Wrong(string what, int count, int wanted) =>
            count == wanted ? null : $"there should be one {what} for each of {wanted}, and there are {count}.";

        static string? WrongIfAny(string what, int count, int wanted) => count == 0 ? null : Wrong(what, count, wanted);
    }

    private static string? Leaves(Tree tree)
    {
        for (var leaf = 0; leaf < tree.Leaves; leaf++)
        {
            if (!double.IsFinite(tree.LeafValue[leaf]))
            {
                return $"the value of leaf {leaf} is not a finite number.";
            }

            if (tree.LeafCount.Length > 0 && tree.LeafCount[leaf] < 0)
            {
                return $"the count of leaf {leaf} is negative.";
            }
        }

        return double.IsFinite(tree.Shrinkage) ? null : "the shrinkage is not a finite number.";
    }

    private static string? Splits(Tree tree, int features)
    {
        for (var split = 0; split < tree.Splits; split++)
        {
            if ((uint)tree.SplitFeature[split] >= (uint)features)
            {
                return $"split {split} is by feature {tree.SplitFeature[split]} of {features}.";
            }

            if (double.IsNaN(tree.Threshold[split]))
            {
                return $"the threshold of split {split} is not a number.";
            }

            if (tree.DecisionType[split] > 0b1011)
            {
                return $"the decision type {tree.DecisionType[split]} of split {split} is unknown.";
            }

            if (tree.IsCategorical(split)
                && !(tree.Threshold[split] >= 0 && tree.Threshold[split] < tree.CategoryBoundaries.Length - 1
                    && double.IsInteger(tree.Threshold[split])))
            {
                return $"split {split} is by a set of categories that is not there.";
            }
        }

        return null;
    }

    private static string? Sets(Tree tree)
    {
        var boundaries = tree.CategoryBoundaries;
        for (var i = 0; i < boundaries.Length; i++)
        {
            if (boundaries[i] < (i == 0 ? 0 : boundaries[i - 1]) || boundaries[i] > tree.CategoryThreshold.Length)
            {
                return $"category boundary {i} is out of place.";
            }
        }

        return null;
    }

    /// <summary>Every split and leaf is reached once from the root: no cycle, nothing shared, nothing left.</summary>
    private static string? Shape(Tree tree)
    {
        var seenSplits = new bool[tree.Splits];
        var seenLeaves = new bool[tree.Leaves];
        var open = new Stack<int>();
        open.Push(tree.Splits == 0 ? ~0 : 0);
        var reached = 0;
        while (open.TryPop(out var node))
        {
            var (seen, at, what) = node >= 0 ? (seenSplits, node, "split") : (seenLeaves, ~node, "leaf");
            if (at >= seen.Length)
            {
                return $"there is no {what} {at}.";
            }

            if (seen[at])
            {
                return $"{what} {at} is reached twice.";
            }

            seen[at] = true;
            reached++;
            if (node >= 0)
            {
                open.Push(tree.RightChild[node]);
                open.Push(tree.LeftChild[node]);
            }
        }

        return reached == tree.Splits + tree.Leaves ? null : "not every split and leaf is reached from the root.";
    }
}
