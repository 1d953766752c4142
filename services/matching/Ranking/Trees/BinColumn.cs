namespace Matching.Ranking;

/// <summary>How a column treats what is missing.</summary>
internal enum BinKind : byte
{
    /// <summary>NaN counts as 0.</summary>
    NaNIsZero,

    NaNGoesLeft,
    NaNGoesRight,

    /// <summary>0 and NaN go left.</summary>
    ZeroGoesLeft,

    /// <summary>0 and NaN go right.</summary>
    ZeroGoesRight,

    /// <summary>What is in the set goes left.</summary>
    Set,
}

/// <summary>
/// Turns a feature's value into a key, a whole number that splits can be compared with: a row goes left where its key
/// is at most the split's. What goes the same way at every split has the least key there is, or the greatest.
/// </summary>
internal sealed class BinColumn
{
    private readonly BinKind _kind;
    private readonly uint[] _set;

    /// <summary>Makes a column of ranks among thresholds.</summary>
    public BinColumn(int feature, BinKind kind, IReadOnlyCollection<int> keys)
    {
        Feature = feature;
        Keys = [.. keys];
        _kind = kind;
        _set = [];
    }

    /// <summary>Makes a column that says whether a category is in a set.</summary>
    public BinColumn(int feature, ReadOnlySpan<uint> set)
    {
        Feature = feature;
        Keys = [0];
        _kind = BinKind.Set;
        _set = [.. set];
    }

    /// <summary>The place in a row.</summary>
    public int Feature { get; }

    /// <summary>The keys of the splits, rising. A row's bin is how many of them lie below its own.</summary>
    public int[] Keys { get; }

    public static BinKind KindOf(Tree tree, int split) => tree.IsCategorical(split)
        ? BinKind.Set
        : (tree.MissingTypeOf(split), tree.IsDefaultLeft(split)) switch
        {
            (MissingType.NaN, true) => BinKind.NaNGoesLeft,
            (MissingType.NaN, false) => BinKind.NaNGoesRight,
            (MissingType.Zero, true) => BinKind.ZeroGoesLeft,
            (MissingType.Zero, false) => BinKind.ZeroGoesRight,
            _ => BinKind.NaNIsZero,
        };

    /// <summary>The key of the greatest single that goes left.</summary>
    public static int KeyOfThreshold(double threshold)
    {
        var single = (float)threshold;
        if (single > threshold)
        {
            single = MathF.BitDecrement(single);
        }

        var above = MathF.BitIncrement(single);
        return KeyOfNumber(above > single && Tree.IsReadUpTo(above, threshold) ? above : single);
    }

    /// <summary>The key of a value.</summary>
    public int KeyOf(float value)
    {
        switch (_kind)
        {
            case BinKind.NaNIsZero:
                return KeyOfNumber(float.IsNaN(value) ? 0 : value);
            case BinKind.NaNGoesLeft:
                return float.IsNaN(value) ? int.MinValue : KeyOfNumber(value);
            case BinKind.NaNGoesRight:
                return float.IsNaN(value) ? int.MaxValue : KeyOfNumber(value);
            case BinKind.ZeroGoesLeft:
                return Math.Abs(value) > Tree.ZeroThreshold ? KeyOfNumber(value) : int.MinValue;
            case BinKind.ZeroGoesRight:
                return Math.Abs(value) > Tree.ZeroThreshold ? KeyOfNumber(value) : int.MaxValue;
            default:
                return Tree.IsInSet(_set, value) ? int.MinValue : int.MaxValue;
        }
    }

    /// <summary>Orders whole numbers as the singles are ordered; −0 is 0. NaN has none.</summary>
    private static int KeyOfNumber(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value + 0f);
        return bits ^ (bits >> 31 & int.MaxValue);
    }
}
