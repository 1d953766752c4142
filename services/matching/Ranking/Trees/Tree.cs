using System.Collections.Immutable;
using System.Globalization;

namespace Matching.Ranking;

/// <summary>
/// One regression tree as flat arrays, with the meaning that LightGBM's text format gives them. The first group of
/// arrays has an element for each split, the second one for each leaf. <see cref="TreeEnsemble"/> checks what it is
/// given; a tree alone is not checked.
/// </summary>
public sealed class Tree
{
    /// <summary>A decision type's bit that says that the split is by a set of categories.</summary>
    public const byte Categorical = 1;

    /// <summary>A decision type's bit that sends what is missing to the left.</summary>
    public const byte DefaultLeft = 2;

    /// <summary>Where the <see cref="MissingType"/> begins in a decision type.</summary>
    public const int MissingShift = 2;

    /// <summary>What is as near to 0 as this is 0 to <see cref="MissingType.Zero"/>, as in LightGBM.</summary>
    public const double ZeroThreshold = 1e-35f;

    /// <summary>The feature that decides, by its place in a row.</summary>
    public required ImmutableArray<int> SplitFeature { get; init; }

    /// <summary>
    /// A value up to and including it goes left. For a categorical split the number of its set, a whole number.
    /// </summary>
    public required ImmutableArray<double> Threshold { get; init; }

    /// <summary><see cref="Categorical"/>, <see cref="DefaultLeft"/> and the <see cref="MissingType"/>.</summary>
    public required ImmutableArray<byte> DecisionType { get; init; }

    /// <summary>From 0: a split; below 0: the leaf that <c>~</c> of it numbers. The root is split 0.</summary>
    public required ImmutableArray<int> LeftChild { get; init; }

    /// <summary>As <see cref="LeftChild"/>.</summary>
    public required ImmutableArray<int> RightChild { get; init; }

    /// <summary>What the split gained in training; empty when not known.</summary>
    public ImmutableArray<double> SplitGain { get; init; } = [];

    /// <summary>What a leaf here would have been worth; empty when not known.</summary>
    public ImmutableArray<double> InternalValue { get; init; } = [];

    /// <summary>The sum of hessians; empty when not known.</summary>
    public ImmutableArray<double> InternalWeight { get; init; } = [];

    /// <summary>The training rows that came by; empty when not known.</summary>
    public ImmutableArray<int> InternalCount { get; init; } = [];

    /// <summary>What a row that ends here gets, with the learning rate in it. A tree without splits has one.</summary>
    public required ImmutableArray<double> LeafValue { get; init; }

    /// <summary>The sum of hessians; empty when not known.</summary>
    public ImmutableArray<double> LeafWeight { get; init; } = [];

    /// <summary>The training rows that ended here; empty when not known, and then there are no contributions.</summary>
    public ImmutableArray<int> LeafCount { get; init; } = [];

    /// <summary>Set n is the words from element n up to element n + 1 of <see cref="CategoryThreshold"/>.</summary>
    public ImmutableArray<int> CategoryBoundaries { get; init; } = [];

    /// <summary>Sets of categories as bits, 32 to a word: those that go left.</summary>
    public ImmutableArray<uint> CategoryThreshold { get; init; } = [];

    /// <summary>The learning rate that is in the leaf values.</summary>
    public double Shrinkage { get; init; } = 1;

    public int Splits => SplitFeature.Length;

    public int Leaves => LeafValue.Length;

    public bool IsCategorical(int split) => (DecisionType[split] & Categorical) != 0;

    public bool IsDefaultLeft(int split) => (DecisionType[split] & DefaultLeft) != 0;

    public MissingType MissingTypeOf(int split) => (MissingType)(DecisionType[split] >> MissingShift & 3);

    /// <summary>The words of a categorical split's set.</summary>
    public ReadOnlySpan<uint> CategoriesOf(int split)
    {
        var set = (int)Threshold[split];
        return CategoryThreshold.AsSpan()[CategoryBoundaries[set]..CategoryBoundaries[set + 1]];
    }

    /// <summary>
    /// Whether a value goes left; the definition that every faster way of scoring is tested against. A single also goes
    /// left where the shortest decimal number that reads as it does: LightGBM compares what it reads as doubles, and
    /// 0.665 is not above a threshold of 0.66500000000000015, but is as a single.
    /// </summary>
    public bool GoesLeft(int split, float value)
    {
        if (IsCategorical(split))
        {
            return IsInSet(CategoriesOf(split), value);
        }

        var missing = MissingTypeOf(split);
        if (float.IsNaN(value) && missing != MissingType.NaN)
        {
            value = 0;
        }

        return float.IsNaN(value) || (missing == MissingType.Zero && Math.Abs(value) <= ZeroThreshold)
            ? IsDefaultLeft(split)
            : value <= Threshold[split] || IsReadUpTo(value, Threshold[split]);
    }

    /// <summary>The leaf that a row ends in.</summary>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        var node = Splits == 0 ? ~0 : 0;
        while (node >= 0)
        {
            node = GoesLeft(node, row[SplitFeature[node]]) ? LeftChild[node] : RightChild[node];
        }

        return ~node;
    }

    /// <summary>Whether the shortest decimal number that reads as the single is at most the threshold.</summary>
    internal static bool IsReadUpTo(float value, double threshold)
    {
        // Only a neighbour of the threshold can be: everything else is spared the text.
        var culture = CultureInfo.InvariantCulture;
        return MathF.BitDecrement(value) <= threshold
            && double.Parse(value.ToString("R", culture), culture) <= threshold;
    }

    /// <summary>The splits, every one behind its parent.</summary>
    internal List<int> SplitsFromRoot()
    {
        var order = new List<int>(Splits);
        var open = new Stack<int>(Splits == 0 ? [] : [0]);
        while (open.TryPop(out var split))
        {
            order.Add(split);
            foreach (var child in (ReadOnlySpan<int>)[RightChild[split], LeftChild[split]])
            {
                if (child >= 0)
                {
                    open.Push(child);
                }
            }
        }

        return order;
    }

    /// <summary>Works something out for every split from what its two sides have.</summary>
    internal double[] FromLeaves(Func<int, double> ofLeaf, Func<int, double, double, double> ofSplit)
    {
        var found = new double[Splits];
        var order = SplitsFromRoot();
        for (var i = order.Count - 1; i >= 0; i--)
        {
            found[order[i]] = ofSplit(order[i], Of(LeftChild[order[i]]), Of(RightChild[order[i]]));
        }

        return found;

        double Of(int node) => node >= 0 ? found[node] : ofLeaf(~node);
    }

    /// <summary>
    /// Whether a category is in a set. A fraction is cut off; what is missing, negative or too large is in none.
    /// </summary>
    internal static bool IsInSet(ReadOnlySpan<uint> set, double value) =>
        value > -1 && value < 32.0 * set.Length && (set[(int)value >> 5] >> ((int)value & 31) & 1) != 0;
}
