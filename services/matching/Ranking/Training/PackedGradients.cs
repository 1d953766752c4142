using System.Numerics;

namespace Matching.Ranking;

/// <summary>
/// A row's gradient and hessian as two whole numbers of 32 bits in one of 64: the gradient below, the hessian above.
/// Gradients keep 30 bits of the largest; hessians as many as leave room to sum up all rows, 15 of ten million rows and
/// 23 of a million.
/// </summary>
internal sealed class PackedGradients(int rows, Workers workers)
{
    private const int GradientBits = 30;
    private const int BlockRows = 1 << 15;

    private readonly int _rowBits = BitOperations.Log2((uint)rows) + 1;

    /// <summary>By row.</summary>
    public long[] Pairs { get; } = new long[rows];

    public GradientUnits Units { get; private set; }

    /// <summary>A packed pair of a row as a sum of that row alone.</summary>
    public static GradientSum Unpack(long pair, int rowBits) => new((int)pair, ((pair >> 32) << rowBits) + 1);

    public void Pack(float[] gradients, float[] hessians)
    {
        var hessianBits = Math.Min(GradientBits, 63 - (2 * _rowBits));
        var gradient = UnitOf(Largest(gradients), GradientBits);
        var hessian = UnitOf(Largest(hessians), hessianBits);
        Units = new GradientUnits(gradient, hessian, _rowBits);
        workers.RunBlocks(Pairs.Length, BlockRows, (from, to) =>
        {
            var (byGradient, byHessian) = (1 / gradient, 1 / hessian);
            for (var i = from; i < to; i++)
            {
                // Rounding by adding a half and cutting off is enough for hessians, which are not negative.
                var g = (int)Math.Round(gradients[i] * byGradient);
                var h = (int)((hessians[i] * byHessian) + 0.5);
                Pairs[i] = ((long)h << 32) | (uint)g;
            }
        });
    }

    /// <summary>The unit is a power of two: no rounding comes from it.</summary>
    private static double UnitOf(float largest, int bits) =>
        largest > 0 ? Math.ScaleB(1, (int)Math.Floor(Math.Log2(largest)) + 1 - bits) : 1;

    private float Largest(float[] values)
    {
        var blocks = new float[(values.Length + BlockRows - 1) / BlockRows];
        workers.RunBlocks(values.Length, BlockRows, (from, to) =>
        {
            var largest = 0f;
            foreach (var value in values.AsSpan(from, to - from))
            {
                largest = Math.Max(largest, Math.Abs(value));
            }

            blocks[from / BlockRows] = largest;
        });
        return blocks.Max();
    }
}
