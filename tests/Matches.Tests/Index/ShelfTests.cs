namespace Matching.Matches.Tests;

/// <summary>The shelf does what a plain dictionary of documents would do.</summary>
[Trait("Store", "None")]
public sealed class ShelfTests
{
    [Theory]
    [Seeds(40)]
    public void PutAndRemove_InAnyOrder_AgreesWithADictionary(int seed)
    {
        var random = new Random(seed);
        var shelf = new Shelf<Document>();
        var model = new Dictionary<string, Document>(StringComparer.Ordinal);
        for (var step = 0; step < 400; step++)
        {
            var name = $"d{random.Next(90)}";
            if (random.Next(3) == 0)
            {
                Assert.Equal(model.Remove(name), shelf.Remove(name));
            }
            else
            {
                var document = new Document(
                    name, step, [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(25)).Distinct()]);
                shelf.Put(document);
                model[name] = document;
            }

            int[] keys = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(30))];
            Assert.Equal(model.Count, shelf.Count);
            Assert.Same(model.GetValueOrDefault(name), shelf.Find(name));
            AssertSame(model.Values.Where(document => document.Keys.Intersect(keys).Any()), shelf.WithAny(keys));
        }

        AssertSame(model.Values, shelf.All());
    }

    private static void AssertSame(IEnumerable<Document> expected, IEnumerable<Document> actual) =>
        Assert.Equal(expected.OrderBy(document => document.Name), actual.OrderBy(document => document.Name));

    private sealed class Document(string name, long version, int[] keys) : IEntry
    {
        public string Name => name;

        public Guid Key { get; } = DocumentKey.Of(name);

        public long Version => version;

        public long Recency => 0;

        public IReadOnlyCollection<int> Keys => keys;
    }
}
