namespace Matching.Ranking;

/// <summary>Lends histograms, no more than there is memory for, and takes them back.</summary>
internal sealed class HistogramPool(int length, long bytes)
{
    private const int SumBytes = 16;

    // Two are the least that a split takes: the child that is built, and the parent that becomes the other.
    private readonly int _most = (int)Math.Clamp(bytes / ((long)length * SumBytes), 3, int.MaxValue);
    private readonly Stack<GradientSum[]> _free = [];
    private int _made;

    /// <summary>A histogram, with anything in it; null where all are lent.</summary>
    public GradientSum[]? TryRent()
    {
        if (_free.TryPop(out var histogram))
        {
            return histogram;
        }

        return _made++ < _most ? new GradientSum[length] : null;
    }

    public void Return(GradientSum[] histogram) => _free.Push(histogram);
}
