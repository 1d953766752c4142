using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Matching.Ranking;

/// <summary>
/// LambdaRank's gradients of one ranked query (Burges 2010): every pair of rows with different labels pulls the two
/// apart, as hard as swapping them would change NDCG. Eight pairs at a time.
/// </summary>
internal static class PairGradients
{
    private const float LeastGap = 0.01f;

    // Odds are taken relative to another row before the smallest that matter would leave the range of floats.
    private const float FarthestPower = 40;

    private static readonly Vector256<float> LaneNumbers = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    /// <summary>Fills <see cref="RankedQuery.Lambdas"/> and <see cref="RankedQuery.Hessians"/>.</summary>
    /// <param name="query">The query, ranked.</param>
    /// <param name="discounts">1 / log2(rank + 2), ranks from 0, longer than any query by two vectors.</param>
    /// <param name="scale">One over the best DCG.</param>
    /// <param name="options">Sigmoid, truncation and normalisation.</param>
    public static void Compute(RankedQuery query, float[] discounts, float scale, LambdaMartOptions options)
    {
        var count = query.Count;
        query.Lambdas.AsSpan(0, count + RankedQuery.Lanes).Clear();
        query.Hessians.AsSpan(0, count + RankedQuery.Lanes).Clear();
        var byGap = options.NormalizeGaps && query.Scores[0] != query.Scores[count - 1];
        var sigmoid = (float)options.Sigmoid;
        var sum = Vector256<float>.Zero;
        var highest = float.PositiveInfinity;
        for (var i = 0; i < Math.Min(count - 1, options.TruncationLevel); i++)
        {
            if (sigmoid * (highest - query.Scores[i]) > FarthestPower)
            {
                highest = query.Scores[i];
                SetOdds(query, i, sigmoid);
            }

            sum += Row(query, i, discounts, scale, sigmoid, byGap);
        }

        var total = 2 * Vector256.Sum(sum);
        if (options.NormalizeQueries && total > 0)
        {
            var factor = (float)(Math.Log2(1 + total) / total);
            for (var i = 0; i < count; i++)
            {
                query.Lambdas[i] *= factor;
                query.Hessians[i] *= factor;
            }
        }
    }

    /// <summary>
    /// The pairs of the row at rank <paramref name="i"/> with all below it; answers the sizes of the forces.
    /// </summary>
    private static Vector256<float> Row(
        RankedQuery query, int i, float[] discounts, float scale, float sigmoid, bool byGap)
    {
        var score = Vector256.Create(query.Scores[i]);
        var gain = Vector256.Create(query.Gains[i]);
        var discount = Vector256.Create(discounts[i]);
        var click = Vector256.Create(query.ClickWeights[i] * scale);
        var skip = Vector256.Create(query.SkipWeights[i] * scale);
        var odds = Vector256.Create(query.Odds[i]);
        var steepness = Vector256.Create(sigmoid);
        var least = Vector256.Create(LeastGap);
        var end = Vector256.Create((float)query.Count);
        var ownLambda = Vector256<float>.Zero;
        var ownHessian = Vector256<float>.Zero;
        var sum = Vector256<float>.Zero;
        for (var j = i + 1; j < query.Count; j += RankedQuery.Lanes)
        {
            var within = Vector256.LessThan(Vector256.Create((float)j) + LaneNumbers, end);
            var gainGap = (gain - Vector256.LoadUnsafe(ref query.Gains[j])) & within;
            var isBetter = Vector256.GreaterThan(gainGap, Vector256<float>.Zero);
            var weight = Vector256.ConditionalSelect(
                isBetter,
                click * Vector256.LoadUnsafe(ref query.SkipWeights[j]),
                skip * Vector256.LoadUnsafe(ref query.ClickWeights[j]));
            var gap = Vector256.Max(score - Vector256.LoadUnsafe(ref query.Scores[j]), Vector256<float>.Zero);
            var change = gainGap * (discount - Vector256.LoadUnsafe(ref discounts[j])) * weight;
            var distance = byGap ? least + gap : Vector256<float>.One;

            // The chance that the pair is the wrong way round, as scores have it, is the worse one's share of their
            // odds. One division serves that, its derivative and the gap.
            var others = Vector256.LoadUnsafe(ref query.Odds[j]);
            var both = odds + others;
            var inverse = Vector256<float>.One / (both * distance);
            var worse = Vector256.ConditionalSelect(isBetter, others, odds);
            var better = Vector256.ConditionalSelect(isBetter, odds, others);

            // Signed: above 0 where i is the better one and is pulled up, its gradient being negative.
            var force = steepness * change * worse * inverse;
            var bend = Vector256.Abs(steepness * force * better) * inverse * distance;
            ownLambda -= force;
            ownHessian += bend;
            sum += Vector256.Abs(force);
            (Vector256.LoadUnsafe(ref query.Lambdas[j]) + force).StoreUnsafe(ref query.Lambdas[j]);
            (Vector256.LoadUnsafe(ref query.Hessians[j]) + bend).StoreUnsafe(ref query.Hessians[j]);
        }

        query.Lambdas[i] += Vector256.Sum(ownLambda);
        query.Hessians[i] += Vector256.Sum(ownHessian);
        return sum;
    }

    /// <summary>
    /// Odds from a rank on, relative to the score there. Those that are too small to matter beside it stay above 0.
    /// </summary>
    private static void SetOdds(RankedQuery query, int from, float sigmoid)
    {
        var highest = Vector256.Create(query.Scores[from]);
        for (var j = from; j < query.Count; j += RankedQuery.Lanes)
        {
            var down = (highest - Vector256.LoadUnsafe(ref query.Scores[j])) * Vector256.Create(sigmoid);
            ExpOfNegative(down).StoreUnsafe(ref query.Odds[j]);
        }
    }

    /// <summary>
    /// e^−x for x from 0, to within 1e-6 of it: 2^n times 2^f, the fraction by a polynomial (Taylor's, to the sixth
    /// power, around 0). Below e^−70 it stays there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpOfNegative(Vector256<float> x)
    {
        var power = Vector256.Clamp(
            x * Vector256.Create(-1.44269504f), Vector256.Create(-101f), Vector256<float>.Zero);
        var whole = Vector256.Floor(power + Vector256.Create(0.5f));
        var part = (power - whole) * Vector256.Create(0.69314718f);
        var value = Vector256.Create(1 / 720f);
        value = (value * part) + Vector256.Create(1 / 120f);
        value = (value * part) + Vector256.Create(1 / 24f);
        value = (value * part) + Vector256.Create(1 / 6f);
        value = (value * part) + Vector256.Create(0.5f);
        value = (value * part) + Vector256<float>.One;
        value = (value * part) + Vector256<float>.One;
        var exponent = Vector256.ShiftLeft(Vector256.ConvertToInt32(whole) + Vector256.Create(127), 23);
        return value * exponent.AsSingle();
    }
}
