namespace Matching.Ranking.Tests;

/// <summary>The vectorised gradients against the definition, pair by pair in double precision.</summary>
public sealed class PairGradientsTests
{
    [Theory, Seeds(20)]
    public void Compute_RandomQueries_EqualsTheDefinition(int seed)
    {
        var random = new Random(seed);
        var room = new RankedQuery(200);
        foreach (var normalize in new[] { true, false })
        {
            // A long query before a short one leaves things behind that must not be seen.
            foreach (var count in new[] { 200, 2, random.Next(2, 60), random.Next(2, 200) })
            {
                var options = new LambdaMartOptions
                {
                    NormalizeGaps = normalize,
                    NormalizeQueries = random.Next(2) == 0,
                    Sigmoid = random.NextDouble() + 0.5,
                    TruncationLevel = random.Next(1, 60),
                };
                Compare(random, room, count, options, spread: seed % 4 == 0 ? 300 : 5);
            }
        }
    }

    [Fact]
    public void Compute_AllScoresEqual_IsNotScaledByGaps()
    {
        Compare(new Random(1), new RankedQuery(30), 30, new LambdaMartOptions(), spread: 0);
    }

    private static void Compare(Random random, RankedQuery room, int count, LambdaMartOptions options, double spread)
    {
        var scores = Enumerable.Range(0, count).Select(_ => (double)(float)(spread * random.NextDouble())).ToArray();
        var gains = Enumerable.Range(0, count).Select(_ => (float)((1 << random.Next(5)) - 1)).ToArray();
        room.Rank(scores, gains);
        for (var i = 0; i < count; i++)
        {
            room.ClickWeights[i] = 0.5f + random.NextSingle();
            room.SkipWeights[i] = 0.5f + random.NextSingle();
        }

        var discounts = Enumerable.Range(0, count + 16).Select(i => (float)(1 / Math.Log2(i + 2))).ToArray();
        PairGradients.Compute(room, discounts, 0.01f, options);

        var (lambdas, hessians) = Reference(room, 0.01f, options);

        // Floats tell gaps of hundreds apart less finely.
        var precision = spread > 100 ? 2e-4 : 5e-5;
        var (lambda, hessian) = (lambdas.Max(Math.Abs) + 1e-12, hessians.Max() + 1e-12);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(lambdas[i], room.Lambdas[i], precision * lambda);
            Assert.Equal(hessians[i], room.Hessians[i], precision * hessian);
        }
    }

    private static (double[] Lambdas, double[] Hessians) Reference(RankedQuery room, double scale, LambdaMartOptions options)
    {
        var lambdas = new double[room.Count];
        var hessians = new double[room.Count];
        var sum = 0.0;
        for (var i = 0; i < room.Count; i++)
        {
            for (var j = i + 1; j < room.Count; j++)
            {
                if (i >= options.TruncationLevel || room.Gains[i] == room.Gains[j])
                {
                    continue;
                }

                var (better, worse) = room.Gains[i] > room.Gains[j] ? (i, j) : (j, i);
                double gap = room.Scores[better] - room.Scores[worse];
                var change = (room.Gains[better] - room.Gains[worse]) * scale
                    * Math.Abs((1 / Math.Log2(i + 2)) - (1 / Math.Log2(j + 2)))
                    * room.ClickWeights[better] * room.SkipWeights[worse];
                if (options.NormalizeGaps && room.Scores[0] != room.Scores[room.Count - 1])
                {
                    change /= 0.01 + Math.Abs(gap);
                }

                var wrong = 1 / (1 + Math.Exp(options.Sigmoid * gap));
                var lambda = options.Sigmoid * wrong * change;
                var hessian = options.Sigmoid * options.Sigmoid * wrong * (1 - wrong) * change;
                lambdas[better] -= lambda;
                lambdas[worse] += lambda;
                hessians[better] += hessian;
                hessians[worse] += hessian;
                sum += 2 * lambda;
            }
        }

        var factor = options.NormalizeQueries && sum > 0 ? Math.Log2(1 + sum) / sum : 1;
        return ([.. lambdas.Select(l => l * factor)], [.. hessians.Select(h => h * factor)]);
    }
}
