using Matching.Fit;

namespace Matching.Matches.Tests;

/// <summary>Kept lists come back as they were written; whatever else is read is no list, and no error.</summary>
[Trait("Store", "None")]
public sealed class KeptListTests
{
    private static readonly HashSet<Guid> Nothing = [];

    [Theory]
    [Seeds(20)]
    public void Write_Lists_AreReadAsTheyWere(int seed)
    {
        var random = new Random(seed);
        var (shelf, outcomes) = Draw(random);
        var holds = new HoldingTime { Day = random.Next(), From = random.NextInt64(), Until = random.NextInt64() };

        Assert.True(KeptList.TryRead(KeptList.Write(42, holds, outcomes)!, out var list));

        Assert.Equal((UInt128)42, list.State);
        Assert.Equal(holds, list.Holds);
        var read = list.Without(Nothing, shelf)!;
        Assert.Equal(outcomes.Ranked, read.Ranked);
        Assert.Equal(outcomes.NearMisses, read.NearMisses);
        Assert.Equal(outcomes.KeptOut, read.KeptOut);
        HashSet<Guid> changed = [.. shelf.All().Where(_ => random.Next(3) == 0).Select(entry => entry.Key)];
        Assert.Equal(
            outcomes.Ranked.Where(item => !changed.Contains(item.Entry.Key)), list.Without(changed, shelf)!.Ranked);
    }

    [Theory]
    [Seeds(20)]
    public void TryRead_AnyBytes_NeverFails(int seed)
    {
        var random = new Random(seed);
        var (shelf, outcomes) = Draw(random);
        var good = KeptList.Write(1, HoldingTime.Around(World.Now), outcomes)!;
        for (var i = 0; i < 2000; i++)
        {
            var bytes = good.ToArray();
            for (var changes = random.Next(4); changes >= 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (random.Next(4) == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }

            if (KeptList.TryRead(bytes, out var list))
            {
                _ = list.Holds.Includes(World.Now);
                list.Without(Nothing, shelf);
            }
        }

        Assert.False(KeptList.TryRead([], out _));
        Assert.False(KeptList.TryRead(good[..^1], out _));
        Assert.False(KeptList.TryRead([.. good, 0], out _));
    }

    [Fact]
    public void Write_ALongList_IsNotKept()
    {
        var outcomes = new Outcomes<Document>();
        for (var i = 0; i <= KeptList.MaximumDocuments; i++)
        {
            outcomes.KeptOut.Add((Guid.Empty, GateType.Reach));
        }

        Assert.Null(KeptList.Write(1, HoldingTime.Around(World.Now), outcomes));
        outcomes.KeptOut.RemoveAt(0);
        Assert.InRange(
            KeptList.Write(1, HoldingTime.Around(World.Now), outcomes)!.Length, 1, Hosting.HotCache.MaximumValueBytes);
    }

    [Fact]
    public void Holds_FromOneChangeToTheNext()
    {
        var now = World.Now;
        var holds = HoldingTime.Around(now);
        Assert.True(holds.Includes(now.AddHours(13)));
        Assert.False(holds.Includes(now.AddHours(15)));
        Assert.False(holds.Includes(now.AddHours(-11)));

        holds.Narrow(Opening(from: now.AddHours(-1), until: now.AddHours(2), deadline: null), now);
        holds.Narrow(Opening(from: null, until: null, deadline: now.AddHours(1)), now);

        Assert.True(holds.Includes(now.AddHours(-1)));
        Assert.False(holds.Includes(now.AddHours(-1).AddTicks(-1)));
        Assert.True(holds.Includes(now.AddHours(1)));
        Assert.False(holds.Includes(now.AddHours(1).AddTicks(1)));
    }

    private static Opening Opening(DateTimeOffset? from, DateTimeOffset? until, DateTimeOffset? deadline) =>
        Fit.Opening.From(
            new OpeningFacts
            {
                Occupation = World.Find("Svetsare"),
                OpenFrom = from,
                OpenUntil = until,
                Deadline = deadline,
            },
            World.Taxonomy);

    private static (Shelf<Document> Shelf, Outcomes<Document> Outcomes) Draw(Random random)
    {
        var shelf = new Shelf<Document>();
        var outcomes = new Outcomes<Document>();
        for (var i = 0; i < random.Next(60); i++)
        {
            var document = new Document($"d{i}");
            shelf.Put(document);
            var gate = (GateType)random.Next(7);
            var scored = new Scored<Document>(document, random.NextDouble(), 0);
            switch (random.Next(3))
            {
                case 0:
                    outcomes.Ranked.Add(scored);
                    break;
                case 1:
                    outcomes.NearMisses.Add((scored, gate));
                    break;
                default:
                    outcomes.KeptOut.Add((document.Key, gate));
                    break;
            }
        }

        return (shelf, outcomes);
    }

    private sealed class Document(string name) : IEntry
    {
        public string Name => name;

        public Guid Key { get; } = DocumentKey.Of(name);

        public long Version => 1;

        public long Recency => 0;

        public IReadOnlyCollection<int> Keys => [];
    }
}
