namespace Matching.Ranking;

/// <summary>Ways to order the rows of a query; each answers the row numbers, best first.</summary>
public static class Orders
{
    /// <summary>As the rows came.</summary>
    public static int[] Incoming(int count) => [.. Enumerable.Range(0, count)];

    /// <summary>At random; the same for the same state of <paramref name="random"/>.</summary>
    public static int[] Shuffled(int count, Random random)
    {
        var order = Incoming(count);
        random.Shuffle(order);
        return order;
    }

    /// <summary>By falling score; equal scores stay as they came.</summary>
    public static int[] ByScore(ReadOnlySpan<double> scores)
    {
        var order = Incoming(scores.Length);
        var keys = scores.ToArray();
        Array.Sort(order, (a, b) => keys[b].CompareTo(keys[a]) is not 0 and var byScore ? byScore : a.CompareTo(b));
        return order;
    }
}
