namespace Matching.Ranking;

/// <summary>
/// Room for one query in the order of its scores, used for one query after another. Arrays are longer than the longest
/// query, so that whole vectors can be read anywhere.
/// </summary>
internal sealed class RankedQuery
{
    /// <summary>
    /// Lanes of the vectors that are used throughout, so that sums do not depend on the machine's width.
    /// </summary>
    public const int Lanes = 8;

    private readonly ulong[] _keys;

    public RankedQuery(int longest)
    {
        _keys = new ulong[longest];
        var padded = longest + (2 * Lanes);
        Order = new int[longest];
        Scores = new float[padded];
        Gains = new float[padded];
        Odds = new float[padded];
        ClickWeights = new float[padded];
        SkipWeights = new float[padded];
        Lambdas = new float[padded];
        Hessians = new float[padded];
        Array.Fill(ClickWeights, 1);
        Array.Fill(SkipWeights, 1);
    }

    public int Count { get; private set; }

    /// <summary>The rows of the query, from 0, best first.</summary>
    public int[] Order { get; }

    /// <summary>By rank, as are the others.</summary>
    public float[] Scores { get; }

    /// <summary>2^label − 1.</summary>
    public float[] Gains { get; }

    /// <summary>e^(sigmoid · score), relative to some score.</summary>
    public float[] Odds { get; }

    /// <summary>What a pair counts for the place of its better row.</summary>
    public float[] ClickWeights { get; }

    /// <summary>What a pair counts for the place of its worse row.</summary>
    public float[] SkipWeights { get; }

    public float[] Lambdas { get; }

    public float[] Hessians { get; }

    /// <summary>Ranks rows by falling score; equal scores stay as they came.</summary>
    public void Rank(ReadOnlySpan<double> scores, ReadOnlySpan<float> gains)
    {
        Count = scores.Length;
        var keys = _keys.AsSpan(0, Count);
        for (var i = 0; i < keys.Length; i++)
        {
            // Adding zero makes −0 and 0 equal. The bits of floats, the negative ones turned round, sort like numbers.
            var bits = BitConverter.SingleToInt32Bits((float)scores[i] + 0f);
            var rising = (uint)(bits ^ ((bits >> 31) | int.MinValue));
            keys[i] = ((ulong)~rising << 32) | (uint)i;
        }

        keys.Sort();
        for (var rank = 0; rank < keys.Length; rank++)
        {
            var row = (int)(uint)keys[rank];
            Order[rank] = row;
            Scores[rank] = (float)scores[row];
            Gains[rank] = gains[row];
        }
    }
}
