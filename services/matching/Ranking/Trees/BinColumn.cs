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

    /// <summary>0 in the set, 1 outside.</summary>
    Set,
}

/// <summary>
/// Turns a feature's value into a byte on which every split that uses the column is one comparison: a row goes left
/// where its bin is at most the split's. Bins are ranks among the thresholds; what is missing lies before the first or
/// behind the last of them.
/// </summary>
internal sealed class BinColumn
{
    /// <summary>More thresholds than this do not fit: bins are bytes, and one is for what is missing.</summary>
    public const int MaximumThresholds = 254;

    private const byte LeftBin = 0;
    private const byte RightBin = 255;

    private readonly BinKind _kind;

    /// <summary>The keys of the thresholds, up to 2^n − 1 filled up with what no value exceeds.</summary>
    private readonly int[] _keys;

    private readonly int _firstBin;
    private readonly uint[] _set;

    /// <summary>Makes a column of ranks.</summary>
    /// <param name="feature">The place in a row.</param>
    /// <param name="kind">What is missing.</param>
    /// <param name="keys">The thresholds' keys, rising, at most <see cref="MaximumThresholds"/>.</param>
    public BinColumn(int feature, BinKind kind, IReadOnlyCollection<int> keys)
    {
        Feature = feature;
        _kind = kind;
        _firstBin = kind is BinKind.NaNGoesLeft or BinKind.ZeroGoesLeft ? 1 : 0;
        _keys = new int[(1 << (32 - int.LeadingZeroCount(keys.Count))) - 1];
        Array.Fill(_keys, int.MaxValue);
        var at = 0;
        foreach (var key in keys)
        {
            _keys[at++] = key;
        }

        _set = [];
    }

    /// <summary>Makes a column that says whether a category is in a set.</summary>
    public BinColumn(int feature, ReadOnlySpan<uint> set)
    {
        Feature = feature;
        _kind = BinKind.Set;
        _keys = [];
        _set = [.. set];
    }

    public int Feature { get; }

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
        return KeyOf(above > single && Tree.IsReadUpTo(above, threshold) ? above : single);
    }

    /// <summary>The bin up to which a row goes left.</summary>
    public int BinOf(double threshold) =>
        _kind == BinKind.Set ? 0 : _firstBin + Array.BinarySearch(_keys, KeyOfThreshold(threshold));

    /// <summary>The bin of a value.</summary>
    public byte BinOf(float value)
    {
        if (_kind == BinKind.Set)
        {
            return Tree.IsInSet(_set, value) ? (byte)0 : (byte)1;
        }

        if (float.IsNaN(value))
        {
            if (_kind is not BinKind.NaNIsZero)
            {
                return _firstBin == 1 ? LeftBin : RightBin;
            }

            value = 0;
        }
        else if (_kind is BinKind.ZeroGoesLeft or BinKind.ZeroGoesRight && Math.Abs(value) <= Tree.ZeroThreshold)
        {
            return _firstBin == 1 ? LeftBin : RightBin;
        }

        return (byte)(_firstBin + Rank(KeyOf(value)));
    }

    /// <summary>The bins of a column of rows.</summary>
    /// <param name="rows">Rows of <paramref name="width"/> features.</param>
    /// <param name="width">The features of a row.</param>
    /// <param name="bins">One for each row.</param>
    public void BinsOf(ReadOnlySpan<float> rows, int width, Span<byte> bins)
    {
        for (int i = 0, at = Feature; i < bins.Length; i++, at += width)
        {
            bins[i] = BinOf(rows[at]);
        }
    }

    /// <summary>How many thresholds lie below the value, by halving without branches.</summary>
    private int Rank(int key)
    {
        var keys = _keys;
        var at = 0;
        for (var half = keys.Length + 1 >> 1; half > 0; half >>= 1)
        {
            at += half & -(keys[at + half - 1] < key ? 1 : 0);
        }

        return at;
    }

    /// <summary>Orders whole numbers as the singles are ordered; −0 is 0. NaN has none.</summary>
    private static int KeyOf(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value + 0f);
        return bits ^ (bits >> 31 & int.MaxValue);
    }
}
