using Matching.Fit;

namespace Matching.Matches;

/// <summary>What became of every document that a list was made of.</summary>
internal sealed class Outcomes<TEntry>
    where TEntry : class, IEntry
{
    /// <summary>At most so many near misses are told.</summary>
    private const int MaximumNearMisses = 5;

    /// <summary>What passed every gate.</summary>
    public List<Scored<TEntry>> Ranked { get; set; } = [];

    /// <summary>What one closable gap keeps out, and the gate that it fails first.</summary>
    public List<(Scored<TEntry> Item, GateType Gate)> NearMisses { get; } = [];

    /// <summary>What else was kept out, and the gate that it fails first.</summary>
    public List<(Guid Key, GateType Gate)> KeptOut { get; init; } = [];

    /// <summary>How many documents there are.</summary>
    public int Count => Ranked.Count + NearMisses.Count + KeptOut.Count;

    /// <summary>Puts the best first.</summary>
    public void Sort()
    {
        Ranked.Sort(Scored<TEntry>.BestFirst);
        NearMisses.Sort((a, b) => Scored<TEntry>.BestFirst(a.Item, b.Item));
    }

    /// <summary>Takes further documents in; both are sorted, and stay so.</summary>
    public void Merge(Outcomes<TEntry> others)
    {
        var merged = new List<Scored<TEntry>>(Ranked.Count + others.Ranked.Count);
        var next = 0;
        foreach (var item in Ranked)
        {
            while (next < others.Ranked.Count && Scored<TEntry>.BestFirst(others.Ranked[next], item) < 0)
            {
                merged.Add(others.Ranked[next++]);
            }

            merged.Add(item);
        }

        merged.AddRange(others.Ranked.Skip(next));
        Ranked = merged;
        NearMisses.AddRange(others.NearMisses);
        NearMisses.Sort((a, b) => Scored<TEntry>.BestFirst(a.Item, b.Item));
        KeptOut.AddRange(others.KeptOut);
    }

    /// <summary>The list, of sorted outcomes.</summary>
    public RankedList<TEntry> ToList(Seat seat)
    {
        var gateCounts = new int[Enum.GetValues<GateType>().Length];
        foreach (var (_, gate) in NearMisses)
        {
            gateCounts[(int)gate]++;
        }

        foreach (var (_, gate) in KeptOut)
        {
            gateCounts[(int)gate]++;
        }

        return new RankedList<TEntry>(
            seat, Ranked, [.. NearMisses.Take(MaximumNearMisses).Select(miss => miss.Item)], gateCounts);
    }
}
