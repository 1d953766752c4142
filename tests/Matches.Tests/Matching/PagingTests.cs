namespace Matching.Matches.Tests;

[Trait("Store", "None")]
public sealed class PagingTests
{
    /// <summary>However much has gone and come since the page before, what stayed is shown once.</summary>
    [Theory]
    [Seeds(50)]
    public void Cut_WhileItemsComeAndGo_ShowsWhatStayedOnce(int seed)
    {
        var random = new Random(seed);
        var items = Enumerable.Range(0, 60).Select(i => Item(random, i)).ToList();
        var stayed = items.Where(_ => random.Next(3) > 0).ToHashSet();
        var shown = new List<string>();
        var (token, added) = ("", 1000);
        do
        {
            items.Sort(Scored<Named>.BestFirst);
            var from = Paging.Read(token, "list");
            var (page, start, next) = Paging.Cut(items, 7, from, Seat.Fallback, "first", "list");
            Assert.Equal(token.Length > 0 ? ("expert-1", "first") : default, (from?.Model, from?.FirstPage));
            Assert.Equal(items.GetRange(start, page.Count), page);
            shown.AddRange(page.Select(item => item.Entry.Name));
            token = next;
            items.RemoveAll(item => !stayed.Contains(item) && random.Next(2) == 0);
            items.Add(Item(random, added++));
        }
        while (token.Length > 0);

        Assert.Equal(shown.Count, shown.Distinct().Count());
        Assert.Empty(stayed.Select(item => item.Entry.Name).Except(shown));
    }

    [Theory]
    [Seeds(50)]
    public void Spread_AtMostSoManyOfAGroup_WhereThereIsAnythingElse(int seed)
    {
        var random = new Random(seed);
        var items = Enumerable.Range(0, random.Next(60)).Select(i => Item(random, i)).ToList();
        items.Sort(Scored<Named>.BestFirst);
        var (size, most) = (1 + random.Next(10), 1 + random.Next(3));

        var spread = Paging.Spread(items, size, most, entry => entry.Group);

        Assert.Equal(items.OrderBy(item => item.Entry.Name), spread.OrderBy(item => item.Entry.Name));
        for (var at = 0; at < spread.Count; at += size)
        {
            var page = spread.Skip(at).Take(size).ToList();
            var rest = spread.Skip(at + size).ToList();
            var over = page.Where(item => item.Entry.Group.Length > 0)
                .GroupBy(item => item.Entry.Group).Where(group => group.Count() > most).Select(group => group.Key).ToHashSet();

            // Only where what comes later is of full groups too does a page take more of one.
            Assert.True(over.Count == 0 || rest.All(item =>
                item.Entry.Group.Length > 0 && page.Count(shown => shown.Entry.Group == item.Entry.Group) >= most));
            Assert.All(
                page.GroupBy(item => item.Entry.Group),
                group => Assert.Equal(group.Order(Comparer<Scored<Named>>.Create(Scored<Named>.BestFirst)), group));
        }
    }

    private static Scored<Named> Item(Random random, int i) => new(
        new Named($"n{i:0000}", random.Next(5) is 0 ? "" : $"g{random.Next(4)}"), random.Next(4), random.Next(3));

    private sealed class Named(string name, string group) : IEntry
    {
        public string Name => name;

        public Guid Key { get; } = DocumentKey.Of(name);

        public long Version => 1;

        public long Recency => 0;

        public string Group => group;

        public IReadOnlyCollection<int> Keys => [];
    }
}
