namespace Matching.Ranking;

/// <summary>The Gauss–Legendre rule on [0, 1]: exact for polynomials up to the degree 2n − 1.</summary>
/// <param name="Points">Where to look, rising; between 0 and 1.</param>
/// <param name="Weights">What each point counts; they add up to 1.</param>
internal sealed record Quadrature(double[] Points, double[] Weights)
{
    /// <summary>Finds the roots of the Legendre polynomial by Newton's method, which takes a few steps.</summary>
    public static Quadrature Of(int count)
    {
        var points = new double[count];
        var weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            var x = -Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            var slope = 0.0;
            for (var round = 0; round < 8; round++)
            {
                var (value, before) = (x, 1.0);
                for (var n = 2; n <= count; n++)
                {
                    (value, before) = (((2 * n - 1) * x * value - (n - 1) * before) / n, value);
                }

                slope = count * (x * value - before) / (x * x - 1);
                x -= value / slope;
            }

            points[i] = (1 + x) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }

        return new Quadrature(points, weights);
    }
}
