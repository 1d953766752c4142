using System.Globalization;

namespace Matching.Ranking;

/// <summary>
/// How a feature's values become bins. A numeric bin holds the values above the previous bound up to and with its own;
/// a categorical one holds one category. The bin after the last is for what is not known: NaN, and of categories also
/// those that were too rare to have a bin or were never seen.
/// </summary>
public sealed class FeatureBins
{
    /// <summary>Bins that a feature has at most, so that with the unknown a bin's number is a byte.</summary>
    public const int MaxBins = 255;

    /// <summary>The largest number of a category.</summary>
    public const int MaxCategory = 65_535;

    private readonly float[] _bounds;
    private readonly int[] _categories;
    private readonly byte[]? _binOfCategory;

    private FeatureBins(float[] bounds, int[] categories, float min, float max)
    {
        _bounds = bounds;
        _categories = categories;
        Min = min;
        Max = max;
        Count = bounds.Length + categories.Length;
        if (categories.Length > 0)
        {
            _binOfCategory = new byte[categories.Max() + 1];
            Array.Fill(_binOfCategory, (byte)categories.Length);
            for (var bin = 0; bin < categories.Length; bin++)
            {
                _binOfCategory[categories[bin]] = (byte)bin;
            }
        }
    }

    /// <summary>The bins, without that of what is not known.</summary>
    public int Count { get; }

    /// <summary>The bin of what is not known.</summary>
    public int Unknown => Count;

    public bool IsCategorical => _binOfCategory is not null;

    /// <summary>The smallest value that bins were chosen by.</summary>
    public float Min { get; }

    public float Max { get; }

    /// <summary>Whether there is anything to split by.</summary>
    public bool IsConstant => Count < 2;

    /// <summary>The largest value of a numeric bin; it is a float, so that no decision depends on rounding.</summary>
    public float UpperBound(int bin) => _bounds[bin];

    public int Category(int bin) => _categories[bin];

    public byte BinOf(float value)
    {
        if (float.IsNaN(value))
        {
            return (byte)Count;
        }

        if (_binOfCategory is not null)
        {
            return value >= 0 && value < _binOfCategory.Length ? _binOfCategory[(int)value] : (byte)Count;
        }

        // The first bound that is not below the value. The last one is the largest float, so there always is one.
        var low = 0;
        var length = _bounds.Length;
        while (length > 1)
        {
            var half = length >> 1;
            low = _bounds[low + half - 1] < value ? low + half : low;
            length -= half;
        }

        return (byte)low;
    }

    /// <summary>The range or the categories, as LightGBM's models tell them.</summary>
    public string Info() =>
        IsCategorical ? string.Join(':', _categories.Order())
        : IsConstant ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"[{(double)Min:R}:{(double)Max:R}]");

    internal static FeatureBins Numeric(float[] bounds, float min, float max) => new(bounds, [], min, max);

    internal static FeatureBins Categorical(int[] categories) =>
        new([], categories, categories.Min(), categories.Max());
}
